"""What the desk counts, kept ready, the reports made of it, and the filters that people keep.

Tallies move with every deed, in its own transaction. Each counts in `n`. Where there is no branch
(headquarters) or no town, the key has empty text, as a key may not be unknown.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime

# A tally is read in stretches of its key, so that on SQLite the key is the table.
BY_KEY = {"sqlite_with_rowid": False}


class TalliedVisit(Base):
    """The cells that count a visit now; a change of it takes these away and adds the new ones."""

    __tablename__ = "tally_visit"

    visit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    cells: Mapped[list[list[Any]]] = mapped_column(JSON)


class PlaceTally(Base):
    """Visits (家次) that stand, by day, branch and town."""

    __tablename__ = "tally_place"
    __table_args__ = BY_KEY

    on: Mapped[date] = mapped_column(Date, primary_key=True)
    branch_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    town_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(Integer)


class PersonTally(Base):
    """Visits that stand, once for each person who was there (人次)."""

    __tablename__ = "tally_person"
    __table_args__ = BY_KEY

    on: Mapped[date] = mapped_column(Date, primary_key=True)
    branch_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    town_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(Integer)


class ProblemTally(Base):
    """Problems by the day they were found; `took_days` until they were solved, -1 while open."""

    __tablename__ = "tally_problem"
    __table_args__ = BY_KEY

    on: Mapped[date] = mapped_column(Date, primary_key=True)
    branch_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    town_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    category: Mapped[str] = mapped_column(String(16), primary_key=True)
    took_days: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer)


class DeskReport(Base):
    """A report that somebody ordered: `content` as the desk was at that moment, later its PDF.

    `state` is queued, ready or failed; `trouble` says in words why it failed.
    """

    __tablename__ = "desk_report"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), index=True)
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    trouble: Mapped[str] = mapped_column(Text, default="")
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class SavedFilter(Base):
    """A choice of filters that a person keeps under a name, for one page of the desk."""

    __tablename__ = "saved_filter"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    page: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[dict[str, str]] = mapped_column(JSON)
