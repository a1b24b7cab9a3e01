"""Further towns that somebody carries, and who stands in for whom."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime


class TownPack(Base):
    """A further town that a person carries, for work that spans towns."""

    __tablename__ = "sync_town_pack"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    town_id: Mapped[str] = mapped_column(ForeignKey("town.id"), primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Deputy(Base):
    """B stands in for A (代理岗) from a civil day to a civil day, both included."""

    __tablename__ = "deputy"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    appointed_by: Mapped[str] = mapped_column(String(64))
    appointed_at: Mapped[datetime] = mapped_column(UtcDateTime)
