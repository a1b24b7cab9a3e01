"""What the file of an enterprise says of its visits: as if all of them were counted each time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.core.doors import reading
from server.features.enterprises.commands import VisitFacts
from server.features.visits.facts import counted_in, facts_of
from server.features.visits.models import Visit
from server.features.visits.queries import visits_of_enterprise
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.enterprises.test_registry import CODE
from tests.server.visits.test_closing import GPS

DAWN = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
# Few moments, so that they meet; some claims are later than the visit came in.
MOMENTS = st.integers(0, 12).map(lambda hours: DAWN + timedelta(hours=hours))


@st.composite
def told(draw):
    """Give a visit as a phone tells it, located or not, by a clock that may run ahead."""
    source = draw(st.sampled_from([None, "town", "gps", "pin"]))
    return Visit(
        opened_at=draw(MOMENTS),
        closed_at=draw(MOMENTS),
        checkin_source=source,
        checkin_at=draw(st.none() | MOMENTS),
        lat_e7=draw(st.integers(228_000_000, 228_000_099)) if source in {"gps", "pin"} else None,
        lng_e7=1_138_000_000,
        accuracy_m=12,
    )


@given(st.lists(told(), max_size=8))
def test_visits_counted_in_one_by_one_come_to_what_all_together_say(visits):
    facts = VisitFacts(0, None)
    for n, visit in enumerate(visits, 1):
        visit.id, visit.received_at = f"v{n}", DAWN + timedelta(hours=n)
        so_far = sorted(visits[:n], key=lambda one: (one.opened_at, one.id))
        facts = counted_in(facts, visit) or facts_of(so_far)
        assert facts == facts_of(so_far)


def test_a_visit_without_a_position_leaves_the_one_that_the_registry_had():
    known = VisitFacts(0, None, lat_e7=1, lng_e7=2, accuracy_m=3, located_at=DAWN)
    visit = Visit(opened_at=DAWN, closed_at=DAWN, received_at=DAWN, checkin_source="town")

    assert counted_in(known, visit) == replace(known, visit_count=1, last_visit_at=DAWN)


def _says(officer):
    [place] = officer.rows("enterprise")
    with reading(unbound=True) as session:
        all_say = facts_of(visits_of_enterprise(session, "e1"))
    last = all_say.last_visit_at
    due = (all_say.visit_count, last and last.strftime("%Y-%m-%dT%H:%M:%SZ"), all_say.lat_e7)
    return (place["visit_count"], place["last_visit_at"], place["lat_e7"]), due


def test_the_file_follows_visits_that_come_late_are_joined_corrected_and_withdrawn(
    officer, phone_of, people
):
    colleague = phone_of(people.co_officer)
    earlier = {"opened_at": "2026-11-22T01:00:00Z", "closed_at": "2026-11-22T01:40:00Z"}
    north = GPS | {"lat_e7": 229_000_000, "at": "2026-11-22T01:02:00Z"}
    both = [people.officer, people.co_officer]
    evening = {"opened_at": "2026-11-23T09:00:00Z", "closed_at": "2026-11-23T09:30:00Z"}
    steps = (
        lambda: officer.visit("v1", "e1", checkin=GPS, participants=both),
        lambda: officer.visit("late", "e1", checkin=north, **earlier),
        lambda: colleague.visit("v2", "e1", participants=both),
        lambda: officer.tell("visit.correct", "late", reason="漏写", changes={"note": ["", "x"]}),
        lambda: officer.visit("v3", "e1", participants=both, **evening),
        lambda: colleague.visit("v4", "e1", participants=both, checkin=north, **evening),
        lambda: officer.tell("visit.withdraw", "v1", reason="填错企业"),
    )
    for step in steps:
        assert step()["status"] in {"applied", "merged"}
        file, due = _says(officer)
        assert file == due
    # It came in before it was over by the phone's clock.
    assert file == (2, "2026-11-23T02:00:00Z", 229_000_000)


def test_a_push_that_adds_an_enterprise_known_by_its_code_counts_all_visits_to_it(officer):
    add("known", "东莞市明丰五金厂", town=CHANGAN, code=CODE)
    closings = [("visit.close", f"v{n}", officer.visit_at("new")) for n in range(3)]

    answers = officer.tell_together(
        ("enterprise.add", "new", {"name": "明丰五金厂", "code": CODE}), *closings
    )

    assert [one["status"] for one in answers] == ["merged", "applied", "applied", "applied"]
    assert {row["id"]: row["visit_count"] for row in officer.rows("enterprise")}["known"] == 3


def test_two_corrections_of_one_visit_in_one_push_both_stand(officer):
    officer.visit("v1", "e1")

    answers = officer.tell_together(
        ("visit.correct", "v1", {"reason": "漏写", "changes": {"note": ["", "楼上还有车间"]}}),
        (
            "visit.correct",
            "v1",
            {"reason": "漏写", "changes": {"representative": ["张经理", "王强"]}},
        ),
    )

    assert [one["status"] for one in answers] == ["applied", "applied"]
    visit, *_ = officer.rows("visit")
    assert (visit["note"], visit["representative"]) == ("楼上还有车间", "王强")


def test_a_visit_that_names_more_people_than_there_are_is_refused_and_not_asked_for(officer):
    crowd = [f"person-{n}" for n in range(300_000)]

    answer = officer.try_visit("v1", "e1", participants=crowd)

    assert answer["problem"]["code"] == "422.00"
