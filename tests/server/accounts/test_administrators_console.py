"""`doorstep administrators`: who the three are is said at the server, and nowhere else."""

import pytest

from server.core import clock
from server.core.auth import Role
from server.core.doors import reading, writing
from server.features.accounts import console, queries, separation
from server.features.accounts.separation import LastOfItsKind
from tests.people import CHOSEN, PASSWORD


def appoint(role, login, name=""):
    return console.appoint(Role(role), login, name, at=clock.now())


def signed_in(anybody, login, password):
    told = {"name": login, "password": password, "new_password": CHOSEN}
    return anybody.post("/api/session", told)


@pytest.fixture
def before_the_upgrade(app, people):
    """Give a bureau of before there were three: everybody who administers is of one kind."""
    with writing() as session:
        for person in (people.security, people.auditor):
            queries.person(session, person).role = "administrator"


def test_a_bureau_of_before_is_told_whom_it_lacks(before_the_upgrade, as_person, people):
    told = as_person(people.administrator).get("/api/people/administrators").json

    assert told == {"missing": ["security", "auditor"]}
    with reading() as session:
        words = separation.missing_words(separation.missing(session))
    assert words.startswith("还没有安全管理员和安全审计员。")
    assert "doorstep administrators appoint" in words


def test_it_goes_on_with_one_who_becomes_another(before_the_upgrade, anybody, people):
    password = appoint("security", "security")

    assert signed_in(anybody, "security", PASSWORD).status_code == 401
    person = signed_in(anybody, "security", password).json["person"]
    assert (person["id"], person["role"]) == (people.security, "security")


def test_who_was_signed_in_as_somebody_else_signs_in_again(as_person, people):
    client = as_person(people.officer)

    appoint("auditor", "chen")

    assert client.get("/api/session").status_code == 401


def test_a_new_one_is_made_with_a_name_and_not_without(app, people, anybody):
    with pytest.raises(console.NameWanted):
        appoint("auditor", "new")
    password = appoint("auditor", "new", "新审计")

    assert signed_in(anybody, "new", password).json["person"]["role"] == "auditor"


def test_another_persons_sign_in_name_is_not_taken_for_a_new_one(app, people):
    with pytest.raises(console.NameDiffers):
        appoint("auditor", "chen", "新审计")


def test_the_last_of_a_kind_does_not_become_another(app, people):
    with pytest.raises(LastOfItsKind):
        appoint("auditor", "security")

    with reading() as session:
        assert queries.person(session, people.security).role == "security"


def test_a_closed_account_is_opened_again(people, as_person, anybody):
    appoint("supervisor", "he")
    security = as_person(people.security)
    assert security.patch(f"/api/people/{people.manager}", {"active": False}).status_code == 200
    reopened = security.patch(f"/api/people/{people.manager}", {"active": True})
    assert reopened.json["code"] == "403.333"

    password = appoint("supervisor", "he")

    assert signed_in(anybody, "he", password).status_code == 200


def test_the_list_names_all_and_what_is_missing(before_the_upgrade):
    lines = list(console.lines())

    assert lines[0] == "纪检监察 supervisor：罗正（luo）"
    assert lines[2:4] == ["安全管理员 security：没有", "安全审计员 auditor：没有"]
    assert lines[4].startswith("还没有安全管理员和安全审计员")


def test_the_deed_stands_in_the_log(people, as_person):
    appoint("auditor", "chen")

    [deed] = as_person(people.auditor).get("/api/audit?kinds=administrator").json["rows"]

    assert (deed["event"], deed["about"]) == ("administrator.appointed", "陈志远")
    assert deed["facts"] == {"role": "auditor", "before": "officer"}
