"""An act at the door is a fact: taken in as told, judged again, and waiting where it must."""

import json
from pathlib import Path

import pytest

from server.core.doors import reading
from server.features.enterprises import queries as enterprises
from server.features.evidence import queries as evidence
from server.features.registrations import queries
from sync.protocol import Envelope
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.registrations.acts import (
    CO_SIGNATURE,
    FACTS,
    FILING,
    FORM,
    SIGNATURE,
    act,
    follow,
    grounds_of,
    history_of,
    packs,
    state_of,
)

GOLDEN = Path(__file__).parents[3] / "sync" / "vectors" / "commands"


def decide(phone, co_id, registration_id="r1", **changes):
    return phone.tell(
        "registration.decide", registration_id, **act(registration_id, phone, co_id, **changes)
    )


def confirm(phone, registration_id="r1", **said):
    with reading() as session:
        found = queries.registration(session, registration_id)
        essence = found.essence_hash if found else said.pop("essence_hash")
    return phone.tell(
        "registration.confirm", registration_id, **{"essence_hash": essence, "agrees": True, **said}
    )


def test_an_act_in_order_waits_for_the_co_officer_who_signed_on_the_glass(lead, people):
    result = decide(lead, people.co_officer)

    assert (result["status"], result.get("problem")) == ("applied", None)
    assert grounds_of("r1") == []
    assert state_of("r1") == ("waiting", "waiting")


def test_the_row_says_what_was_told_and_what_the_regime_calls_it(lead, people):
    decide(lead, people.co_officer)

    row, _ = lead.rows("registration")
    assert (row["act"], row["word"], row["outcome"]) == ("decision", "批准", "registration_form")
    assert (row["number"], row["n"], row["decided_on"]) == (
        "东环建（长安）〔2026〕1号",
        1,
        "2026-11-23",
    )
    assert (row["regime"], row["regime_version"], row["demo"]) == ("regime.2015_approval", 1, True)
    assert (row["enterprise_name"], row["enterprise_code"]) == (
        "东莞市明丰五金厂",
        "91441900MA4UQ12X0B",
    )
    assert (row["lead_id"], row["co_id"]) == (people.officer, people.co_officer)
    assert (row["form"], row["facts"]) == (FORM, FACTS)
    assert row["packs"] == packs()
    assert row["command_hash"] == Envelope(lead.last).hash


def test_the_act_reaches_the_town_and_both_officers(lead, co_officer, phone_of, people):
    decide(lead, people.co_officer)

    assert [row["id"] for row in co_officer.rows("registration")] == ["r1"] * 2
    assert phone_of(people.stranger).rows("registration") == []


def test_both_signatures_may_come_and_be_seen(lead, people):
    decide(lead, people.co_officer)

    with reading() as session:
        declared = {one.sha256 for one in evidence.declarations_of(session, "r1")}
    assert declared >= {SIGNATURE, CO_SIGNATURE}


def test_the_co_officers_own_word_makes_it_stand(lead, co_officer, people):
    decide(lead, people.co_officer)

    assert confirm(co_officer)["status"] == "applied"
    assert state_of("r1") == ("confirmed", "confirmed")
    assert history_of("r1") == ["decide", "confirm"]


def test_a_word_that_comes_before_the_act_waits_for_it(lead, co_officer, people):
    told = act("r1", lead, people.co_officer)
    early = confirm(co_officer, essence_hash=told["essence_hash"])

    assert early["status"] == "applied"
    lead.tell("registration.decide", "r1", **told)
    assert state_of("r1") == ("confirmed", "confirmed")
    assert history_of("r1") == ["decide", "confirm"]


def test_nobody_else_can_confirm(lead, phone_of, people):
    decide(lead, people.co_officer)

    result = confirm(phone_of(people.branch_head))

    assert (result["status"], result["problem"]["code"]) == ("rejected", "403.110")
    assert state_of("r1") == ("waiting", "waiting")


def test_who_confirmed_early_without_being_the_co_officer_is_looked_at(lead, phone_of, people):
    told = act("r1", lead, people.co_officer)
    confirm(phone_of(people.branch_head), essence_hash=told["essence_hash"])

    lead.tell("registration.decide", "r1", **told)

    assert grounds_of("r1") == ["王建国确认过这次办理，却不是协办人"]
    assert state_of("r1") == ("in_review", "waiting")


@pytest.mark.parametrize("is_early", [False, True])
def test_a_co_officer_who_declines_opens_a_review(is_early, lead, co_officer, people, head):
    told = act("r1", lead, people.co_officer)
    decline = {"agrees": False, "reason": "没有到场", "essence_hash": told["essence_hash"]}
    if is_early:
        co_officer.tell("registration.confirm", "r1", **decline)
    lead.tell("registration.decide", "r1", **told)
    if not is_early:
        co_officer.tell("registration.confirm", "r1", **decline)

    assert state_of("r1") == ("in_review", "declined")
    [review] = head.get("/api/reviews").json
    assert (review["status"], review["code"]) == ("concern", "409.113")
    assert review["detail"] == "协办人不认可：没有到场"


def test_to_decline_outweighs_whichever_was_said_first(lead, co_officer, people):
    decide(lead, people.co_officer)
    confirm(co_officer, agrees=False, reason="看错了")
    confirm(co_officer)

    assert state_of("r1") == ("in_review", "declined")


def test_a_word_about_other_content_is_looked_at(lead, co_officer, people):
    decide(lead, people.co_officer)

    co_officer.tell("registration.confirm", "r1", essence_hash="0" * 64, agrees=True)

    assert grounds_of("r1") == ["协办人确认的内容与上报的不一致"]
    assert state_of("r1") == ("in_review", "waiting")


def test_the_same_act_told_again_changes_nothing(lead, phone_of, people):
    decide(lead, people.co_officer)
    second = phone_of(people.officer, "second-phone")

    assert decide(second, people.co_officer)["status"] == "duplicate"
    assert history_of("r1") == ["decide"]


def test_an_id_of_another_act_is_refused(lead, phone_of, people):
    decide(lead, people.co_officer)

    other = phone_of(people.officer, "second-phone")
    result = decide(other, people.co_officer, outcome="outside", act="outside", number=None)

    assert (result["status"], result["problem"]["code"]) == ("rejected", "409.111")


def test_an_act_at_an_unknown_enterprise_is_refused(lead, people):
    result = decide(lead, people.co_officer, enterprise_id="nowhere")

    assert (result["status"], result["problem"]["code"]) == ("rejected", "422.110")


def test_a_supervisor_decides_nothing(phone_of, people):
    result = decide(phone_of(people.supervisor), people.co_officer)

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "403.70")


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "pardon"},
        {"outcome": "perhaps"},
        {"facts": {"amount.108": 1.5}},
        {"facts": {"works": [1]}},
        {"facts": ["8421"]},
        {"form": {**FORM, "area_m2": "320"}},
        {"form": {**FORM, "area_m2": 320.5}},
        {"form": {**FORM, "nature": "dream"}},
        {"form": {**FORM, "measures": {"love": {}}}},
        {"number": {"lease_id": "l1", "n": 0, "text": "东环建〔2026〕0号"}},
        {"number": {"lease_id": "l1", "n": 7}},
        {"signature": {"state": "dotted"}},
        {"co_officer": {"person_id": "p", "how": "telephone"}},
        {"packs": {"regime": None}},
        {"packs": {"regime": {"pack": "regime.2015_approval", "version": 1, "hash": "x"}}},
        {"essence_hash": "poem"},
        {"decided_at": "2026-11-23T01:40:00.000"},
        {"valid_until": "9999-99-99"},
        {"items": ["108"]},
    ],
)
def test_what_has_not_the_shape_of_an_act_is_refused_in_words(wrong, lead, people):
    told = {**act("r1", lead, people.co_officer), **wrong}

    result = lead.tell("registration.decide", "r1", **told)

    assert (result["status"], result["problem"]["code"]) == ("rejected", "422.00")
    with reading() as session:
        assert queries.count(session) == 0


def test_half_a_letter_in_the_name_of_a_fact_costs_nobody_a_sync(lead, co_officer, people):
    told = act("r1", lead, people.co_officer, facts={**FACTS, "\ud800": "\0好"})

    lead.tell("registration.decide", "r1", **told)

    for phone in (lead, co_officer):
        assert phone.rows("registration")[0]["facts"] == {**FACTS, "": "好"}


def test_an_act_under_todays_law_is_an_assistance_with_the_filing_number_as_told(lead, people):
    follow(FILING)
    decide(
        lead,
        people.co_officer,
        act="assistance",
        packs=packs(FILING),
        number=lead.number("assistance"),
        filing_number="202644190000012345",
    )

    row, _ = lead.rows("registration")
    assert grounds_of("r1") == []
    assert (row["word"], row["filing_number"], row["demo"]) == (
        "备案协助",
        "202644190000012345",
        False,
    )


def test_the_enterprise_counts_its_acts_and_so_an_undone_import_leaves_it(lead, people):
    decide(lead, people.co_officer)

    with reading() as session:
        found = enterprises.enterprise(session, "e1")
    assert (found.act_count, found.row_ver) == (1, 2)


def test_the_golden_commands_of_a_phone_are_all_taken_in(lead, people):
    add("019aafd4-7c00-7000-8000-000000000001", "东莞市明丰五金厂", town=CHANGAN)
    order = ("notify", "decide", "correct", "withdraw")
    found = {}
    for name in order:
        golden = json.loads((GOLDEN / f"registration.{name}.1.json").read_text("utf-8"))
        body = json.loads(golden["body"])
        found[name] = lead.tell(body["name"], body["entity"], **body["args"])["status"]

    assert found == dict.fromkeys(order, "applied")
    assert history_of("019aafd4-7c00-7000-8000-000000000021")[-2:] == ["correct", "withdraw"]
