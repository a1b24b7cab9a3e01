"""Who may act at a door, and who may take back what others did."""

import json
from datetime import date
from pathlib import Path

import pytest

from server.features.registrations.claims import essence_of
from server.features.registrations.replica import COMMANDS
from tests.server.enterprises.registry import CHANGAN
from tests.server.registrations.acts import act

ESSENCES = Path(__file__).parents[3] / "sync" / "vectors" / "registrations" / "essence.json"
DONE, LOOKED_AT = ("applied", 0), ("applied", 1)
READS_ONLY, NOT_HIS, ELSEWHERE = "403.70", "403.111", "403.71"
EXPECTED = {
    "officer": (DONE, None),
    "co_officer": (DONE, None),
    "branch_head": (DONE, None),
    "stranger": (LOOKED_AT, ELSEWHERE),
    "cadre": (LOOKED_AT, NOT_HIS),
    "manager": (LOOKED_AT, None),
    "administrator": (LOOKED_AT, NOT_HIS),
    "supervisor": (("quarantined", 1), READS_ONLY),
}


def test_there_is_a_verb_for_every_command_of_the_contract():
    verbs = {name.removeprefix("registration.") for name, _ in COMMANDS}

    assert verbs == {"decide", "notify", "confirm", "correct", "withdraw"}


@pytest.mark.parametrize("who", EXPECTED)
def test_an_act_is_answered_by_role_and_reach(who, lead, phone_of, people, as_person):
    first = lead.number()
    phone = lead if who == "officer" else phone_of(getattr(people, who))
    if who == "cadre":
        phone.client.put("/api/town-packs", {"towns": [CHANGAN]})
    other = people.officer if who == "co_officer" else people.co_officer
    number = first if who == "officer" else phone.number()
    told = act("mine", phone, other, number=number)
    answer = phone.tell("registration.decide", "mine", **told)

    reviews = as_person(people.manager).get("/api/reviews").json
    assert (answer["status"], len(reviews)) == EXPECTED[who][0]


@pytest.mark.parametrize("who", EXPECTED)
def test_the_withdrawal_of_an_act_is_answered_by_role_and_reach(who, lead, phone_of, people):
    lead.tell("registration.decide", "r1", **act("r1", lead, people.co_officer))
    phone = lead if who == "officer" else phone_of(getattr(people, who))
    if who == "cadre":
        phone.client.put("/api/town-packs", {"towns": [CHANGAN]})

    answer = phone.tell("registration.withdraw", "r1", reason="因")

    assert answer.get("problem", {}).get("code") == EXPECTED[who][1]


@pytest.mark.parametrize("case", json.loads(ESSENCES.read_text("utf-8")), ids=lambda c: c["name"])
def test_the_bureau_gives_an_essence_the_hash_that_the_phone_gave(case):
    told = case["essence"]

    assert case["hash"] == essence_of(
        told["id"],
        told,
        lead_id=told["lead_id"],
        decided_on=date.fromisoformat(told["decided_on"]),
    )
