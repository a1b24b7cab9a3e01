"""Papers of acts: what phones know of them, what is still to be made, and the files."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Paper(Replicated, Base):
    """A paper of an act; its id is the act's and its kind. `scopes` is where its act stands.

    `state` is queued, ready or failed; hash, size and time are those of the newest file.
    """

    __tablename__ = "paper"

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    bytes: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16), default="queued", index=True)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Says what is written first; nobody reads it.
    registration: Mapped[Any] = relationship("Registration", lazy="raise")


class PaperOrder(Base):
    """A paper that is to be made; gone once it is. `trouble` is why the last try failed."""

    __tablename__ = "paper_order"

    paper_id: Mapped[str] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    trouble: Mapped[str] = mapped_column(Text, default="")
    # Says what is written first; nobody reads it.
    paper: Mapped["Paper"] = relationship("Paper", lazy="raise")


class PaperFile(Base):
    """A sealed PDF; one that was replaced after a correction stays. Rows are only ever added.

    In the database, so that a file, its row and the end of its order are there together or not at
    all, and every backup holds them.
    """

    __tablename__ = "paper_file"

    paper_id: Mapped[str] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    # Says what is written first; nobody reads it.
    paper: Mapped["Paper"] = relationship("Paper", lazy="raise")
