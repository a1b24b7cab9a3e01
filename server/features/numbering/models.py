"""Series of numbers, the blocks of them that phones carry, and the numbers that were given."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class NumberSeries(Base):
    """One branch, one kind, one year; `part` counts up where nobody knew what was leased before.

    `next` is the first number that was never leased, `start_after` the last one that was given on
    paper before.
    """

    __tablename__ = "number_series"
    __table_args__ = (
        UniqueConstraint("branch_id", "kind", "year", "part"),
        UniqueConstraint("pattern", "year"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    branch_id: Mapped[str] = mapped_column(ForeignKey("branch.id"))
    kind: Mapped[str] = mapped_column(String(32))
    year: Mapped[int] = mapped_column(Integer)
    part: Mapped[int] = mapped_column(Integer, default=1)
    pattern: Mapped[str] = mapped_column(String(80))
    start_after: Mapped[int] = mapped_column(Integer, default=0)
    next: Mapped[int] = mapped_column(Integer, default=1)


class NumberLease(Replicated, Base):
    """A block of a series on one phone (docs/registrations.md §2)."""

    __tablename__ = "number_lease"

    series_id: Mapped[str] = mapped_column(ForeignKey("number_series.id"), index=True)
    # Of a block that only the journal told of, device and person may be unknown here.
    device_id: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str] = mapped_column(String(64))
    branch_id: Mapped[str] = mapped_column(ForeignKey("branch.id"))
    kind: Mapped[str] = mapped_column(String(32))
    year: Mapped[int] = mapped_column(Integer)
    pattern: Mapped[str] = mapped_column(String(80))
    first: Mapped[int] = mapped_column(Integer)
    last: Mapped[int] = mapped_column(Integer)
    next: Mapped[int] = mapped_column(Integer)
    expires_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8), default="open")
    returned_from: Mapped[int | None] = mapped_column(Integer)
    leased_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(64))
    ended_reason: Mapped[str] = mapped_column(Text, default="")


class NumberEntry(Base):
    """A number that was given: to one act, or to nothing, with a reason. It never changes again."""

    __tablename__ = "number_entry"

    series_id: Mapped[str] = mapped_column(ForeignKey("number_series.id"), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(80), index=True)
    act_id: Mapped[str | None] = mapped_column(String(64), index=True)
    about: Mapped[str] = mapped_column(String(200), default="")
    given_on: Mapped[date] = mapped_column(Date)
    device_id: Mapped[str | None] = mapped_column(String(64))
    person_id: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
