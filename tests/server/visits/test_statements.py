"""What a push costs the database: counted, as times say nothing on a busy machine."""

import json

import pytest
from sqlalchemy import event

from server.features.visits.models import Visit
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.pushes import COMMANDS, DEVICE, envelope, push
from tests.server.quotas.visiting import MORNING, NOON, finding
from tests.statements import counting

PLACES = 8


@pytest.fixture
def places(app):
    for n in range(PLACES):
        add(f"place-{n}", f"东莞市长安第{n}五金厂", town=CHANGAN)


def closing(seq, person, by=""):
    return envelope(
        seq,
        "visit.close",
        f"visit-{by}{seq}",
        enterprise_id=f"place-{seq % PLACES}",
        kind="guidance",
        opened_at=MORNING,
        closed_at=NOON,
        participants=[person],
        guidance="已指导台账",
        findings=[finding(f"finding-{by}{seq}", solved=seq % 2 == 0)],
        photos=[{"id": f"photo-{by}{seq}", "sha256": f"{seq:064x}"}],
        signature={"state": "signed", "sha256": f"{seq + 1000:064x}"},
    )


def test_a_visit_in_a_long_push_costs_a_handful_of_statements(places, as_person, people):
    officer = as_person(people.officer, DEVICE)
    commands = [closing(seq, people.officer) for seq in range(1, COMMANDS + 1)]

    with counting() as statements:
        became = push(officer, commands)

    assert became == ["applied"] * COMMANDS
    assert len(statements) <= 4 * COMMANDS


def test_visits_that_others_made_at_the_same_time_to_the_same_places_cost_no_statements(
    places, as_person, people
):
    quiet = [closing(seq, people.officer) for seq in range(1, COMMANDS + 1)]
    with counting() as alone:
        push(as_person(people.officer, DEVICE), quiet)
    crowded = [closing(seq, people.co_officer, by="c") for seq in range(1, COMMANDS + 1)]
    with counting() as beside:
        became = push(as_person(people.co_officer, "another"), crowded, "another")

    assert became == ["applied"] * COMMANDS
    assert len(beside) <= len(alone)


def test_an_often_visited_enterprise_costs_no_more_than_a_new_one(places, as_person, people):
    officer = as_person(people.officer, DEVICE)
    push(officer, [closing(seq, people.officer) for seq in range(1, COMMANDS + 1)])
    read = []

    def note(visit, _):
        read.append(visit.id)

    event.listen(Visit, "load", note)
    try:
        more = [closing(1, people.officer, by="later")]
        assert push(as_person(people.officer, "new-phone"), more, "new-phone") == ["applied"]
        others = [closing(1, people.co_officer, by="c")]
        assert push(as_person(people.co_officer, "another"), others, "another") == ["applied"]
    finally:
        event.remove(Visit, "load", note)

    assert set(read) <= {"visit-later1", "visit-c1"}


def test_a_refused_visit_in_the_middle_of_a_long_push_takes_none_of_the_others_along(
    places, as_person, people
):
    officer = as_person(people.officer, DEVICE)
    commands = [closing(seq, people.officer) for seq in range(1, COMMANDS + 1)]
    commands[40] = envelope(41, "visit.withdraw", "visit-unknown", reason="填错了")

    with counting() as statements:
        became = push(officer, commands)

    assert became == ["applied"] * 40 + ["rejected"] + ["applied"] * (COMMANDS - 41)
    assert len(statements) <= 12 * COMMANDS


def test_visits_of_one_push_to_one_place_are_counted_together(places, as_person, people):
    officer = as_person(people.officer, DEVICE)

    push(officer, [closing(seq, people.officer) for seq in range(1, COMMANDS + 1)])

    request = {"proto": 2, "device": DEVICE, "first_seq": COMMANDS + 1}
    page = officer.post("/api/sync", request).json["scopes"][f"town:{CHANGAN}"]["put"]["enterprise"]
    told = [dict(zip(page["cols"], row, strict=True)) for row in page["rows"]]
    assert {row["visit_count"] for row in told} == {COMMANDS // PLACES}


def test_the_second_of_two_visits_with_one_id_in_a_push_is_a_duplicate(places, as_person, people):
    officer = as_person(people.officer, DEVICE)
    first, again = closing(1, people.officer), json.loads(closing(2, people.officer)["body"])
    again["entity"] = "visit-1"

    assert push(officer, [first, {"body": json.dumps(again)}]) == ["applied", "duplicate"]
