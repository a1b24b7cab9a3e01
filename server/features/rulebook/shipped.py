"""The packs that come with the program."""

from collections.abc import Mapping
from pathlib import Path

from sync import rules
from sync.rules.answers import FactError, read_facts
from sync.rules.packs import read_pack
from sync.rules.triaging import Packs, triage

FOLDER = Path(next(iter(rules.__path__))) / "packs"
REGIMES = ("regime_2015_approval", "regime_2017_filing")
RULES = ("classification", "exemption", "eligibility")
CALENDAR = "calendar"
NAMES = (*RULES, *REGIMES, CALENDAR)
DEMO = "exemption.demo"
CONTRADICTION = "这些回答不能同时成立"


def text_of(name: str) -> str:
    """Return the JSON of a pack that comes with the program."""
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def classify(raw: Mapping[str, object]) -> dict[str, object]:
    """Return level, items, basis and missing facts; raises FactError where facts cannot be."""
    pack, exemptions = read_pack(text_of("classification")), read_pack(text_of("exemption"))
    found = triage(Packs(pack, exemptions), read_facts(pack, raw))
    if found.contradictions:
        labels = "；".join(clause.label for clause in found.contradictions)
        raise FactError({CONTRADICTION: labels})
    basis = [clause.basis for clause in found.clauses]
    return {
        "outcome": found.outcome or "unknown",
        "items": list(found.items),
        "basis": basis or ([] if found.outcome is None else [pack.outcomes[-1].basis]),
        "missing": list(found.missing),
        "pack": f"{pack.id} {pack.version}",
    }
