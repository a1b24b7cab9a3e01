"""Matters (事项), what happened to them, who brought them, and the links that ask for a word."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Matter(Replicated, Base):
    """One problem that somebody is to solve (docs/cases.md §2).

    `holder_id` is who took it (包案), `offered_to` who is asked to take it over, `solved_by` who
    proposed it as solved, as long as that stands. `solved_on` is the day of the confirmation.
    """

    __tablename__ = "matter"
    __table_args__ = (Index("ix_matter_solved", "solved_by", "solved_on"),)

    source: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16), default="")
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(String(16), default="other")
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    enterprise_name: Mapped[str] = mapped_column(String(200), default="")
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"), index=True)
    town_code: Mapped[str | None] = mapped_column(ForeignKey("town.id"), index=True)
    finding_id: Mapped[str | None] = mapped_column(String(64), index=True)
    registration_id: Mapped[str | None] = mapped_column(String(64), index=True)
    hard: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    holder_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offered_to: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    opened_by: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    solved_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    solved_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MatterEvent(Replicated, Base):
    """One thing that happened to a matter; rows are only ever added.

    `at` is the time that the phone claims; `flags` says what is odd about it. `by_id` is None where
    the enterprise or the petitioner answered a link. `scopes` is where its matter stands.
    """

    __tablename__ = "matter_event"

    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    visit_id: Mapped[str | None] = mapped_column(String(64), index=True)
    to_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    photos: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    how: Mapped[str] = mapped_column(String(8), default="")
    party: Mapped[str] = mapped_column(String(100), default="")
    party_title: Mapped[str] = mapped_column(String(100), default="")
    signature_sha: Mapped[str | None] = mapped_column(String(64))
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Says what is written first; nobody reads it.
    matter: Mapped["Matter"] = relationship("Matter", lazy="raise")


class Petitioner(Replicated, Base):
    """Who brought a petition: protected, and only with who opened the matter and who holds it.

    The id is the matter's. There is no row where no name and no telephone was told.
    """

    __tablename__ = "petitioner"

    name: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(100), default="")
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)


class MatterAlias(Base):
    """The id under which a second officer opened a matter that the bureau already had."""

    __tablename__ = "matter_alias"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.id"), index=True)
    # Says what is written first; nobody reads it.
    matter: Mapped["Matter"] = relationship("Matter", lazy="raise")


class MatterLink(Base):
    """A link that asks the enterprise or the petitioner once; of its secret only the hash is kept.

    `answer` is confirm or dispute once it was used, and `replaced` when a newer one took its place.
    """

    __tablename__ = "matter_link"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(16), default="")
