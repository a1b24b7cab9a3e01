"""What the bureau knows of the day and the place of an act, as plain values to judge by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sync.rules.packs import Pack
from sync.rules.regimes import Regime


@dataclass(frozen=True)
class Rules:
    """The packs by which the phone decided, of its own versions; None is not to be had."""

    regime: Regime | None
    classification: Pack | None = None
    exemption: Pack | None = None
    eligibility: Pack | None = None


@dataclass(frozen=True)
class PackStanding:
    """How a pack that was used stands at the bureau.

    `hash` is that of the published version, None when there is none; `in_force` the version in
    force on the day, None when none was.
    """

    title: str
    used: int
    used_hash: str
    hash: str | None
    in_force: int | None


@dataclass(frozen=True)
class Officer:
    """Somebody who stands for an act; `may` is whether the office and the place were in reach."""

    id: str
    name: str
    may: bool


@dataclass(frozen=True)
class Place:
    """The enterprise where it was, as the registry has it now, and the branch whose act it is."""

    id: str
    name: str
    code: str
    town_code: str | None
    branch_id: str | None


@dataclass(frozen=True)
class Circumstances:
    """Everything about an act that its own words do not say."""

    packs: Sequence[PackStanding]
    regime: str
    lead: Officer
    co_officer: Officer | None
    site_in_branch: bool | None
    received_at: datetime
    authority_fault: str = ""
    number_faults: Sequence[str] = ()
    same_project: str = ""
    notified_on: date | None = None
    co_reading: str = ""
