"""Every answer with personal data leaves one line: who looked at what, through which filters."""

import pytest
from sqlalchemy import Engine, event, select

from server.core import audit, auth
from server.core.audit import AuditEntry
from server.core.doors import reading
from server.features.audit import looking
from server.features.audit.looking import LOOKS, UNNOTED
from server.features.organisation import queries as organisation
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.jurisdiction.canaries import settle
from tests.server.jurisdiction.test_authority_of_routes import TABLE
from tests.server.jurisdiction.test_canaries import asked
from tests.server.quotas.visiting import Phone

# What this bureau has nothing to show for. Looks at one person's quota and at petitioners stand in
# the tests of their slices; the others go the same way.
NOT_IN_THE_BUREAU = {
    "look.desk_report",
    "look.import",
    "look.numbers_book",
    "look.paper",
    "look.petitioner",
    "look.phone",
    "look.quota",
    "look.rejects",
    "look.review",
}
CLOSED_YEAR = {"name": "去年", "period_from": "2025-01-01", "period_to": "2025-12-31"}


def looks():
    with reading() as session:
        found = select(AuditEntry).where(AuditEntry.event.startswith(audit.OF_LOOKS))
        entries = session.scalars(found.order_by(AuditEntry.id)).all()
        return [(one.event, one.person_id, one.subject, one.facts) for one in entries]


def test_every_route_that_shows_something_is_decided_once(app):
    shown = {
        ("GET", rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.rule.startswith("/api/")
    }
    unnoted = [("GET", rule) for rules in UNNOTED.values() for rule in rules]

    assert shown == {route for route in LOOKS if route[0] == "GET"} | set(unnoted)
    assert len(unnoted) == len(set(unnoted))
    assert not set(unnoted) & set(LOOKS)
    assert set(LOOKS) <= set(TABLE) | auth.OPEN


@pytest.fixture
def known(as_person, people):
    """What stands in the addresses of a bureau in which there is something to see."""
    settle()
    manager = as_person(people.manager)
    plan = manager.post("/api/quotas", CLOSED_YEAR).json["id"]
    assert manager.patch(f"/api/quotas/{plan}", {"state": "closed"}).status_code == 200
    with reading() as session:
        own = organisation.branch_named(session, "长安分局").id
    return {"branch": own, "<plan_id>": plan, "<person_id>": people.officer}


def test_each_look_leaves_one_line_and_a_refused_one_none(known, as_person, people):
    seen = set()
    for n, (route, deed) in enumerate(LOOKS.items()):
        for person in (people.administrator, people.security, people.supervisor):
            before = len(looks())
            answer = look(as_person(person, f"desk-{n}"), route, known)
            told = [(one[0], one[1]) for one in looks()[before:]]
            assert told == ([(deed, person)] if answer.status_code == 200 else []), route
            seen |= {one[0] for one in told}

    assert set(LOOKS.values()) - seen == NOT_IN_THE_BUREAU


def look(client, route, known):
    method, rule = route
    for row in ("<plan_id>", "<person_id>"):
        rule = rule.replace(row, known[row])
    sent = {"json": TABLE[route][1]} if method == "POST" else {}
    return getattr(client, method.lower())(asked((method, rule), known["branch"]), **sent)


def test_a_look_at_a_list_tells_its_filters_and_no_word_that_was_typed(as_person, people):
    client = as_person(people.administrator)

    assert client.get("/api/people?q=陈志远&active=true&branch_id=").status_code == 200

    filters = {"q": "…", "active": "true"}
    told = {"path": "/api/people", "filters": filters}
    assert looks() == [("look.people", people.administrator, "people", told)]


def test_a_look_at_one_persons_file_is_found_by_that_person(as_person, people):
    client = as_person(people.administrator)
    assert client.get(f"/api/people/{people.officer}").status_code == 200

    supervisor = as_person(people.supervisor)
    [row] = supervisor.get(f"/api/audit?record={people.officer}&kinds=look").json["rows"]

    assert (row["event"], row["about"]) == ("look.person", "陈志远")
    assert row["person_id"] == people.administrator


def test_what_no_database_keeps_is_left_out_of_the_line(as_person, people):
    client = as_person(people.administrator)
    junk = "&".join(f"k{n}=%00{'长' * 300}" for n in range(50))

    assert client.get(f"/api/people?{junk}").status_code == 200

    [(_, _, _, facts)] = looks()
    assert len(facts["filters"]) == looking.MOST_FILTERS
    assert set(facts["filters"].values()) == {"长" * looking.LONGEST}


def test_what_cannot_be_noted_is_not_shown(as_person, people):
    client = as_person(people.administrator)

    def fail(_connection, _cursor, statement, *_):
        if "INTO audit_entry" in statement:
            raise RuntimeError("the trail is full")

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        answer = client.get(f"/api/people/{people.officer}")
    finally:
        event.remove(Engine, "before_cursor_execute", fail)

    assert answer.status_code == 500
    assert "陈志远" not in answer.text


def test_a_look_is_no_deed_that_something_was_built_on(as_person, people):
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    phone = Phone(as_person(people.officer, "phone"), people.officer, "phone")
    phone.visit("v1", "own")
    with reading() as session:
        before = audit.last_deed(session, "v1")

    assert as_person(people.manager).get("/api/visits/v1").status_code == 200

    with reading() as session:
        last = audit.last_deed(session, "v1")
        assert last.event == before.event == "visit.closed"
        assert audit.deed_since(session, ["v1"], before.id) is None
    assert [look[0] for look in looks()] == ["look.visit"]


@pytest.mark.parametrize("role", ["officer", "branch_head"])
def test_who_may_not_look_leaves_no_line(role, as_person, people):
    client = as_person(getattr(people, role))

    assert client.get(f"/api/people/{people.stranger}").status_code in {403, 404}

    assert looks() == []
