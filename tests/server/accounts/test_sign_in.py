"""Signing in and out."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.features.accounts.tries import PASSWORDS
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


def try_password(client, password, name="chen", address="10.0.0.1"):
    told = {"name": name, "password": password}
    return client.post("/api/session", told, environ_base={"REMOTE_ADDR": address})


def test_wrong_passwords_make_the_next_try_wait_longer_and_longer(anybody, people, time):
    for _ in range(4):
        assert try_password(anybody, "wrong horse 9").status_code == 401

    refused = try_password(anybody, PASSWORD)
    assert (refused.status_code, refused.json["code"]) == (429, "429.10")
    assert refused.headers["Retry-After"] == "5"
    assert "5 秒" in refused.json["detail"]

    time.pass_by(seconds=5)
    assert try_password(anybody, "wrong horse 9").status_code == 401
    assert try_password(anybody, PASSWORD).headers["Retry-After"] == "10"


def test_of_wrong_passwords_side_by_side_no_more_are_tried_than_one_after_the_other(
    app, anybody, people
):
    def guess(n):
        client = type(anybody)(app.test_client())
        told = {"name": "chen", "password": f"wrong horse {n}"}
        return client.post("/api/session", told).json["code"]

    with ThreadPoolExecutor(8) as pool:
        said = Counter(pool.map(guess, range(16)))

    assert said == {"401.01": PASSWORDS.free, "429.10": 16 - PASSWORDS.free}


def test_the_right_password_after_the_wait_begins_anew(anybody, people, time):
    for _ in range(4):
        try_password(anybody, "wrong horse 9")
    time.pass_by(seconds=5)
    assert try_password(anybody, PASSWORD).status_code == 200

    assert try_password(anybody, "wrong horse 9").status_code == 401
    assert try_password(anybody, PASSWORD).status_code == 200


def test_guessing_locks_neither_a_standing_session_nor_another_address(anybody, as_person, people):
    officer = as_person(people.officer)
    for _ in range(9):
        try_password(anybody, "wrong horse 9")

    assert officer.get("/api/session").status_code == 200
    assert try_password(anybody, PASSWORD, address="10.0.0.2").status_code == 200
    assert try_password(anybody, PASSWORD, name="li").status_code == 200


def test_a_person_changes_the_own_password_and_other_browsers_sign_in_again(
    anybody, as_person, people
):
    phone, desktop = as_person(people.officer, "phone"), as_person(people.officer, "desktop")

    changed = phone.put("/api/session/password", {"old": PASSWORD, "new": "new horse 10"})

    assert changed.status_code == 204
    assert phone.get("/api/session").status_code == 200
    assert desktop.get("/api/session").status_code == 401
    assert try_password(anybody, PASSWORD).status_code == 401
    assert try_password(anybody, "new horse 10").status_code == 200


def test_a_password_is_not_changed_without_the_old_one_or_to_a_short_one(as_person, people):
    officer = as_person(people.officer)

    wrong = officer.put("/api/session/password", {"old": "guess 12345", "new": "new horse 10"})
    short = officer.put("/api/session/password", {"old": PASSWORD, "new": "short"})

    assert (wrong.status_code, wrong.json["title"]) == (422, "现在的密码不对")
    assert (short.status_code, short.json["code"]) == (422, "422.10")


@pytest.mark.parametrize(
    "guessed", ["password1", "PASSW0RD", "Dongguan2026", "chen20261126", "陈志远!!陈志远"]
)
def test_a_password_that_anybody_tries_first_is_refused(as_person, people, guessed):
    refused = as_person(people.officer).put(
        "/api/session/password", {"old": PASSWORD, "new": guessed}
    )

    assert (refused.status_code, refused.json["code"]) == (422, "422.256")
