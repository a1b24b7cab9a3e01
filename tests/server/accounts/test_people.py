"""The people pages of the system and of the security administrator."""

import pytest

from tests.people import CHOSEN, PASSWORD

NEW = {"name": "黄志强", "login": "huang", "role": "officer", "title": "环保专员"}


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)


@pytest.fixture
def security(as_person, people):
    return as_person(people.security)


def _branch(client, name="长安分局"):
    rows = client.get("/api/organisation").json["branches"]
    return next(row["id"] for row in rows if row["name"] == name)


def test_a_new_person_signs_in_with_the_first_password(security, anybody):
    branch = _branch(security)

    answer = security.post("/api/people", {**NEW, "branch_id": branch})

    assert answer.status_code == 201
    told = {"name": "huang", "password": answer.json["password"], "new_password": CHOSEN}
    signed_in = anybody.post("/api/session", told)
    assert signed_in.json["person"]["branch_name"] == "长安分局"
    assert answer.json["person"]["initials"] == "hzq"


def test_a_sign_in_name_is_given_once(security):
    answer = security.post("/api/people", {**NEW, "login": "chen"})

    assert (answer.status_code, answer.json["code"]) == (409, "409.10")


@pytest.mark.parametrize("login", ["huang zq", "huang/zq", "h" * 65, ""])
def test_a_sign_in_name_that_cannot_be_used_is_named_in_words(security, people, login):
    path = f"/api/people/{people.officer}"

    new = security.post("/api/people", {**NEW, "login": login})
    changed = security.patch(path, {"login": login})

    assert new.json["code"] == changed.json["code"] == "422.16"
    assert "登录名" in new.json["detail"]
    assert security.get(path).json["login"] == "chen"


def test_a_branch_that_is_none_is_refused_in_words(administrator, security, people):
    new = security.post("/api/people", {**NEW, "branch_id": "nowhere"})
    changed = administrator.patch(f"/api/people/{people.officer}", {"branch_id": "nowhere"})

    assert (new.status_code, new.json["code"]) == (422, "422.12")
    assert (changed.status_code, changed.json["code"]) == (422, "422.12")


def test_a_branch_head_needs_a_branch(administrator, security, people):
    new = security.post("/api/people", {**NEW, "role": "branch_head"})
    changed = administrator.patch(f"/api/people/{people.branch_head}", {"branch_id": None})

    assert new.json["code"] == changed.json["code"] == "422.11"


def test_an_unknown_branch_is_refused(security):
    answer = security.post("/api/people", {**NEW, "branch_id": "nowhere"})

    assert answer.json["code"] == "422.12"


def test_people_are_found_by_branch_name_initials_and_state(security, people):
    branch = _branch(security)
    security.patch(f"/api/people/{people.co_officer}", {"active": False})

    def found(**query):
        rows = security.get("/api/people", query_string=query).json
        return {row["login"] for row in rows}

    assert found(branch_id=branch) == {"chen", "li", "wang"}
    assert found(branch_id=branch, active="true") == {"chen", "wang"}
    assert found(q="志远") == found(q="CZY") == {"chen"}
    assert found(q="%") == set()


def test_a_branch_head_reads_the_own_branch_and_changes_nothing(as_person, people):
    head = as_person(people.branch_head)

    rows = head.get("/api/people", query_string={"branch_id": "other"}).json

    assert {row["login"] for row in rows} == {"chen", "li", "wang"}
    assert head.get(f"/api/people/{people.stranger}").status_code == 404
    assert head.get(f"/api/people/{people.officer}").status_code == 200
    assert head.post("/api/people", NEW).status_code == 403
    assert head.patch(f"/api/people/{people.officer}", {"name": "甲"}).status_code == 403


@pytest.mark.parametrize("who", ["officer", "cadre"])
def test_an_officer_has_no_people_pages(as_person, people, who):
    client = as_person(getattr(people, who))

    assert client.get("/api/people").status_code == 403
    assert client.get("/api/people/names").status_code == 403


def test_names_to_filter_by_are_those_that_the_office_may_see(as_person, people):
    of_branch = as_person(people.branch_head).get("/api/people/names").json
    of_bureau = as_person(people.supervisor).get("/api/people/names").json

    assert {row["name"] for row in of_branch} == {"陈志远", "李晓雯", "王建国"}
    assert len(of_bureau) == 10


def test_closing_an_account_ends_its_sessions(security, as_person, people, anybody):
    phone = as_person(people.officer, "phone")

    security.patch(f"/api/people/{people.officer}", {"active": False})
    security.patch(f"/api/people/{people.officer}", {"active": True})

    assert phone.get("/api/session").status_code == 401
    again = anybody.post("/api/session", {"name": "chen", "password": PASSWORD})
    assert again.status_code == 200


def test_a_renamed_person_is_found_by_the_new_initials(administrator, people):
    answer = administrator.patch(f"/api/people/{people.officer}", {"name": "欧阳海"})

    assert (answer.json["initials"], answer.json["login"]) == ("oyh", "chen")


def test_a_new_rank_ends_the_one_before_it(administrator, people):
    path = f"/api/people/{people.officer}/ranks"

    answer = administrator.post(path, {"rank": "deputy_section", "from_on": "2026-05-01"})

    spans = [(row["rank"], row["from_on"], row["to_on"]) for row in answer.json["ranks"]]
    assert spans == [
        ("ordinary", None, "2026-04-30"),
        ("deputy_section", "2026-05-01", None),
    ]


def test_a_rank_noted_by_mistake_is_taken_back(administrator, people):
    path = f"/api/people/{people.officer}/ranks"
    ranks = administrator.post(path, {"rank": "deputy_section", "from_on": "2026-05-01"}).json[
        "ranks"
    ]

    answer = administrator.delete(f"{path}/{ranks[1]['id']}")

    assert [(row["rank"], row["to_on"]) for row in answer.json["ranks"]] == [("ordinary", None)]


def test_two_ranks_do_not_begin_on_one_day(administrator, people):
    path = f"/api/people/{people.officer}/ranks"

    wanted = {"rank": "deputy_section", "from_on": "2026-05-01"}
    administrator.post(path, wanted)

    answer = administrator.post(path, {**wanted, "rank": "deputy_division"})

    assert answer.json["code"] == "409.12"


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2999-01-02", "9999-12-31"])
def test_a_rank_from_a_day_that_is_nobodys_is_refused(administrator, people, day):
    path = f"/api/people/{people.officer}/ranks"

    answer = administrator.post(path, {"rank": "deputy_section", "from_on": day})

    assert answer.json["code"] == "422.00"


def test_a_membership_since_nobody_knows_when_is_no_date(administrator, security):
    new = {**NEW, "is_member": True}

    person = security.post("/api/people", new).json["person"]
    path = f"/api/people/{person['id']}/memberships"
    again = administrator.post(path, {"from_on": "2024-07-01"})

    assert [(held["from_on"], held["to_on"]) for held in person["memberships"]] == [(None, None)]
    assert again.json["code"] == "409.12"


def test_party_membership_is_noted_once_for_a_time(administrator, people):
    path = f"/api/people/{people.officer}/memberships"
    first = administrator.post(path, {"from_on": "2020-07-01"})

    again = administrator.post(path, {"from_on": "2024-07-01"})
    backwards = administrator.post(path, {"from_on": "2019-07-01", "to_on": "2018-01-01"})
    membership = first.json["memberships"][0]["id"]
    gone = administrator.delete(f"{path}/{membership}")

    assert (again.json["code"], backwards.json["code"]) == ("409.12", "422.13")
    assert gone.json["memberships"] == []


def test_a_new_password_works_and_ends_all_sessions(security, as_person, people, anybody):
    phone = as_person(people.officer, "phone")

    password = security.post(f"/api/people/{people.officer}/password").json["password"]

    assert phone.get("/api/session").status_code == 401
    told = {"name": "chen", "password": password, "new_password": CHOSEN}
    assert anybody.post("/api/session", told).status_code == 200


def test_the_security_administrator_sees_and_ends_the_sessions_of_a_person(
    security, as_person, people
):
    phone = as_person(people.officer, "phone")
    path = f"/api/people/{people.officer}/sessions"

    assert len(security.get(path).json) == 1
    assert security.delete(path).status_code == 204

    assert phone.get("/api/session").status_code == 401
    assert security.get(path).json == []


def test_a_very_long_name_is_kept(security):
    answer = security.post("/api/people", {**NEW, "name": "长" * 64})

    assert (answer.status_code, len(answer.json["person"]["name"])) == (201, 64)
