"""What a phone says of an act at the door, as it was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from server.core.clock import city_date
from sync.rules.packs import canonical

# What both officers stand for: number, signatures and times are not in it.
ESSENCE = ("enterprise_id", "act", "outcome", "items", "clauses", "facts", "packs", "form")


@dataclass(frozen=True)
class PackUsed:
    """A version of a pack that the phone decided by, and the hash of what it held."""

    pack: str
    version: int
    hash: str


@dataclass(frozen=True)
class NumberTaken:
    """The number that was written on the spot, and the lease that it came from."""

    lease_id: str
    n: int
    text: str


@dataclass(frozen=True)
class CoOfficer:
    """Who stood beside the lead, and how: by `qr` from the own phone, on the `glass`, or `none`."""

    person_id: str | None = None
    how: str = "none"
    confirmation: str = ""
    signature_sha: str | None = None


@dataclass(frozen=True)
class Signed:
    """The enterprise's signature, or why there is none."""

    state: str
    reason: str = ""
    sha256: str | None = None


@dataclass(frozen=True)
class Reason:
    """Why something is done, and by which command and when by the phone (empty from the office)."""

    words: str = ""
    device_time: str = ""
    command_id: str = ""


@dataclass(frozen=True)
class Told:
    """Of which command an act is, and the phone's own clock as evidence.

    `command_hash` is the one that its receipt bears.
    """

    command_id: str = ""
    command_hash: str = ""
    device_id: str | None = None
    device_time: str = ""
    server_offset_ms: int | None = None


@dataclass(frozen=True)
class Act:
    """A whole act at the door as one phone tells it.

    `essence_told` is the hash that the phone gave, `essence` the one that its words come to.
    """

    id: str
    enterprise_id: str
    act: str
    outcome: str
    facts: Mapping[str, Any]
    packs: Sequence[PackUsed]
    regime: PackUsed
    opened_at: datetime
    decided_at: datetime
    signature: Signed
    essence_told: str
    essence: str
    items: Sequence[int] = ()
    clauses: Sequence[str] = ()
    form: Mapping[str, Any] | None = None
    gaps: Sequence[Mapping[str, str]] = ()
    number: NumberTaken | None = None
    filing_number: str = ""
    co_officer: CoOfficer = field(default_factory=CoOfficer)
    representative: str = ""
    representative_title: str = ""
    conditions: str = ""
    valid_until: date | None = None
    follows: str | None = None
    seen_ver: int | None = None
    leader_reason: str = ""
    told: Told = field(default_factory=Told)

    @property
    def decided_on(self) -> date:
        """Return the civil day of the city on which it was decided: its number is of that year."""
        return city_date(self.decided_at)

    @property
    def project_name(self) -> str:
        """Return what the project is called, empty where no form was filled."""
        return str((self.form or {}).get("project_name") or "")


def essence_of(
    registration_id: str, args: Mapping[str, Any], *, lead_id: str, decided_on: date
) -> str:
    """Return the SHA-256 of what both officers stand for, from the arguments as they came."""
    told = {
        "id": registration_id,
        **{name: args.get(name) for name in ESSENCE},
        "lead_id": lead_id,
        "decided_on": decided_on.isoformat(),
    }
    return sha256(canonical(told).encode(errors="surrogatepass")).hexdigest()
