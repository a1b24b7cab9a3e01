"""Read published packs, and which regime a branch follows."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.features.rulebook.models import BranchRegime, CatalogueItem, RulePack, TradeNames
from sync.rules.calendar import CalendarError, Due
from sync.rules.calendar import due as calendar_due
from sync.rules.calendar_packs import NAME as CALENDAR
from sync.rules.calendar_packs import CalendarPack
from sync.rules.publishing import read_published
from sync.rules.regimes import read_regime

# All names are one row, as phones open every row when they are unlocked.
TRADES = "gbt4754"
# What binds a branch to which nobody ever said anything else.
TODAYS_LAW = "regime.2017_filing"

VERSIONS = (
    select(RulePack).where(RulePack.pack == bindparam("pack")).order_by(RulePack.version.desc())
)
REGIME_BEGUN = (
    select(BranchRegime)
    .where(BranchRegime.branch_id == bindparam("branch"), BranchRegime.from_on <= bindparam("day"))
    .order_by(BranchRegime.from_on.desc(), BranchRegime.set_at.desc(), BranchRegime.id.desc())
    .limit(1)
)


def packs(session: Session) -> Sequence[RulePack]:
    """Return every published version, the newest of each pack first."""
    order = (RulePack.pack, RulePack.version.desc())
    return session.scalars(select(RulePack).order_by(*order)).all()


def versions(session: Session, pack: str) -> Sequence[RulePack]:
    """Return the versions of one pack, the newest first."""
    return session.scalars(VERSIONS, {"pack": pack}).all()


def version(session: Session, pack: str, number: int) -> RulePack | None:
    """Return one version of a pack."""
    return session.scalars(
        select(RulePack).where(RulePack.pack == pack, RulePack.version == number)
    ).one_or_none()


def in_force(session: Session, pack: str, on: date) -> RulePack | None:
    """Return the version in force on a day: the newest that has begun and is not over."""
    begun = (row for row in versions(session, pack) if row.in_force_from <= on)
    return next((r for r in begun if r.in_force_to is None or on <= r.in_force_to), None)


def compared_with(session: Session, pack: str, on: date) -> RulePack | None:
    """Return what a new version is compared with: the version in force, else the newest."""
    newest = next(iter(versions(session, pack)), None)
    return in_force(session, pack, on) or newest


def due(session: Session, regime: RulePack, start: date, on: date) -> Due | None:
    """Return the last day of a regime's limit that begins on a day, as far as is known `on`.

    None where it is done on the spot, or where no published calendar tells.
    """
    limit = read_regime(regime.content).limit
    row = in_force(session, CALENDAR, on)
    calendar = read_published(row.content) if row else None
    if not limit.count or not isinstance(calendar, CalendarPack):
        return None
    try:
        return calendar_due(calendar.calendar, start, limit.count, limit.unit.removesuffix("_day"))
    except (CalendarError, OverflowError):
        return None


def catalogue_item(session: Session, item_id: str) -> CatalogueItem | None:
    """Return the legal text of one item."""
    return session.get(CatalogueItem, item_id)


def trade_names(session: Session) -> Mapping[str, str]:
    """Return what trades are called, by code; empty where nobody has loaded the names."""
    row = session.get(TradeNames, TRADES)
    return {} if row is None else row.names


def regime_begun(session: Session, branch_id: str | None, on: date) -> BranchRegime | None:
    """Return what a branch was last told to follow by a day; None where nobody ever said."""
    return session.scalars(REGIME_BEGUN, {"branch": branch_id, "day": on}).one_or_none()


def regime_of(session: Session, branch_id: str | None, on: date) -> str:
    """Return the regime that a branch follows on a day, a pack; today's law where nobody said."""
    found = regime_begun(session, branch_id, on)
    return found.regime if found else TODAYS_LAW


def regimes(session: Session) -> Sequence[BranchRegime]:
    """Return everything that branches were ever told to follow, the latest first."""
    latest = (BranchRegime.from_on.desc(), BranchRegime.set_at.desc(), BranchRegime.id.desc())
    return session.scalars(select(BranchRegime).order_by(*latest)).all()
