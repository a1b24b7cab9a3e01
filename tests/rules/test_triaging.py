"""Class, exemption and the door: one answer from three packs, for phone and bureau."""

from typing import Any

from server.features.rulebook import shipped
from sync.rules.answers import read_facts
from sync.rules.kernel import Value
from sync.rules.packs import read_pack
from sync.rules.triaging import Packs, Triage, triage

CLASSIFICATION, EXEMPTION, ELIGIBILITY = (
    read_pack(shipped.text_of(name)) for name in ("classification", shipped.DEMO, "eligibility")
)
ALL = Packs(CLASSIFICATION, EXEMPTION, ELIGIBILITY)
CLINIC = {"industry": ["8421"], "works": [], "build": "new"}
DOOR = {
    "negative_list": False,
    "pollution": "slight",
    "site_in_branch": True,
    "officers": 2,
    "materials_complete": True,
}


def triaged(packs: Packs = ALL, **told: Any) -> Triage:
    known: dict[str, Value] = {}
    for pack in (CLASSIFICATION, EXEMPTION, ELIGIBILITY):
        own = {name: told.pop(name) for name in list(told) if name in pack.facts}
        known |= read_facts(pack, own)
    return triage(packs, known)


def test_a_registration_form_that_nothing_stands_against_is_settled() -> None:
    found = triaged(**CLINIC, **{"amount.108": 5}, **DOOR)

    assert (found.outcome, found.is_settled, found.items) == ("registration_form", True, (108,))
    assert [clause.id for clause in found.clauses] == ["108.3"]
    assert found.at_door is not None
    assert found.at_door.outcome == "at_door"


def test_an_open_question_about_the_door_leaves_the_class_but_not_the_whole_settled() -> None:
    found = triaged(**CLINIC, **{"amount.108": 5})

    assert (found.outcome, found.is_settled) == ("registration_form", False)
    assert found.missing == tuple(DOOR)


def test_what_is_exempt_names_the_exemption_before_the_catalogue_and_asks_no_more() -> None:
    found = triaged(**CLINIC, **{"amount.108": 0})

    assert (found.outcome, found.is_settled, found.at_door) == ("exempt", True, None)
    assert [clause.id for clause in found.clauses] == ["demo.2", "108.3"]


def test_only_trades_that_have_beds_are_asked_for_beds() -> None:
    sluice = {"industry": [], "works": ["127"], "kind.127": ["sluice"]}
    found = triaged(**sluice, **DOOR)

    assert (found.outcome, found.missing) == ("registration_form", ())


def test_an_exemption_that_hangs_on_a_fact_leaves_the_outcome_open() -> None:
    found = triaged(**CLINIC)

    assert (found.outcome, found.missing) == (None, ("amount.108",))


def test_another_class_than_a_registration_form_goes_no_further() -> None:
    found = triaged(industry=["3311"], works=[], plating=["anodising"])

    assert (found.outcome, found.exemption, found.at_door) == ("report_book", None, None)


def test_contradictions_settle_nothing() -> None:
    facts = {"industry": ["3311"], "works": [], "plating": ["anodising"], "process_scope": "weld"}

    assert not triaged(**facts).is_settled


def test_without_the_later_packs_nothing_is_exempt_and_nothing_decided_here() -> None:
    found = triaged(Packs(CLASSIFICATION), **CLINIC, **{"amount.108": 0})

    assert (found.outcome, found.exemption, found.at_door) == ("registration_form", None, None)
    assert found.is_settled
