"""System, security and audit administrators: none has a power of another (docs/decisions/0024)."""

import pytest

from server.core.auth import Role
from server.core.clock import today
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.jurisdiction.models import Deputy
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.jurisdiction.canaries import AT, settle
from tests.server.jurisdiction.routes_of_phones import OF_ONESELF
from tests.server.jurisdiction.test_authority_of_routes import TABLE, _sent, changes_of
from tests.server.jurisdiction.test_canaries import CANARY, asked, said
from tests.server.quotas.visiting import Phone

THREE = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
WARDENS = ("security", "auditor")


def test_the_auditor_changes_nothing_but_his_own():
    of_the_work = {
        ("DELETE", "/api/reports/filters/<filter_id>"),
        ("POST", "/api/reports/desk/papers"),
        ("PUT", "/api/reports/filters"),
        ("PUT", "/api/town-packs"),
    }

    assert changes_of(Role.AUDITOR) == OF_ONESELF - of_the_work


def test_no_administrator_may_do_anything_that_another_of_them_may():
    own = {role: changes_of(role) - OF_ONESELF for role in THREE}

    shared = own[Role.ADMINISTRATOR] & own[Role.SECURITY]
    assert own[Role.AUDITOR] == set()
    # Of these each does a part: test_separation.py.
    assert shared == {
        ("PATCH", "/api/people/<person_id>"),
        ("POST", "/api/people-imports"),
        ("POST", "/api/people-imports/commit"),
    }


@pytest.mark.parametrize("who", WARDENS)
def test_no_route_tells_a_warden_anything_of_the_work(who, app, as_person, people, capsys):
    branches = settle()
    client = as_person(getattr(people, who), "phone")
    told = {}

    for route in TABLE:
        if route == ("DELETE", "/api/session"):
            continue
        method, sent = route[0].lower(), _sent(route[0], TABLE[route][1])
        text = said(getattr(client, method)(asked(route, branches[0]), **sent))
        if found := CANARY.findall(text):
            told[route] = found

    assert told == {}
    assert CANARY.findall(capsys.readouterr().out) == []


@pytest.mark.parametrize("who", WARDENS)
def test_the_phone_of_a_warden_holds_what_everybodys_holds_and_no_more(who, app, as_person, people):
    branches = settle()
    warden = getattr(people, who)
    with reading() as session:
        officers = [one.id for one in accounts.people(session, branch_id=branches[0])]
    with writing() as session:
        days = {"from_on": today(), "to_on": today(), "appointed_by": people.administrator}
        pair = {"principal_id": officers[0], "deputy_id": warden}
        session.add(Deputy(id="d", **pair, **days, appointed_at=AT))

    request = {"proto": 2, "device": "phone", "first_seq": 1, "scopes": {}}
    answer = as_person(warden, "phone").post("/api/sync", request)

    assert answer.status_code == 200
    assert set(answer.json["scopes"]) == {"bureau", "device:phone"}
    assert CANARY.findall(answer.text) == []


@pytest.mark.parametrize("who", WARDENS)
def test_a_warden_is_refused_in_words(who, as_person, people):
    client = as_person(getattr(people, who))

    refused = client.get("/api/visits")

    assert (refused.status_code, refused.json["code"]) == (403, "403.330")
    assert refused.json["title"] == "安全管理员和安全审计员不查看、不办理业务记录"


def test_nobody_stands_in_for_a_warden_or_is_one_and_stands_in(as_person, people):
    administrator = as_person(people.administrator)
    days = {"from_on": "2026-11-23", "to_on": "2026-11-30"}

    for pair in ((people.officer, people.security), (people.auditor, people.officer)):
        told = {"principal_id": pair[0], "deputy_id": pair[1], **days}
        assert administrator.post("/api/deputies", told).json["code"] == "422.330"

    assert administrator.get("/api/deputies").json == []


def test_the_auditor_reads_who_did_what_and_not_what_the_record_is_called(as_person, people):
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    Phone(as_person(people.officer, "phone"), people.officer, "phone").visit("v1", "own")

    auditor, supervisor = as_person(people.auditor), as_person(people.supervisor)

    def told(client):
        deeds = client.get("/api/audit?kinds=visit").json["rows"]
        return [(one["event"], one["person_name"], one["about"]) for one in deeds]

    assert told(auditor) == [("visit.closed", "陈志远", "")]
    assert told(supervisor) == [("visit.closed", "陈志远", "东莞市长安明丰五金厂")]
    deeds = auditor.get("/api/audit?kinds=command,device.forked")
    assert {one["event"] for one in deeds.json["rows"]} == {"command.taken_in"}
    assert "明丰" not in auditor.get("/api/audit").text
