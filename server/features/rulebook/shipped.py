"""The packs that come with the program."""

from collections.abc import Mapping
from pathlib import Path

from sync import rules
from sync.rules.answers import FactError, read_facts
from sync.rules.deciding import Verdict, conflicts, decide
from sync.rules.kernel import Facts
from sync.rules.packs import Pack, read_pack

FOLDER = Path(next(iter(rules.__path__))) / "packs"
REGIMES = ("regime_2015_approval", "regime_2017_filing")
RULES = ("classification", "exemption", "eligibility")
NAMES = (*RULES, *REGIMES)
DEMO = "exemption.demo"
CONTRADICTION = "这些回答不能同时成立"


def text_of(name: str) -> str:
    """Return the JSON of a pack that comes with the program."""
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def classify(raw: Mapping[str, object]) -> dict[str, object]:
    """Return level, items, basis and missing facts; raises FactError where facts cannot be."""
    pack, exemptions = read_pack(text_of("classification")), read_pack(text_of("exemption"))
    facts = read_facts(pack, raw)
    contradictions = conflicts(pack, facts)
    if contradictions:
        raise FactError({CONTRADICTION: "；".join(clause.label for clause in contradictions)})
    verdict = decide(pack, facts)
    exempt = _exempt(exemptions, facts, verdict.outcome)
    giving = (*exempt.clauses, *verdict.clauses) if exempt else verdict.clauses
    return {
        "outcome": "exempt" if exempt else verdict.outcome or "unknown",
        "items": list(verdict.items),
        "basis": [clause.basis for clause in giving] or _otherwise(pack, verdict),
        "missing": list(verdict.missing),
        "pack": f"{pack.id} {pack.version}",
    }


def _exempt(pack: Pack, facts: Facts, level: str | None) -> Verdict | None:
    """Return the verdict of the exemption catalogue where it frees from the registration form."""
    if level != "registration_form":
        return None
    known = {name: value for name, value in facts.items() if name in pack.facts}
    verdict = decide(pack, {**known, "level": level})
    return verdict if verdict.outcome == "exempt" else None


def _otherwise(pack: Pack, verdict: Verdict) -> list[str]:
    return [] if verdict.outcome is None else [pack.outcomes[-1].basis]
