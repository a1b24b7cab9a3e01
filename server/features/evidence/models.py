"""Photos and signatures: what visits declared, and the bytes that arrived."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Blob(Base):
    """Bytes that arrived and were verified; the file stands under their hash."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int] = mapped_column(Integer)
    mime: Mapped[str] = mapped_column(String(32))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16), default="received")
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Declaration(Base):
    """Who may send some bytes; `scopes` says who may see them.

    `visit_id` is the visit that shows them; under the kind `command` it is what a command was
    about that may not have been applied, so there need be no such visit.
    """

    __tablename__ = "blob_declaration"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    visit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)


class Photo(Replicated, Base):
    """A photo of a visit. `scopes` is where its visit stands; `n` its place in the visit."""

    __tablename__ = "photo"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    n: Mapped[int] = mapped_column(Integer)
    caption: Mapped[str] = mapped_column(String(500), default="")
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bytes: Mapped[int] = mapped_column(Integer)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16), default="pending")
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Says what is written first; nobody reads it.
    visit: Mapped[Any] = relationship("Visit", lazy="raise")
