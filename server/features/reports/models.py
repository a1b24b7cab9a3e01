"""What the desk counts, kept ready: tallies that move with every deed, in its own transaction.

Each table counts in `n`. Where there is no branch (headquarters) or no town, the key has empty
text, as a key may not be unknown.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base

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


class SolvedTally(Base):
    """Problems by the day they were solved and who solved them."""

    __tablename__ = "tally_solved"
    __table_args__ = BY_KEY

    on: Mapped[date] = mapped_column(Date, primary_key=True)
    person_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(Integer)
