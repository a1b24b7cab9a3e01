"""Published packs, texts beside them, and which regime a branch follows; never removed."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class RulePack(Replicated, Base):
    """One version of a pack as published: `content` is its canonical JSON, byte for byte."""

    __tablename__ = "rule_pack"
    __table_args__ = (UniqueConstraint("pack", "version"),)

    pack: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(100))
    in_force_from: Mapped[date] = mapped_column(Date)
    in_force_to: Mapped[date | None] = mapped_column(Date)
    content: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(100))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class CatalogueItem(Replicated, Base):
    """The legal text of one item of the catalogue; its id is `edition-number`."""

    __tablename__ = "catalogue_item"

    edition: Mapped[str] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    report_book: Mapped[str] = mapped_column(Text)
    report_form: Mapped[str] = mapped_column(Text)
    registration_form: Mapped[str] = mapped_column(Text)
    sensitive_areas: Mapped[str] = mapped_column(Text)


class TradeNames(Replicated, Base):
    """What GB/T 4754 calls its codes, all in one row: one name for each code of 2 to 4 digits."""

    __tablename__ = "trade_names"

    names: Mapped[dict[str, str]] = mapped_column(JSON)


class BranchRegime(Replicated, Base):
    """From a civil day on, a branch follows a regime (a pack of that kind); the newest counts."""

    __tablename__ = "branch_regime"

    branch_id: Mapped[str] = mapped_column(ForeignKey("branch.id"), index=True)
    regime: Mapped[str] = mapped_column(String(32))
    from_on: Mapped[date] = mapped_column(Date)
    set_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
