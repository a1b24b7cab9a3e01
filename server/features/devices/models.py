"""Keys and leases of phones, tickets to enrol them, and orders to wipe them."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class DeviceKey(Replicated, Base):
    """One ES256 key of one phone; `id` is its kid in hex. Rows are never removed.

    `valid_to` is when the same phone registered its next key; until then it is open. Only
    `revoked_at` makes what was signed earlier doubtful: whoever found the phone may back-date.
    `enrolled_at` is when somebody of the desk confirmed the phone; None: it told its key by itself.
    """

    __tablename__ = "device_key"

    device_id: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"))
    jwk: Mapped[dict[str, str]] = mapped_column(JSON)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_reason: Mapped[str] = mapped_column(String(200), default="")
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuthorityLease(Replicated, Base):
    """What one phone may decide, signed by the bureau (docs/devices.md §5); rows are never removed.

    `body` is the text of `sync/authority.py`. The phone holds the one that is neither superseded by
    a later one nor ended with its key or its device.
    """

    __tablename__ = "authority_lease"

    device_id: Mapped[str] = mapped_column(String(64), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(128))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    dark_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Enrolment(Base):
    """One ticket for one phone of one person, and what became of it.

    Of the code only its SHA-256 is kept. `asked_at`: the one phone that used it, named by device
    and key; it then has to be `confirmed_at` or `declined_at`, until `expires_at`.
    """

    __tablename__ = "enrolment"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"))
    made_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device_id: Mapped[str | None] = mapped_column(String(64))
    jwk: Mapped[dict[str, str] | None] = mapped_column(JSON)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EnrolmentRule(Base):
    """Whether phones must be enrolled: those that told their first key from `required_from` on.

    There is one row at most; without it, or with None, a phone tells its key by itself.
    """

    __tablename__ = "enrolment_rule"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    required_from: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WipeOrder(Base):
    """That a lost phone is to give up what it holds (docs/devices.md §8): one for each device.

    `body` is what the phone verifies before it erases anything. `taken_at` is when its unsent work
    stood in the ledger, `wiped_at` when it said that all was erased; `trouble` is why its work was
    not taken in the last time that it was handed over.
    """

    __tablename__ = "wipe_order"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(128))
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    commands: Mapped[int] = mapped_column(Integer, default=0)
    trouble: Mapped[str] = mapped_column(String(200), default="")
    wiped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
