"""Authority leases: what a phone may decide without a network, and until when.

The bureau signs one for each phone at its contacts (docs/devices.md §5). Phone and bureau must
answer alike here; the phone's side is `pwa/src/sync/authority.ts`. Instants are milliseconds since
1970 (UTC). A lease never replaces the bureau's own judgement of an act.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

# The version of these rules; a phone gives no number under rules that it does not know.
POLICY = 1
HOUR_MS = 3_600_000
DEFAULT_HOURS, MOST_HOURS = 72, 7 * 24
# After so long without any contact a phone shows nothing any more.
DARK_AFTER_MS = MOST_HOURS * HOUR_MS
# As much may the clock of a phone be slow of the bureau's.
SLACK_MS = HOUR_MS // 2
# A phone that meets the bureau every day never has less than this part of a lease before it.
RENEWED_AFTER = 1 / 6

Reason = Literal["policy", "device", "person", "early", "late", "branch", "act", "number"]
ORDER: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True)
class Span:
    """Numbers `first` to `last` of one block."""

    block: str
    first: int
    last: int


@dataclass(frozen=True)
class Lease:
    """What one phone of one officer may decide, from `not_before` until before `expires_at`.

    `acts` are kinds of acts that bear a number; `numbers` are all that it may give, so their count
    bounds the acts. `dark_at` is when the phone stops showing what it holds.
    """

    id: str
    device: str
    person: str
    branch: str | None
    acts: tuple[str, ...]
    numbers: tuple[Span, ...]
    issued_at: int
    not_before: int
    expires_at: int
    dark_at: int
    epoch: str
    policy: int = POLICY


@dataclass(frozen=True)
class Deed:
    """An act that bears a number, as somebody wants to make it or has made it."""

    device: str
    person: str
    branch: str | None
    act: str
    block: str
    n: int
    at: int


@dataclass(frozen=True)
class Granted:
    """A lease as the bureau remembers it. `ended_at`: its phone was lost, or its key revoked."""

    lease: Lease
    ended_at: int | None = None


def why_not(lease: Lease, deed: Deed) -> Reason | None:
    """Return what a lease has against a deed, the first of `ORDER`; None when it covers it."""
    against: Mapping[Reason, bool] = {
        "policy": lease.policy != POLICY,
        "device": deed.device != lease.device,
        "person": deed.person != lease.person,
        "early": deed.at < lease.not_before,
        "late": deed.at >= lease.expires_at,
        "branch": deed.branch != lease.branch,
        "act": deed.act not in lease.acts,
        "number": not any(_holds(span, deed) for span in lease.numbers),
    }
    return next((reason for reason in ORDER if against[reason]), None)


def why_none(leases: Iterable[Lease], deed: Deed) -> Reason | None:
    """Return what the best of several leases has against a deed; None when one covers it.

    What is said is of the lease that comes closest: the one whose objection is found last.
    """
    reasons = [why_not(lease, deed) for lease in leases]
    if not reasons or None in reasons:
        return None if reasons else "late"
    return max((reason for reason in reasons if reason), key=ORDER.index)


def objection(granted: Iterable[Granted], deed: Deed) -> Reason | None:
    """Return what the bureau has against an act that was decided, by the leases it remembers.

    An ended lease covers what its phone had decided by its end, also where that goes up under the
    next device of the person. Whether the number was the phone's to give is for the register of
    numbers to say, which knows also the blocks that a bureau put back has from its journal.
    """
    reason = why_none((_as_it_held(one, deed) for one in granted), deed)
    return None if reason == "number" else reason


def is_due(lease: Lease, epoch: str, branch: str | None, now: int) -> bool:
    """Return whether a phone that the bureau meets now should get a new lease."""
    life = lease.expires_at - lease.issued_at
    is_old = now >= lease.issued_at + life * RENEWED_AFTER
    return is_old or lease.epoch != epoch or lease.branch != branch or lease.policy != POLICY


def lease_text(lease: Lease) -> str:
    """Return a lease as the JSON text that is signed."""
    return json.dumps(asdict(lease), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def signed_text(text: str) -> str:
    """Return what the bureau's key signs of a lease, so that it is taken for nothing else."""
    return f"doorstep-lease-v1\n{text}"


def read_lease(text: str) -> Lease:
    """Return the lease that a text says; ValueError, KeyError or TypeError when it says none."""
    told: dict[str, Any] = json.loads(text)
    spans = tuple(Span(**span) for span in told["numbers"])
    known = {**told, "acts": tuple(told["acts"]), "numbers": spans}
    return Lease(**known)


def _as_it_held(granted: Granted, deed: Deed) -> Lease:
    lease, ended_at = granted.lease, granted.ended_at
    if ended_at is None:
        return lease
    return replace(lease, device=deed.device, expires_at=min(lease.expires_at, ended_at))


def _holds(span: Span, deed: Deed) -> bool:
    return span.block == deed.block and span.first <= deed.n <= span.last
