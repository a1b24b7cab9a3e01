"""Signing in and out."""

from tests.people import PASSWORD


def test_ending_ones_own_session_signs_this_browser_out_and_no_other(as_person, people):
    here, there = as_person(people.officer, "here"), as_person(people.officer, "there")
    [own] = [row for row in here.get("/api/sessions").json if row["current"]]

    assert here.delete(f"/api/sessions/{own['id']}").status_code == 204

    assert here.get("/api/session").status_code == 401
    assert there.get("/api/session").status_code == 200


def test_an_officer_signs_in_and_the_server_knows_him(anybody, people):
    answer = anybody.post("/api/session", {"name": "chen", "password": PASSWORD})

    assert answer.status_code == 200
    assert answer.json["person"]["branch_name"] == "长安分局"
    assert anybody.get("/api/session").json["person"]["id"] == people.officer


def test_a_wrong_password_does_not_say_whether_the_name_exists(anybody):
    wrong = anybody.post("/api/session", {"name": "chen", "password": "wrong horse 9"})
    nobody = anybody.post("/api/session", {"name": "nobody", "password": "wrong horse 9"})

    assert wrong.status_code == 401
    assert wrong.json == nobody.json


def test_signing_out_ends_the_session(as_person, people):
    officer = as_person(people.officer)

    assert officer.delete("/api/session").status_code == 204

    assert officer.get("/api/session").status_code == 401


def test_an_officer_sees_his_sessions_and_ends_another_one(as_person, people):
    phone = as_person(people.officer, "phone")
    desktop = as_person(people.officer, "desktop")
    other = next(row for row in desktop.get("/api/sessions").json if not row["current"])

    desktop.delete(f"/api/sessions/{other['id']}")

    assert phone.get("/api/session").status_code == 401
    assert desktop.get("/api/session").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(as_person, people):
    officer = as_person(people.officer)
    own = officer.get("/api/sessions").json[0]

    assert as_person(people.stranger).delete(f"/api/sessions/{own['id']}").status_code == 404


def test_a_change_from_a_foreign_page_is_refused(as_person, people):
    officer = as_person(people.officer)

    answer = officer.delete("/api/session", headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert officer.get("/api/session").status_code == 200


def test_an_empty_body_is_answered_in_words(anybody):
    answer = anybody.post("/api/session", {})

    assert answer.status_code == 422
    assert set(answer.json["fields"]["json"]) == {"name", "password"}


def test_signing_in_again_on_the_same_phone_leaves_one_session(anybody):
    for _ in range(2):
        anybody.post("/api/session", {"name": "chen", "password": PASSWORD, "device": "phone"})

    assert len(anybody.get("/api/sessions").json) == 1
