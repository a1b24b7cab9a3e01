"""Devices, the ledger of their commands, snapshots and defects."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime

DefectKind = Literal["repair", "rollback", "forged", "rotated", "recount", "badly_signed", "forked"]


class Device(Base):
    """One person's replica in one browser, and how far its chain of commands has come.

    Up to `durable_seq` all commands and their blobs are in a verified backup. From `signed_from` on
    each command must be signed; 0 while no key is known. Nothing of a forked one runs by itself.
    """

    __tablename__ = "sync_device"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default="")
    attempt_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    announced_head: Mapped[int] = mapped_column(BigInteger, default=0)
    durable_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    signed_from: Mapped[int] = mapped_column(BigInteger, default=0)
    forked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_by: Mapped[str | None] = mapped_column(String(64))


class CommandEntry(Base):
    """One command with its exact bytes and its answer.

    Rows are only ever added; the answer to one that was put aside changes when it has run.
    """

    __tablename__ = "sync_command"
    __table_args__ = (Index("ix_sync_command_device_entity", "device_id", "entity"),)

    device_id: Mapped[str] = mapped_column(ForeignKey("sync_device.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    entity: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    sig: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(16))
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RefusedCommand(Base):
    """A command that no key of its device had signed, kept as evidence; it took no effect."""

    __tablename__ = "sync_refused"

    device_id: Mapped[str] = mapped_column(ForeignKey("sync_device.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str] = mapped_column(Text)
    sig: Mapped[str | None] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    session_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScopeSnapshot(Base):
    """The newest snapshot of a scope, and the chunks of the one before for who still loads it."""

    __tablename__ = "sync_snapshot"

    scope_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    tag: Mapped[str] = mapped_column(String(16), default="")
    n_rows: Mapped[int] = mapped_column(Integer, default=0)
    digest: Mapped[str] = mapped_column(String(16), default="")
    chunks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    chunks_before: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    built_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Defect(Base):
    """What should never happen between phone and bureau, kept for the operators.

    `kind`: repair (a phone's rows differed) · rollback (a phone's cursor comes from a history that
    no longer exists) · forged, rotated (a proof did not verify, or began a new epoch) · recount
    (the bureau's own books differed) · badly_signed (a command was not signed by its phone)
    · forked (two phones go on from one store).
    """

    __tablename__ = "sync_defect"
    __table_args__ = (Index("ix_sync_defect_sighting", "device_id", "kind", "scope"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    device_id: Mapped[str | None] = mapped_column(ForeignKey("sync_device.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int] = mapped_column(BigInteger)
    tag: Mapped[str] = mapped_column(String(40))
    buckets: Mapped[list[int]] = mapped_column(JSON)
    rows: Mapped[int] = mapped_column(Integer)
    times: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
