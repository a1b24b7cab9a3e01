"""The review list."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Review(Replicated, Base):
    """Something that was not simply applied, waiting for a person."""

    __tablename__ = "sync_review"
    __table_args__ = (Index("ix_sync_review_device_entity", "device_id", "entity"),)

    device_id: Mapped[str] = mapped_column(ForeignKey("sync_device.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"), index=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    command_id: Mapped[str] = mapped_column(String(64), default="")
    command_name: Mapped[str] = mapped_column(String(64), default="")
    entity: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(16), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    mine: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    theirs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    resolution: Mapped[str] = mapped_column(Text, default="")
    resolved_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
