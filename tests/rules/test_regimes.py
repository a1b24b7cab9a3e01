"""Regimes are data: read strictly, looked over before they are published, compared in parts."""

import json
from pathlib import Path

import pytest

from sync.rules.conditions import PackError
from sync.rules.packs import Pack
from sync.rules.publishing import read_published
from sync.rules.regimes import (
    Regime,
    diff_regimes,
    lint_regime,
    read_regime,
)

PACKS = Path(__file__).parents[2] / "sync" / "rules" / "packs"
APPROVAL = (PACKS / "regime_2015_approval.json").read_text(encoding="utf-8")
FILING = (PACKS / "regime_2017_filing.json").read_text(encoding="utf-8")


def changed(change, text=FILING):
    raw = json.loads(text)
    change(raw["regime"], raw)
    return json.dumps(raw, ensure_ascii=False)


def faults(change):
    return [(fault.why, fault.at) for fault in lint_regime(read_regime(changed(change)))]


def put(*path, value):
    def change(regime, raw):
        part = raw if path[0] in raw else regime
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] = value

    return change


@pytest.mark.parametrize("text", [APPROVAL, FILING])
def test_the_regimes_that_come_with_the_program_have_no_fault(text):
    assert lint_regime(read_regime(text)) == []


def test_in_the_filing_regime_nobody_approves_and_the_legal_representative_signs():
    filing, approval = read_regime(FILING), read_regime(APPROVAL)

    assert (filing.acts["registration_form"].act, filing.acts["registration_form"].word) == (
        "assistance",
        "备案协助",
    )
    assert "decision" not in filing.series
    assert filing.signers == ("lead", "co_officer", "legal_representative")
    assert (filing.filing_number, approval.filing_number) == ("optional", "none")
    assert approval.acts["registration_form"].word == "批准"
    assert (approval.demo, filing.demo) == (True, False)


@pytest.mark.parametrize(
    ("change", "why", "at"),
    [
        (put("pack", value="approval"), "bad_name", "approval"),
        (put("signers", value=["co_officer"]), "unknown_signer", "regime.2017_filing"),
        (put("signers", value=["lead", "mayor"]), "unknown_signer", "regime.2017_filing"),
        (put("filing_number", value="minted"), "bad_filing_number", "regime.2017_filing"),
        (put("limit", value={"count": -1, "unit": "natural_day"}), "bad_limit", None),
        (put("limit", value={"count": 5, "unit": "moon"}), "bad_limit", None),
        (put("validity_months", value=0), "bad_limit", None),
        (put("acts", "outside", "word", value=" "), "no_label", "outside"),
        (put("acts", "outside", "act", value="pardon"), "unknown_act", "outside"),
        (put("acts", "outside", "act", value="notice"), "unknown_act", "outside"),
        (put("acts", "notice", "act", value="outside"), "unknown_act", "notice"),
        (put("acts", "outside", "paper", value="poem"), "unknown_paper", "outside"),
        (put("acts", "outside", "series", value="none"), "unknown_series", "outside"),
        (put("acts", "outside", "receipt", value=True), "receipt_without_number", "outside"),
        (put("series", "assistance", "pattern", value="东环助2026号"), "bad_pattern", None),
        (put("series", "assistance", "pattern", value="{year}{n}{n}"), "bad_pattern", None),
        (put("series", "assistance", "pattern", value="[{year}]{n}"), "bad_pattern", None),
        (
            put("series", "assistance", "pattern", value="{year}{n}" + "东" * 40),
            "bad_pattern",
            None,
        ),
    ],
)
def test_a_fault_is_named_with_its_place(change, why, at):
    found = faults(change)

    assert [name for name, _ in found] == [why]
    assert at is None or found[0][1] == at


def test_a_regime_says_what_happens_for_every_outcome_and_no_other():
    def drop(regime, raw):
        regime["acts"]["elsewhere"] = regime["acts"].pop("report_book")

    assert faults(drop) == [("no_act", "regime.2017_filing"), ("no_outcome", "elsewhere")]


def test_a_regime_needs_a_basis_and_a_version_above_those_published():
    def bare(regime, raw):
        raw["basis"] = ""

    regime = read_regime(changed(bare))
    published = [(1, regime.in_force_from, None)]

    assert [fault.why for fault in lint_regime(regime, published)] == [
        "no_basis",
        "version",
        "overlap",
    ]


@pytest.mark.parametrize(
    "change",
    [
        put("acts", value=[]),
        put("acts", "outside", value={"act": "outside"}),
        put("acts", "outside", "receipt", value="yes"),
        put("series", value=None),
        put("series", "assistance", value="东环助"),
        put("signers", value="lead"),
        put("signers", value=[1]),
        put("limit", value=15),
        put("limit", value={"count": True, "unit": "natural_day"}),
        put("validity_months", value="36"),
        lambda _, raw: raw.pop("regime"),
        lambda _, raw: raw.update(version="1"),
        lambda _, raw: raw.update(in_force_from="soon"),
        lambda _, raw: raw.update(in_force_to="late"),
        lambda _, raw: raw.update(title=" "),
        lambda _, raw: raw.update(kind="poem"),
    ],
)
def test_what_cannot_be_read_as_a_regime_is_refused(change):
    with pytest.raises(PackError):
        read_published(changed(change))


def test_a_pack_is_read_as_what_its_kind_and_name_say():
    rules = json.loads((PACKS / "eligibility.json").read_text(encoding="utf-8"))

    assert isinstance(read_published(FILING), Regime)
    assert isinstance(read_published(json.dumps(rules)), Pack)
    with pytest.raises(PackError):
        read_published(json.dumps({**rules, "pack": "regime.rules"}))
    with pytest.raises(PackError):
        read_published(json.dumps({**rules, "kind": "poem"}))


def test_fractions_and_doubled_names_are_refused_in_regimes_too():
    with pytest.raises(PackError):
        read_regime(FILING.replace('"count": 0', '"count": 0.5'))
    with pytest.raises(PackError):
        read_regime(FILING.replace('"demo": false', '"demo": false, "demo": true'))


def test_two_regimes_are_compared_part_by_part():
    new = changed(put("acts", "exempt", "word", value="免办"))

    [change] = diff_regimes(read_regime(FILING), read_regime(new))
    assert (change.kind, change.id) == ("changed", "exempt")
    assert (change.before, change.after) == (
        "豁免 · exemption · exemption",
        "免办 · exemption · exemption",
    )
    kinds = {one.id: one.kind for one in diff_regimes(read_regime(APPROVAL), read_regime(FILING))}
    assert kinds["series.decision"] == "removed"
    assert kinds["series.assistance"] == "added"
