"""The public keys by which phones sign receipts and confirmations."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class DeviceKey(Replicated, Base):
    """One ES256 key of one phone; `id` is its kid in hex. Rows are never removed.

    `valid_to` is when the same phone registered its next key; until then it is open. Only
    `revoked_at` makes what was signed earlier doubtful: whoever found the phone may back-date.
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
