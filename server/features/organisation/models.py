"""The bureau's branches and the towns that they look after."""

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base
from server.core.replication import Replicated


class Branch(Replicated, Base):
    """A branch of the bureau (分局)."""

    __tablename__ = "branch"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    short: Mapped[str] = mapped_column(String(32))
    sort: Mapped[int] = mapped_column(Integer)
    # Shown to enterprises beside the officers' names; empty where nobody has told it.
    complaint_phone: Mapped[str] = mapped_column(String(32), default="")


class Town(Replicated, Base):
    """A town-level division (镇街、园区); its id is the nine-digit statistical code."""

    __tablename__ = "town"

    name: Mapped[str] = mapped_column(String(32), unique=True)
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"), index=True)
    lat_e7: Mapped[int | None] = mapped_column(BigInteger)
    lng_e7: Mapped[int | None] = mapped_column(BigInteger)
