"""Regimes: packs that say in which words a branch acts, who signs, and how its numbers look.

Outcome words, number patterns, signers, papers and limits are law that changes: they stand in data
(docs/registrations.md §1), never in code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sync.rules.conditions import PackError, is_integer
from sync.rules.diffing import Change
from sync.rules.linting import Dated, LintFault, date_faults
from sync.rules.packs import parse_day, read_json

KIND = "regime"
PREFIX = "regime."
NOTICE = "notice"
# What the rules can come to, and the one-time notice, which comes before any outcome.
OUTCOMES = ("registration_form", "exempt", "report_form", "report_book", "outside", NOTICE)
ACTS = frozenset({"decision", "assistance", "exemption", "referral", "outside", NOTICE})
PAPERS = ACTS
SIGNERS = frozenset({"lead", "co_officer", "representative", "legal_representative"})
UNITS = frozenset({"natural_day", "working_day"})
FILING_NUMBERS = frozenset({"none", "optional"})
LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Act:
    """What an outcome leads to: the kind of act and its word, its series, paper and receipt."""

    act: str
    word: str
    series: str | None
    paper: str | None
    receipt: bool


@dataclass(frozen=True)
class Limit:
    """How many days there are, natural or working ones; 0 is on the spot."""

    count: int
    unit: str


@dataclass(frozen=True)
class Regime:
    """One version of a regime. `demo`: every paper and screen of it says 演示."""

    id: str
    version: int
    title: str
    basis: str
    in_force_from: date
    in_force_to: date | None
    demo: bool
    acts: Mapping[str, Act]
    series: Mapping[str, str]
    signers: tuple[str, ...]
    filing_number: str
    limit: Limit
    validity_months: int | None


def read_regime(text: str) -> Regime:
    """Return the regime of a JSON text; raises PackError, also where it is no regime."""
    return parse_regime(read_json(text))


def parse_regime(raw: object) -> Regime:
    """Return the regime that JSON says; raises PackError at the first part that cannot be read."""
    match raw:
        case {
            "pack": str(pack),
            "kind": "regime",
            "version": version,
            "title": str(title),
            "basis": str(basis),
            "in_force_from": since,
            "regime": dict(told),
            **rest,
        } if is_integer(version) and title.strip():
            until = rest.get("in_force_to")
            return Regime(
                id=pack,
                version=version,
                title=title,
                basis=basis,
                in_force_from=parse_day(since, "in_force_from"),
                in_force_to=None if until is None else parse_day(until, "in_force_to"),
                demo=told.get("demo") is True,
                acts={str(key): _act(act, str(key)) for key, act in _part(told, "acts").items()},
                series={str(key): _pattern(one, str(key)) for key, one in _series(told)},
                signers=_signers(told.get("signers")),
                filing_number=str(told.get("filing_number", "none")),
                limit=_limit(told.get("limit")),
                validity_months=_months(told.get("validity_months")),
            )
    raise PackError("not a regime", "pack")


def lint_regime(regime: Regime, published: Sequence[Dated] = ()) -> list[LintFault]:
    """Return what stands against publishing a regime; each fault names its place."""
    return [
        *_name_faults(regime),
        *_act_faults(regime),
        *_series_faults(regime),
        *date_faults(regime, published),
    ]


def diff_regimes(old: Regime, new: Regime) -> list[Change]:
    """Return what of a regime changed, by outcome, series and setting."""
    before, after = _told(old), _told(new)
    return [
        Change(_kind(key, before, after), KIND, key, before.get(key, ""), after.get(key, ""))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def _kind(key: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    if key not in before:
        return "added"
    return "changed" if key in after else "removed"


def _told(regime: Regime) -> Mapping[str, str]:
    acts = {
        key: " · ".join(filter(None, (act.word, act.series, act.paper)))
        for key, act in regime.acts.items()
    }
    series = {f"series.{key}": pattern for key, pattern in regime.series.items()}
    settings = {
        "signers": " · ".join(regime.signers),
        "filing_number": regime.filing_number,
        "limit": f"{regime.limit.count} {regime.limit.unit}",
        "validity_months": str(regime.validity_months or ""),
        "demo": str(regime.demo).lower(),
    }
    return {**acts, **series, **settings}


def _name_faults(regime: Regime) -> Iterator[LintFault]:
    limit, at = regime.limit, regime.id
    lead = () if "lead" in regime.signers else ("lead",)
    strangers = (*lead, *(one for one in regime.signers if one not in SIGNERS))
    checks = (
        (not at.startswith(PREFIX), LintFault("bad_name", at)),
        (not regime.basis.strip(), LintFault("no_basis", at)),
        (bool(strangers), LintFault("unknown_signer", at, ", ".join(strangers))),
        (
            regime.filing_number not in FILING_NUMBERS,
            LintFault("bad_filing_number", at, regime.filing_number),
        ),
        (
            limit.unit not in UNITS or limit.count < 0,
            LintFault("bad_limit", at, f"{limit.count} {limit.unit}"),
        ),
        (
            regime.validity_months is not None and regime.validity_months < 1,
            LintFault("bad_limit", at, str(regime.validity_months)),
        ),
    )
    yield from (fault for is_wrong, fault in checks if is_wrong)


def _act_faults(regime: Regime) -> Iterator[LintFault]:
    missing = (one for one in OUTCOMES if one not in regime.acts)
    yield from (LintFault("no_act", regime.id, outcome) for outcome in missing)
    for key, act in regime.acts.items():
        is_known = act.act in ACTS and (act.act == NOTICE) == (key == NOTICE)
        checks = (
            (key not in OUTCOMES, LintFault("no_outcome", key)),
            (not act.word.strip(), LintFault("no_label", key)),
            (not is_known, LintFault("unknown_act", key, act.act)),
            (act.paper not in {None, *PAPERS}, LintFault("unknown_paper", key, act.paper or "")),
            (
                act.series not in {None, *regime.series},
                LintFault("unknown_series", key, act.series or ""),
            ),
            (act.receipt and act.series is None, LintFault("receipt_without_number", key)),
        )
        yield from (fault for is_wrong, fault in checks if is_wrong)


def _series_faults(regime: Regime) -> Iterator[LintFault]:
    for key, pattern in regime.series.items():
        rest = pattern.replace("{year}", "", 1).replace("{n}", "", 1)
        is_whole = "{year}" in pattern and "{n}" in pattern
        if not is_whole or set("{}[]【】()") & set(rest) or len(pattern) > LONGEST_NUMBER:
            yield LintFault("bad_pattern", key, pattern)


def _part(told: Mapping[object, object], name: str) -> Mapping[object, object]:
    part = told.get(name)
    if not isinstance(part, dict):
        raise PackError(f"`{name}` must be an object", KIND)
    return part


def _act(raw: object, at: str) -> Act:
    match raw:
        case {
            "act": str(act),
            "word": str(word),
            "series": None | str() as series,
            "paper": None | str() as paper,
            "receipt": bool(receipt),
        }:
            return Act(act, word, series, paper, receipt)
    raise PackError("an act has `act`, `word`, `series`, `paper` and `receipt`", at)


def _series(told: Mapping[object, object]) -> Iterator[tuple[object, object]]:
    yield from _part(told, "series").items()


def _pattern(raw: object, at: str) -> str:
    match raw:
        case {"pattern": str(pattern)}:
            return pattern
    raise PackError("a series has a `pattern`", at)


def _signers(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        raise PackError("`signers` must be a list of words", KIND)
    return tuple(raw)


def _limit(raw: object) -> Limit:
    match raw:
        case {"count": count, "unit": str(unit)} if is_integer(count):
            return Limit(count, unit)
    raise PackError("a limit has `count` and `unit`", KIND)


def _months(raw: object) -> int | None:
    if raw is None or is_integer(raw):
        return raw
    raise PackError("`validity_months` must be a whole number or null", KIND)
