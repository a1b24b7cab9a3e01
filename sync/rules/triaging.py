"""The three questions at the door, one after the other: which class, exempt or not, here or not.

pwa/src/rules/triaging.ts answers alike, so that the bureau can judge an act again from its facts.
"""

from dataclasses import dataclass

from sync.rules.deciding import Verdict, conflicts, decide
from sync.rules.kernel import Facts
from sync.rules.packs import Clause, Pack

REGISTRATION = "registration_form"
EXEMPT = "exempt"
# What the later packs are told of the first: the class of the project.
LEVEL = "level"


@dataclass(frozen=True)
class Packs:
    """The packs of one day; without the later two nothing is exempt and nothing decided here."""

    classification: Pack
    exemption: Pack | None = None
    eligibility: Pack | None = None


@dataclass(frozen=True)
class Triage:
    """`outcome` is None while a missing fact could change it; `clauses` give it.

    `exemption` and `at_door` are None where the class leaves nothing to ask of them; `missing` are
    the facts of the first of the three that is still open.
    """

    level: Verdict
    exemption: Verdict | None
    at_door: Verdict | None
    contradictions: tuple[Clause, ...]
    outcome: str | None
    clauses: tuple[Clause, ...]
    missing: tuple[str, ...]

    @property
    def items(self) -> tuple[int, ...]:
        """Return the entries of the catalogue whose subject this is."""
        return self.level.items

    @property
    def is_settled(self) -> bool:
        """Return whether nothing that is still to be asked belongs to the answer."""
        return self.outcome is not None and not self.missing and not self.contradictions


def triage(packs: Packs, facts: Facts) -> Triage:
    """Return what the packs say of the facts together; only a registration form goes further."""
    level = decide(packs.classification, _own(packs.classification, facts))
    is_registration = level.outcome == REGISTRATION
    exemption = _judged(packs.exemption, facts) if is_registration else None
    goes_on = is_registration and (exemption is None or exemption.outcome not in (None, EXEMPT))
    at_door = _judged(packs.eligibility, facts) if goes_on else None
    is_exempt = exemption is not None and exemption.outcome == EXEMPT
    is_open = exemption is not None and exemption.outcome is None
    exempting = exemption.clauses if exemption is not None and is_exempt else ()
    return Triage(
        level=level,
        exemption=exemption,
        at_door=at_door,
        contradictions=conflicts(packs.classification, _own(packs.classification, facts)),
        outcome=EXEMPT if is_exempt else None if is_open else level.outcome,
        clauses=(*exempting, *level.clauses),
        missing=_missing(level, exemption, at_door),
    )


def _judged(pack: Pack | None, facts: Facts) -> Verdict | None:
    if pack is None:
        return None
    return decide(pack, _own(pack, {**facts, LEVEL: REGISTRATION}))


def _own(pack: Pack, facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if name in pack.facts}


def _missing(*stages: Verdict | None) -> tuple[str, ...]:
    return next((v.missing for v in stages if v is not None and v.outcome is None), ())
