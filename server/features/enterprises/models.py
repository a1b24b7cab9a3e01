"""The registry of enterprises, and the batches in which lists of them were imported."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Enterprise(Replicated, Base):
    """One enterprise. `simplified`, `initials` and `bigrams` are computed from the name."""

    __tablename__ = "enterprise"
    __table_args__ = (Index("ix_enterprise_initials_id", "initials", "id"),)

    name: Mapped[str] = mapped_column(String(200))
    simplified: Mapped[str] = mapped_column(String(400))
    initials: Mapped[str] = mapped_column(String(400))
    bigrams: Mapped[str] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(String(18), unique=True)
    code_kind: Mapped[str] = mapped_column(String(8), default="none")
    town_code: Mapped[str | None] = mapped_column(ForeignKey("town.id"), index=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    registered_on: Mapped[date | None] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(100), default="")
    capital: Mapped[str] = mapped_column(String(100), default="")
    business_scope: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(String(50), default="")
    contact_phone: Mapped[str] = mapped_column(String(50), default="")
    verified: Mapped[bool] = mapped_column(Boolean, default=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    last_visit_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visit_count: Mapped[int] = mapped_column(Integer, default=0)
    act_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    lat_e7: Mapped[int | None] = mapped_column(BigInteger)
    lng_e7: Mapped[int | None] = mapped_column(BigInteger)
    accuracy_m: Mapped[int | None] = mapped_column(Integer)
    located_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EnterpriseAlias(Base):
    """The id that a phone gave to an enterprise which the registry already had."""

    __tablename__ = "enterprise_alias"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)


class ImportBatch(Base):
    """One file that an administrator checked, imported or undid; its content is on disk."""

    __tablename__ = "enterprise_import"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    columns: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    n_warned: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    overwrites: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )
    n_overwrites: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    state: Mapped[str] = mapped_column(String(16), default="checked")
    read: Mapped[int] = mapped_column(Integer, default=0)
    created: Mapped[int] = mapped_column(Integer, default=0)
    updated: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    rejected: Mapped[int] = mapped_column(Integer, default=0)
    by_id: Mapped[str | None] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(String(64), default="")
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    committed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportRow(Base):
    """What one row of a batch did: created an enterprise, or changed fields from old to new."""

    __tablename__ = "enterprise_import_row"

    batch_id: Mapped[str] = mapped_column(ForeignKey("enterprise_import.id"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    enterprise_id: Mapped[str] = mapped_column(String(64), index=True)
    created: Mapped[bool] = mapped_column(Boolean)
    ver_after: Mapped[int] = mapped_column(Integer)
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict)
