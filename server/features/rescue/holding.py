"""What a phone holds, and what it could have given away: for whoever hears that it was lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import feed
from server.core.auth import Actor, Role
from server.core.problems import NotAllowed, NotFound
from server.features.accounts import queries as accounts
from server.features.devices import queries as devices
from server.features.numbering import queries as numbering
from server.features.organisation import queries as organisation
from server.features.sync_api import queries as chains
from sync import numbers


@dataclass(frozen=True)
class HeldScope:
    """Rows that travel together; `name` is the town's where it is one."""

    scope: str
    name: str
    rows: int


@dataclass(frozen=True)
class HeldNumbers:
    """A block of numbers: how many the bureau has seen used, and which may have been issued unseen.

    The texts are empty where all of the block is accounted for.
    """

    kind: str
    state: str
    first: str
    last: str
    known: tuple[str, ...]
    possible_from: str
    possible_to: str
    possible: int


@dataclass(frozen=True)
class Holding:
    """All that the bureau can say of one phone; `waiting` records have not arrived yet."""

    device_id: str
    person_name: str
    last_seen_at: datetime | None
    waiting: int
    decides_until: datetime | None
    dark_at: datetime | None
    scopes: tuple[HeldScope, ...]
    numbers: tuple[HeldNumbers, ...]


def holding_of(session: Session, kid: str, *, by: Actor) -> Holding:
    """Return what the phone of a key holds, to the security administrator and the branch head.

    Scopes are those that its person may hold now, with their present rows; a phone that was silent
    for long holds earlier ones.
    """
    key = devices.key(session, kid)
    person = accounts.person(session, key.person_id) if key else None
    if key is None or person is None:
        raise NotFound
    if by.role is not Role.SECURITY and person.branch_id != by.branch_id:
        raise NotAllowed
    owner = Actor(person.id, person.name, Role(person.role), person.branch_id, session_id="")
    device = chains.device(session, key.device_id)
    lease = devices.newest_lease(session, key.device_id)
    return Holding(
        device_id=key.device_id,
        person_name=person.name,
        last_seen_at=device.last_seen_at if device else None,
        waiting=max(0, device.announced_head - device.last_seq) if device else 0,
        decides_until=min(lease.expires_at, lease.ended_at or lease.expires_at) if lease else None,
        dark_at=lease.dark_at if lease else None,
        scopes=tuple(_scopes(session, chains.scopes_of(session, owner, key.device_id))),
        numbers=tuple(_numbers(session, key.device_id)),
    )


def _scopes(session: Session, scopes: Sequence[str]) -> Iterator[HeldScope]:
    heads = feed.heads(session, scopes)
    towns = {f"town:{town.id}": town.name for town in organisation.towns(session)}
    for scope in scopes:
        rows = heads[scope].n_rows if scope in heads else 0
        yield HeldScope(scope.partition(":")[0], towns.get(scope, ""), rows)


def _numbers(session: Session, device_id: str) -> Iterator[HeldNumbers]:
    for block in numbering.blocks_of_device(session, device_id):
        lease = numbering.as_block(block)
        entered = numbering.entries_between(session, block.series_id, (lease.first, lease.end))
        unseen = [n for n in range(lease.first, lease.end + 1) if n not in entered]
        texts = [numbers.number_text(block.pattern, block.year, n) for n in unseen]
        yield HeldNumbers(
            kind=block.kind,
            state=block.state,
            first=numbers.number_text(block.pattern, block.year, block.first),
            last=numbers.number_text(block.pattern, block.year, block.last),
            known=tuple(entered.values()),
            possible_from=texts[0] if texts else "",
            possible_to=texts[-1] if texts else "",
            possible=len(texts),
        )
