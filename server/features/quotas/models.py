"""Plans with what they ask of each rank, and how far each person has come."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class QuotaPlan(Replicated, Base):
    """A period and what each rank shall do in it; once closed its figures stand still."""

    __tablename__ = "quota_plan"

    name: Mapped[str] = mapped_column(String(64))
    period_from: Mapped[date] = mapped_column(Date)
    period_to: Mapped[date] = mapped_column(Date)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default="open", index=True)
    members_only: Mapped[bool] = mapped_column(Boolean, default=True)
    kind: Mapped[str] = mapped_column(
        String(16), default="enterprises", server_default="enterprises"
    )
    rules: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")


class QuotaWaiver(Base):
    """Why a person need not reach a target that is meant in principle."""

    __tablename__ = "quota_waiver"

    plan_id: Mapped[str] = mapped_column(ForeignKey("quota_plan.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuotaProgress(Replicated, Base):
    """A person's targets and counts under a plan.

    `held_*` are the first and the last day under a row, `branch_id` which branch answers for the
    person, `standing` what the phone needs to count as the bureau does. `steps` tells by day
    (ISO) how much of the targets was reached on it; more than a target is no step.
    """

    __tablename__ = "quota_progress"
    __table_args__ = (UniqueConstraint("plan_id", "person_id"),)

    plan_id: Mapped[str] = mapped_column(ForeignKey("quota_plan.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    rank: Mapped[str] = mapped_column(String(24))
    target_visits: Mapped[int] = mapped_column(Integer)
    target_solved: Mapped[int] = mapped_column(Integer)
    enterprises: Mapped[int] = mapped_column(Integer)
    visit_times: Mapped[int] = mapped_column(Integer)
    solved: Mapped[int] = mapped_column(Integer)
    held_from: Mapped[date] = mapped_column(Date)
    held_to: Mapped[date] = mapped_column(Date)
    branch_id: Mapped[str | None] = mapped_column(String(64))
    standing: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    steps: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")


class QuotaClosing(Base):
    """One closing of a plan: the plan as it was, and the signed head of its statements' chain."""

    __tablename__ = "quota_closing"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("quota_plan.id"))
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    plan_text: Mapped[str] = mapped_column(Text)
    head: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(100))


class QuotaStatement(Base):
    """What one person had reached when a plan was closed, as text; never changed."""

    __tablename__ = "quota_statement"

    closing_id: Mapped[str] = mapped_column(ForeignKey("quota_closing.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    branch_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    # Says what is written first; nobody reads it.
    closing: Mapped["QuotaClosing"] = relationship("QuotaClosing", lazy="raise")
