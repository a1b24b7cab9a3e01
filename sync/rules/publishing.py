"""What can be published: rules, regimes and calendars, each read, looked over and compared."""

from collections.abc import Sequence

from sync.rules.calendar_packs import KIND as CALENDAR
from sync.rules.calendar_packs import (
    CalendarPack,
    diff_calendars,
    lint_calendar,
    parse_calendar,
)
from sync.rules.conditions import PackError
from sync.rules.diffing import Change, diff
from sync.rules.linting import Dated, LintFault, lint
from sync.rules.packs import Pack, parse_pack, read_json
from sync.rules.regimes import KIND as REGIME
from sync.rules.regimes import PREFIX, Regime, diff_regimes, lint_regime, parse_regime

RULES = "rules"
OF_OTHERS = (PREFIX, f"{CALENDAR}.")

Published = Pack | Regime | CalendarPack


def read_published(text: str) -> Published:
    """Return the pack of whichever kind that a JSON text says; raises PackError."""
    raw = read_json(text)
    kind = raw.get("kind", RULES) if isinstance(raw, dict) else RULES
    if kind == REGIME:
        return parse_regime(raw)
    if kind == CALENDAR:
        return parse_calendar(raw)
    pack = parse_pack(raw)
    if kind != RULES or pack.id.startswith(OF_OTHERS):
        raise PackError("of another kind than its name says", pack.id)
    return pack


def lint_published(pack: Published, published: Sequence[Dated] = ()) -> list[LintFault]:
    """Return what stands against publishing, given version and dates of what is published."""
    match pack:
        case Regime():
            return lint_regime(pack, published)
        case CalendarPack():
            return lint_calendar(pack, published)
        case Pack():
            return lint(pack, published)


def diff_published(old: Published, new: Published) -> list[Change]:
    """Return what a version changed against another of the same pack."""
    match old, new:
        case Regime(), Regime():
            return diff_regimes(old, new)
        case CalendarPack(), CalendarPack():
            return diff_calendars(old, new)
        case Pack(), Pack():
            return diff(old, new)
    raise AssertionError("a pack stays of its kind, as its name says")
