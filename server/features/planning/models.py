"""Visits that somebody at a desk has assigned to somebody who goes out."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class VisitPlan(Replicated, Base):
    """A visit to make on a day, on the phone of the person whose it is.

    `state` is planned, done or cancelled; `visit_id` is the visit that did it. `enterprise_name`
    and `address` are those at the time, for phones that do not hold the enterprise's town.
    """

    __tablename__ = "visit_plan"

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    enterprise_name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default="planned", index=True)
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    made_on: Mapped[date] = mapped_column(Date)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
