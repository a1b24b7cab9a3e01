"""Plans with what they ask of each rank, and how far each person has come."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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


class QuotaWaiver(Base):
    """Why a person need not reach a target that is meant in principle."""

    __tablename__ = "quota_waiver"

    plan_id: Mapped[str] = mapped_column(ForeignKey("quota_plan.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuotaProgress(Replicated, Base):
    """A person's targets and counts under a plan; `held_*` is the time under the plan's row."""

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
