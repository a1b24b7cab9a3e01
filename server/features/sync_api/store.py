"""The engine's storage port on SQLAlchemy."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.core import doors, feed, replication
from server.core.auth import Actor
from server.core.feed import FeedEntry
from server.core.ids import new_id
from server.core.problems import Conflict, Problem
from server.core.verbs import Verbs
from server.features.sync_api import queries
from server.features.sync_api.models import CommandEntry, Device, Review
from sync.protocol import Command, Envelope, Result, TablePage, Trouble
from sync.store import ContentionError, DeviceState, FeedPage, LedgerEntry, Outcome, ScopeHead


class SqlStore:
    """The store as one caller sees it at one moment."""

    def __init__(self, verbs: Verbs, actor: Actor, at: datetime) -> None:
        self._verbs = verbs
        self._actor = actor
        self._at = at

    @contextmanager
    def read(self) -> Iterator["SqlTransaction"]:
        with doors.reading() as session:
            yield SqlTransaction(session, self._verbs, self._actor, self._at)

    @contextmanager
    def write(self) -> Iterator["SqlTransaction"]:
        try:
            with doors.writing() as session:
                yield SqlTransaction(session, self._verbs, self._actor, self._at)
        except DBAPIError as error:
            if doors.is_contention(error):
                raise ContentionError from error
            raise


class SqlTransaction:
    """One transaction through a door."""

    def __init__(self, session: Session, verbs: Verbs, actor: Actor, at: datetime) -> None:
        self.session = session
        self._verbs = verbs
        self._actor = actor
        self._at = at
        self._locked: Device | None = None

    def epoch(self) -> str:
        return feed.epoch(self.session)

    def expected_seq(self, device: str) -> int:
        found = queries.device(self.session, device)
        return found.last_seq + 1 if found else 1

    def head(self, scope: str) -> ScopeHead:
        return feed.head(self.session, scope)

    def page(self, scope: str, *, after: int, limit: int) -> FeedPage:
        stretch = (
            select(FeedEntry.seq)
            .where(FeedEntry.scope_id == scope, FeedEntry.seq > after)
            .order_by(FeedEntry.seq)
            .limit(limit)
            .subquery()
        )
        to, count = self.session.execute(select(func.max(stretch.c.seq), func.count())).one()
        if not count:
            return FeedPage(to=after, put={}, remove=[], count=0)
        here = (FeedEntry.scope_id == scope, FeedEntry.seq > after, FeedEntry.seq <= to)
        # Who starts from nothing needs no word of what has gone.
        gone = select(FeedEntry.tbl, FeedEntry.row_id).where(*here, FeedEntry.op == "remove")
        return FeedPage(
            to=to,
            put=self._put(*here),
            remove=[(tbl, row) for tbl, row in self.session.execute(gone)] if after else [],
            count=count,
        )

    def _put(self, *here: ColumnElement[bool]) -> dict[str, TablePage]:
        put = select(FeedEntry.row_id).where(*here, FeedEntry.op == "put")
        tables = set(self.session.scalars(put.with_only_columns(FeedEntry.tbl).distinct()))
        pages = {}
        for replica in replication.replicas().values():
            if replica.table in tables:
                rows = replica.rows(self.session, put.where(FeedEntry.tbl == replica.table))
                pages[replica.table] = TablePage(replica.columns, [tuple(row) for row in rows])
        return pages

    def lock_device(self, device: str) -> DeviceState:
        found = self._device(device)
        return DeviceState(found.last_seq, found.head_hash, found.attempt_seq, found.attempts)

    def _device(self, device: str) -> Device:
        """Return the device's row, locked once per transaction."""
        if self._locked is None or self._locked.id != device:
            self._locked = self.session.scalars(
                select(Device).where(Device.id == device).with_for_update()
            ).one()
        return self._locked

    def count_attempt(self, device: str, seq: int, attempts: int) -> None:
        found = self._device(device)
        found.attempt_seq, found.attempts = seq, attempts

    def entry(self, device: str, seq: int) -> LedgerEntry | None:
        found = queries.command(self.session, device, seq)
        if found is None:
            return None
        problem = found.result.get("problem")
        stored = {**found.result, "problem": Trouble(**problem) if problem else None}
        return LedgerEntry(seq, found.hash, Result(**stored))

    def is_blocked(self, device: str, command: Command) -> bool:
        return queries.has_open_review(self.session, device, command.entity, command.deps)

    def run(self, command: Command) -> Outcome | None:
        verb = self._verbs.get((command.name, command.version))
        if verb is None:
            return None
        try:
            with self.session.begin_nested():
                return verb(self.session, command, self._actor, self._at)
        except Problem as refusal:
            # What the verb wrote before it refused is rolled back, so nothing of it is published.
            replication.forget(self.session)
            return _refused(refusal)

    def send_to_review(self, device: str, seq: int, command: Command | None, why: Outcome) -> None:
        problem = why.problem or Trouble("", "")
        self.session.add(
            Review(
                id=new_id(),
                device_id=device,
                person_id=self._actor.person_id,
                branch_id=self._actor.branch_id,
                seq=seq,
                command_id=command.id if command else "",
                command_name=command.name if command else "",
                entity=command.entity if command else "",
                status=why.status,
                code=problem.code,
                title=problem.title,
                detail=problem.detail,
                mine=dict(why.mine),
                theirs=dict(why.theirs),
                created_at=self._at,
            )
        )

    def publish(self) -> Mapping[str, int]:
        return replication.publish(self.session)

    def record(
        self, device: str, envelope: Envelope, command: Command | None, result: Result
    ) -> None:
        self.session.add(
            CommandEntry(
                device_id=device,
                seq=result.seq,
                id=command.id if command else "",
                name=command.name if command else "",
                version=command.version if command else 0,
                entity=command.entity if command else "",
                hash=envelope.hash,
                body=envelope.body,
                sig=envelope.sig,
                status=result.status,
                result={**asdict(result), "scope_seqs": dict(result.scope_seqs)},
                received_at=self._at,
            )
        )
        found = self._device(device)
        found.last_seq, found.head_hash = result.seq, envelope.hash
        found.attempt_seq = found.attempts = 0


def _refused(refusal: Problem) -> Outcome:
    trouble = Trouble(refusal.code, refusal.title, refusal.detail)
    if isinstance(refusal, Conflict):
        return Outcome("conflict", problem=trouble, mine=refusal.mine, theirs=refusal.theirs)
    return Outcome("rejected", problem=trouble)
