"""Acts follow their enterprise and their officers; work queued on the way is never lost."""

import pytest

from server.core.doors import reading
from server.features.evidence import queries as evidence
from tests.server.enterprises.registry import CHANGAN, HUMEN
from tests.server.jurisdiction.replica import Replica
from tests.server.registrations import acts
from tests.server.registrations.acts import act, grounds_of, state_of

MOVE = {"changes": {"town_code": [CHANGAN, HUMEN]}}


@pytest.fixture
def replica_of(place, as_person):
    def replica(person_id):
        device = f"replica-of-{person_id}"
        return Replica(as_person(person_id, device), person_id, device)

    return replica


@pytest.fixture
def decided(lead, people):
    told = act("r1", lead, people.co_officer)
    assert lead.tell("registration.decide", "r1", **told)["status"] == "applied"


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)


def test_an_act_moves_with_its_enterprise_and_stays_with_its_officers(
    decided, replica_of, people, administrator
):
    stranger, head, officer = map(replica_of, (people.stranger, people.branch_head, people.officer))
    for phone in (stranger, head, officer):
        phone.sync()
    assert ("r1" in head.rows("registration"), "r1" in stranger.rows("registration")) == (
        True,
        False,
    )

    assert administrator.patch("/api/enterprises/e1", MOVE).status_code == 200

    for phone in (stranger, head, officer):
        phone.sync()
    assert "r1" not in head.rows("registration")
    assert stranger.rows("registration")["r1"]["town_code"] == HUMEN
    assert "r1" in officer.rows("registration")


def test_the_signatures_move_along(decided, administrator):
    administrator.patch("/api/enterprises/e1", MOVE)

    with reading() as session:
        scopes = {
            tuple(one.scopes)
            for one in evidence.declarations_of(session, "r1")
            if one.kind == "signature"
        }
    assert {f"town:{HUMEN}" in one for one in scopes} == {True}


def test_the_lead_still_takes_back_an_act_at_a_place_that_moved_away(decided, lead, administrator):
    administrator.patch("/api/enterprises/e1", MOVE)

    assert lead.tell("registration.withdraw", "r1", reason="因")["status"] == "applied"


def test_an_act_at_a_place_that_moved_away_before_stands_and_is_looked_at_there(
    lead, people, administrator, as_person
):
    told = act("r1", lead, people.co_officer)
    administrator.patch("/api/enterprises/e1", MOVE)

    assert lead.tell("registration.decide", "r1", **told)["status"] == "applied"

    assert state_of("r1")[0] == "in_review"
    assert "陈志远当天没有在这里现场办理的权限" in grounds_of("r1")
    [review] = administrator.get("/api/reviews").json
    there = as_person(people.stranger).get("/api/session").json["person"]["branch_id"]
    assert review["branch_id"] == there


def stand_in(administrator, people, first, last):
    told = {"principal_id": people.officer, "deputy_id": people.stranger}
    answer = administrator.post("/api/deputies", {**told, "from_on": first, "to_on": last})
    assert answer.status_code == 201


def test_a_deputy_decides_where_the_principal_might(phone_of, people, administrator):
    stand_in(administrator, people, "2026-11-20", "2026-11-30")
    deputy = phone_of(people.stranger)

    told = act("r1", deputy, people.co_officer, number=None)
    deputy.tell("registration.decide", "r1", **told)

    assert grounds_of("r1") == ["“批准”应当编号，却没有编号"]


def test_a_deputy_whose_time_was_over_on_the_day_had_no_authority(phone_of, people, administrator):
    stand_in(administrator, people, "2026-11-01", "2026-11-22")
    deputy = phone_of(people.stranger)

    deputy.tell("registration.decide", "r1", **act("r1", deputy, people.co_officer, number=None))

    assert "周海当天没有在这里现场办理的权限" in grounds_of("r1")


def test_a_deputy_who_acted_in_time_and_is_heard_late_had_it(phone_of, people, administrator, time):
    stand_in(administrator, people, "2026-11-20", "2026-11-23")
    deputy = phone_of(people.stranger)
    told = act("r1", deputy, people.co_officer, number=None)
    time.pass_by(hours=20)

    deputy.tell("registration.decide", "r1", **told)

    assert grounds_of("r1") == ["“批准”应当编号，却没有编号"]


def test_a_co_officer_from_elsewhere_had_no_authority_here(lead, people):
    lead.tell("registration.decide", "r1", **act("r1", lead, people.stranger))

    assert grounds_of("r1") == ["协办人周海当天没有在这里现场办理的权限"]


def test_acts_of_both_regimes_stand_side_by_side_after_a_change(lead, people):
    lead.number()
    lead.tell("registration.decide", "r1", **act("r1", lead, people.co_officer))
    acts.follow(acts.FILING, from_on=acts.DAY)
    told = act(
        "r2",
        lead,
        people.co_officer,
        act="assistance",
        packs=acts.packs(acts.FILING),
        number=lead.number("assistance"),
        form={**acts.FORM, "project_name": "另一个项目"},
    )
    lead.tell("registration.decide", "r2", **told)

    words = {row["id"]: row["word"] for row in lead.rows("registration")}
    assert words == {"r1": "批准", "r2": "备案协助"}
    assert grounds_of("r1") == []
