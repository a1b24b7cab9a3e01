"""What was done at a door: decisions, exemptions, referrals, notices; and who stands for them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Registration(Replicated, Base):
    """One on-site act, as its lead officer told it (docs/registrations.md §3).

    `grounds` are the reasons for a review that were found, each with the command that gave it, what
    it is, its words, and whether a reviewer has let it pass. `state` follows from them.
    """

    __tablename__ = "registration"

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    enterprise_name: Mapped[str] = mapped_column(String(200), default="")
    enterprise_code: Mapped[str] = mapped_column(String(18), default="")
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"), index=True)
    town_code: Mapped[str | None] = mapped_column(ForeignKey("town.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    word: Mapped[str] = mapped_column(String(64), default="")
    regime: Mapped[str] = mapped_column(String(32))
    regime_version: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(32))
    items: Mapped[list[int]] = mapped_column(JSON, default=list)
    clauses: Mapped[list[str]] = mapped_column(JSON, default=list)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    packs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    form: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    gaps: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    number: Mapped[str | None] = mapped_column(String(64), index=True)
    lease_id: Mapped[str | None] = mapped_column(String(64))
    n: Mapped[int | None] = mapped_column(BigInteger)
    filing_number: Mapped[str] = mapped_column(String(64), default="")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    decided_on: Mapped[date] = mapped_column(Date, index=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    co_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    co_how: Mapped[str] = mapped_column(String(8))
    co_state: Mapped[str] = mapped_column(String(16))
    co_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    representative: Mapped[str] = mapped_column(String(100), default="")
    representative_title: Mapped[str] = mapped_column(String(100), default="")
    sign_state: Mapped[str] = mapped_column(String(16))
    sign_reason: Mapped[str] = mapped_column(Text, default="")
    signature_sha: Mapped[str | None] = mapped_column(String(64))
    co_signature_sha: Mapped[str | None] = mapped_column(String(64))
    conditions: Mapped[str] = mapped_column(Text, default="")
    valid_until: Mapped[date | None] = mapped_column(Date)
    follows: Mapped[str | None] = mapped_column(String(64))
    essence_hash: Mapped[str] = mapped_column(String(64))
    command_hash: Mapped[str] = mapped_column(String(64), default="")
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(16), index=True)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    grounds: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    leader_reason: Mapped[str] = mapped_column(Text, default="")
    seen_ver: Mapped[int | None] = mapped_column(Integer)
    device_id: Mapped[str | None] = mapped_column(String(64))
    device_time: Mapped[str] = mapped_column(String(64), default="")
    server_offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RegistrationConfirmation(Base):
    """What somebody says of an act from the own phone; it may be here before the act is."""

    __tablename__ = "registration_confirmation"

    registration_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    agrees: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    command_id: Mapped[str] = mapped_column(String(64), default="")
    essence_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    device_time: Mapped[str] = mapped_column(String(64), default="")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
