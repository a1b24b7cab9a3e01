"""The engine's storage port on SQLAlchemy."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.core import audit, doors, feed, replication, running
from server.core.auth import Actor
from server.core.verbs import Foresight, Verbs
from server.features.devices import commands as enrolling
from server.features.devices import queries as device_keys
from server.features.evidence import commands as evidence
from server.features.jurisdiction import queries as jurisdiction
from server.features.reviews import commands as reviews
from server.features.reviews import queries as review_list
from server.features.reviews.commands import Incident
from server.features.sync_api import commands, defects, queries, snapshots, standing
from server.features.sync_api.models import Device
from sync.digest import StandingRow
from sync.protocol import Command, Envelope, Result, Snapshot, TablePage
from sync.store import (
    ContentionError,
    DeviceState,
    FeedPage,
    LedgerEntry,
    Outcome,
    Refused,
    Repaired,
    ScopeHead,
    Sighting,
    SigningKey,
    Taken,
)


class SqlStore:
    """The store as one caller sees it at one moment."""

    def __init__(
        self,
        verbs: Verbs,
        actor: Actor,
        at: datetime,
        foresights: Sequence[Foresight] = (),
        *,
        vouched: bool = False,
    ) -> None:
        """`vouched`: somebody of the office answers for a phone that need not be enrolled then."""
        self._verbs = verbs
        self._actor = actor
        self._at = at
        self._foresights = foresights
        self._vouched = vouched

    @contextmanager
    def read(self) -> Iterator["SqlTransaction"]:
        with doors.reading() as session:
            tx = SqlTransaction(session, self._verbs, self._actor, self._at)
            tx.is_vouched = self._vouched
            yield tx

    @contextmanager
    def write(self) -> Iterator["SqlTransaction"]:
        try:
            with doors.writing() as session:
                yield SqlTransaction(session, self._verbs, self._actor, self._at, self._foresights)
        except (DBAPIError, OSError) as error:
            # A full disk is not the command's fault either: it waits on the phone.
            if doors.is_contention(error) or doors.is_disk_full(error):
                raise ContentionError from error
            raise


class SqlTransaction:
    """One transaction through a door."""

    def __init__(
        self,
        session: Session,
        verbs: Verbs,
        actor: Actor,
        at: datetime,
        foresights: Sequence[Foresight] = (),
    ) -> None:
        self.session = session
        self._foresights = foresights
        self._waiting: list[review_list.Waiting] | None = None
        self._verbs = verbs
        self._actor = actor
        self._at = at
        self._locked: Device | None = None
        self.is_vouched = True

    def epoch(self) -> str:
        return feed.epoch(self.session)

    def lock_epoch(self) -> str:
        return feed.lock_epoch(self.session)

    def rotate_epoch(self) -> None:
        feed.rotate_epoch(self.session)
        audit.record(
            self.session,
            "epoch.rotated",
            subject=feed.epoch(self.session),
            by=self._actor,
            at=self._at,
        )

    def device(self, device: str) -> DeviceState | None:
        found = queries.device(self.session, device)
        if found is None:
            return None
        commands.refuse_foreign(found, self._actor)
        return _state(found)

    def signing_keys(self, device: str) -> Sequence[SigningKey]:
        known = device_keys.known_of_device(self.session, device)
        if not self.is_vouched:
            enrolling.refuse_unenrolled(self.session, device, known)
        return [SigningKey(key.jwk, key.revoked_at is not None) for key in known]

    def is_news(self, device: str, announced_head: int) -> bool:
        return commands.must_register(
            self.session, device, by=self._actor, announced_head=announced_head, at=self._at
        )

    def meet(self, device: str, announced_head: int) -> None:
        self._locked = commands.register_device(
            self.session, device, by=self._actor, announced_head=announced_head, at=self._at
        )

    def close_device(self, device: str, *, replaced_by: str) -> DeviceState | None:
        found = commands.close_device(
            self.session, device, replaced_by=replaced_by, by=self._actor, at=self._at
        )
        return _state(found) if found else None

    def is_forked(self, device: str) -> bool:
        found = queries.device(self.session, device)
        is_own = found is not None and found.person_id == self._actor.person_id
        return is_own and found is not None and found.forked_at is not None

    def fork_device(self, device: str) -> bool:
        return commands.fork_device(self.session, device, by=self._actor, at=self._at)

    def heads(self, scopes: Sequence[str]) -> Mapping[str, ScopeHead]:
        return feed.heads(self.session, scopes)

    def tag_at(self, scope: str, seq: int) -> str:
        return feed.tag_at(self.session, scope, seq)

    def page(self, scope: str, *, after: int, limit: int) -> FeedPage:
        return standing.page(self.session, scope, after=after, limit=limit)

    def snapshot(self, scope: str) -> Snapshot | None:
        return snapshots.newest(self.session, scope)

    def standing(self, scope: str) -> Sequence[StandingRow]:
        return standing.standing(self.session, scope)

    def rows(self, scope: str, wanted: Sequence[StandingRow]) -> Mapping[str, TablePage]:
        return standing.rows(self.session, scope, wanted)

    def lock_device(self, device: str) -> DeviceState:
        return _state(self._device(device))

    def _device(self, device: str) -> Device:
        """Return the device's row, locked once per transaction."""
        if self._locked is None or self._locked.id != device:
            self._locked = queries.device_locked(self.session, device)
        return self._locked

    def count_attempt(self, device: str, seq: int, attempts: int) -> None:
        found = self._device(device)
        found.attempt_seq, found.attempts = seq, attempts

    def entry(self, device: str, seq: int) -> LedgerEntry | None:
        found = queries.command(self.session, device, seq)
        if found is None:
            return None
        return LedgerEntry(seq, found.hash, found.body, queries.result_of(found.result))

    def is_taken(self, command_id: str) -> bool:
        return queries.is_taken(self.session, command_id, self._actor.person_id)

    def is_blocked(self, device: str, command: Command) -> bool:
        if self._waiting is None:
            self._waiting = list(review_list.waiting(self.session, device))
        return any(
            one.seq < command.seq
            and (one.entity == command.entity or one.command_id in command.deps)
            for one in self._waiting
        )

    def run(self, command: Command) -> Outcome | None:
        return running.run(self._verbs, self.session, command, by=self._sender, at=self._at)

    def foresee(self, commands: Sequence[Command]) -> None:
        for foresight in self._foresights:
            foresight(self.session, commands, self._actor)

    def run_unprotected(self, command: Command) -> Outcome | None:
        verb = self._verbs.get((command.name, command.version))
        return verb(self.session, command, self._sender, self._at) if verb else None

    @property
    def _sender(self) -> Actor:
        """Return the caller by the device whose chain this is: a sign-in may be older than it."""
        return replace(self._actor, device_id=self._locked.id) if self._locked else self._actor

    def send_to_review(self, device: str, seq: int, command: Command | None, why: Outcome) -> None:
        self._waiting = None
        incident = Incident(device, seq, command, why)
        reviews.open_review(self.session, incident, by=self._actor, at=self._at)
        self._expect_bytes(command, why.desk)

    def publish(self) -> Mapping[str, int]:
        return replication.publish(self.session)

    def record(self, device: str, taken: Sequence[Taken]) -> None:
        entries = [self._entry(device, *one) for one in taken]
        commands.take_in(self.session, entries, by=self._actor, at=self._at)
        found = self._device(device)
        signed = [result.seq for envelope, _, result in taken if envelope.sig is not None]
        if signed and not found.signed_from and self.signing_keys(device):
            found.signed_from = signed[0]
        for envelope, command, result in taken:
            self._expect_bytes(command)
            found.last_seq, found.head_hash = result.seq, envelope.hash
        found.attempt_seq = found.attempts = 0

    def _entry(
        self, device: str, envelope: Envelope, command: Command | None, result: Result
    ) -> dict[str, Any]:
        return {
            "device_id": device,
            "seq": result.seq,
            "id": command.id if command else "",
            "name": command.name if command else "",
            "version": command.version if command else 0,
            "entity": command.entity if command else "",
            "hash": envelope.hash,
            "body": envelope.body,
            "sig": envelope.sig,
            "status": result.status,
            "result": queries.as_stored(result),
            "received_at": self._at,
        }

    def _expect_bytes(self, command: Command | None, desk: str | None = None) -> None:
        """Let announced bytes come whatever became of the command: a reviewer looks at them too."""
        if command is None or not command.blobs:
            return
        branch_id = desk or self._actor.branch_id
        scopes = {f"officer:{self._actor.person_id}", jurisdiction.desk_of(branch_id)}
        evidence.declare_for_command(
            self.session, command.entity, command.blobs, by=self._actor.person_id, scopes=scopes
        )

    def put_aside(self, device: str, codes: Collection[str]) -> Sequence[int]:
        return review_list.put_aside(self.session, device, codes)

    def amend(self, device: str, result: Result) -> None:
        found = queries.command(self.session, device, result.seq)
        assert found is not None, "only what was recorded is amended"
        found.status, found.result = result.status, queries.as_stored(result)
        commands.log_answered_anew(self.session, found, by=self._actor, at=self._at)

    def amend_review(self, device: str, seq: int, why: Outcome | None) -> None:
        self._waiting = None
        reviews.amend_review(self.session, device, seq, why, at=self._at)

    def keep_refused(self, device: str, refused: Refused) -> None:
        commands.keep_refused(self.session, device, refused, by=self._actor, at=self._at)

    def note(self, device: str, sighting: Sighting) -> None:
        defects.note_sighting(self.session, device, sighting, by=self._actor, at=self._at)

    def note_repair(self, device: str, repaired: Repaired) -> None:
        defects.note_repair(self.session, device, repaired, by=self._actor, at=self._at)


def _state(found: Device) -> DeviceState:
    return DeviceState(
        found.last_seq,
        found.head_hash,
        found.attempt_seq,
        found.attempts,
        announced_head=found.announced_head,
        signed_from=found.signed_from,
        is_closed=found.closed_at is not None,
        is_forked=found.forked_at is not None,
        durable_seq=found.durable_seq,
    )
