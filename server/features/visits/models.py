"""Visits, who made them, what they found, and how they were corrected."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Visit(Replicated, Base):
    """One visit, as its officers told it.

    `participants` repeats the rows of VisitParticipant for phones. Claimed times are kept as they
    came; `flags` says what is odd about them. `enterprise_name` is the name at the time, for phones
    that do not hold the enterprise's town.
    """

    __tablename__ = "visit"

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    enterprise_name: Mapped[str] = mapped_column(String(200), default="")
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"), index=True)
    town_code: Mapped[str | None] = mapped_column(ForeignKey("town.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    visited_on: Mapped[date] = mapped_column(Date, index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    participants: Mapped[list[str]] = mapped_column(JSON, default=list)
    checkin_source: Mapped[str | None] = mapped_column(String(8))
    checkin_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checkin_town: Mapped[str | None] = mapped_column(String(64))
    lat_e7: Mapped[int | None] = mapped_column(BigInteger)
    lng_e7: Mapped[int | None] = mapped_column(BigInteger)
    accuracy_m: Mapped[int | None] = mapped_column(Integer)
    guidance: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    representative: Mapped[str] = mapped_column(String(100), default="")
    representative_title: Mapped[str] = mapped_column(String(100), default="")
    sign_state: Mapped[str] = mapped_column(String(16))
    sign_reason: Mapped[str] = mapped_column(Text, default="")
    signature_sha: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default="closed")
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    device_id: Mapped[str | None] = mapped_column(String(64))
    device_time: Mapped[str] = mapped_column(String(64), default="")
    server_offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VisitParticipant(Base):
    """One person at one visit: the truth for counting."""

    __tablename__ = "visit_participant"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    # Says what is written first; nobody reads it.
    visit: Mapped["Visit"] = relationship("Visit", lazy="raise")


class VisitAlias(Base):
    """The id under which a second officer logged a visit that the bureau already had."""

    __tablename__ = "visit_alias"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    device_time: Mapped[str] = mapped_column(String(64), default="")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Says what is written first; nobody reads it.
    visit: Mapped["Visit"] = relationship("Visit", lazy="raise")


class VisitRevision(Base):
    """What a correction or a withdrawal changed, from old to new; rows are only ever added."""

    __tablename__ = "visit_revision"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    device_time: Mapped[str] = mapped_column(String(64), default="", server_default="")
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict)
    # Says what is written first; nobody reads it.
    visit: Mapped["Visit"] = relationship("Visit", lazy="raise")


class Finding(Replicated, Base):
    """A problem that a visit found. `scopes` is where its visit stands."""

    __tablename__ = "finding"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    category: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    solved_on: Mapped[date | None] = mapped_column(Date)
    solved_note: Mapped[str] = mapped_column(Text, default="")
    confirmed_by: Mapped[str] = mapped_column(String(100), default="")
    solved_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Says what is written first; nobody reads it.
    visit: Mapped["Visit"] = relationship("Visit", lazy="raise")
