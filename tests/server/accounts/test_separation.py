"""Who may change what of an account: the system administrator, the security administrator, none."""

import pytest

from server.core.doors import reading
from server.features.accounts import queries
from tests.people import CHOSEN

NEW = {"name": "欧阳静", "login": "ouyang", "role": "officer"}
OF_THE_OTHER = "403.331"
OF_ONESELF = "403.332"
AT_THE_SERVER = "403.333"
APPOINTED = ("administrator", "security", "auditor", "supervisor")


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)


@pytest.fixture
def security(as_person, people):
    return as_person(people.security)


def path(person_id, part=""):
    return f"/api/people/{person_id}{part}"


def role_of(person_id):
    with reading() as session:
        person = queries.person(session, person_id)
        return person.role, person.active


@pytest.mark.parametrize("changes", [{"role": "manager"}, {"active": False}, {"login": "c"}])
def test_the_system_administrator_touches_no_sign_in(administrator, people, changes):
    answer = administrator.patch(path(people.officer), {"name": "陈远", **changes})

    assert (answer.status_code, answer.json["code"]) == (403, OF_THE_OTHER)
    assert administrator.get(path(people.officer)).json["name"] == "陈志远"
    assert role_of(people.officer) == ("officer", True)


@pytest.mark.parametrize("changes", [{"name": "陈远"}, {"title": "科长"}, {"branch_id": None}])
def test_the_security_administrator_moves_and_renames_nobody(security, people, changes):
    answer = security.patch(path(people.officer), {"role": "manager", **changes})

    assert (answer.status_code, answer.json["code"]) == (403, OF_THE_OTHER)
    assert role_of(people.officer) == ("officer", True)


def test_what_stays_as_it_is_is_no_change_of_the_others(administrator, security, people):
    told = security.get(path(people.officer)).json
    facts = {name: told[name] for name in ("name", "login", "title", "role", "branch_id")}

    assert security.patch(path(people.officer), {**facts, "role": "cadre"}).status_code == 200
    assert administrator.patch(path(people.officer), {**facts, "role": "cadre"}).status_code == 200


def test_the_security_administrator_adds_an_officer_alone(security, anybody):
    answer = security.post("/api/people", NEW)

    assert answer.status_code == 201
    first = {"name": "ouyang", "password": answer.json["password"], "new_password": CHOSEN}
    assert anybody.post("/api/session", first).status_code == 200


@pytest.mark.parametrize("role", APPOINTED)
def test_no_desk_makes_one_of_the_appointed(role, security, people):
    new = security.post("/api/people", {**NEW, "role": role})
    raised = security.patch(path(people.officer), {"role": role})

    assert (new.json["code"], raised.json["code"]) == (AT_THE_SERVER, AT_THE_SERVER)
    assert "doorstep administrators appoint" in new.json["detail"]
    assert role_of(people.officer) == ("officer", True)


@pytest.mark.parametrize("who", ["administrator", "auditor", "supervisor"])
def test_no_desk_comes_by_the_sign_in_of_one_of_the_appointed(who, security, people):
    person = getattr(people, who)

    password = security.post(path(person, "/password"))
    renamed = security.patch(path(person), {"login": "other"})

    assert (password.json["code"], renamed.json["code"]) == (AT_THE_SERVER, AT_THE_SERVER)


@pytest.mark.parametrize("who", ["administrator", "auditor", "supervisor"])
def test_the_last_of_each_kind_stays(who, security, people):
    person = getattr(people, who)

    closed = security.patch(path(person), {"active": False})
    demoted = security.patch(path(person), {"role": "cadre"})

    assert (closed.json["code"], demoted.json["code"]) == ("409.11", "409.11")
    assert role_of(person)[1] is True


@pytest.mark.parametrize("changes", [{"role": "manager"}, {"active": False}, {"login": "me"}])
def test_nobody_changes_the_own_sign_in(security, people, changes):
    answer = security.patch(path(people.security), changes)

    assert answer.json["code"] == OF_ONESELF
    assert role_of(people.security) == ("security", True)


def test_a_change_of_role_stands_in_the_log_with_what_was_given(security, people, as_person):
    security.patch(path(people.officer), {"role": "manager"})

    [deed] = as_person(people.auditor).get("/api/audit?kinds=person").json["rows"]

    assert (deed["event"], deed["person_id"]) == ("person.amended", people.security)
    assert deed["facts"] == {"fields": ["role"], "role": "manager"}
    assert deed["about"] == "陈志远"


def test_where_all_three_are_there_nobody_is_missing(administrator):
    assert administrator.get("/api/people/administrators").json == {"missing": []}
