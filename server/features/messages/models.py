"""Messages, and what is needed to tell a phone that there is one."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import Base, UtcDateTime
from server.core.replication import Replicated


class Message(Replicated, Base):
    """Something that one person is told; `id` is made of the person and of `key`, the deed.

    `subject` is what a nudge is about, empty for all else. Without `sender_id` the system tells it.
    """

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_kind_subject", "kind", "subject"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(100), default="")
    title: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(String(400), default="")
    link: Mapped[str] = mapped_column(String(200), default="")
    sender_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PushSubscription(Base):
    """Where a browser's push service takes notifications for one device, and its keys.

    `p256dh` and `auth` are base64url without padding, as the browser says them (RFC 8291).
    """

    __tablename__ = "push_subscription"

    device_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    endpoint: Mapped[str] = mapped_column(String(1024))
    p256dh: Mapped[str] = mapped_column(String(88))
    auth: Mapped[str] = mapped_column(String(24))
    subscribed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PushOrder(Base):
    """A device is to be told of a message; gone once that has come to an end."""

    __tablename__ = "push_order"

    message_id: Mapped[str] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    device_id: Mapped[str] = mapped_column(
        ForeignKey("push_subscription.device_id", ondelete="CASCADE"), primary_key=True
    )
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    # Say what is written first; nobody reads them.
    message: Mapped[Any] = relationship("Message", lazy="raise", passive_deletes=True)
    subscription: Mapped[Any] = relationship("PushSubscription", lazy="raise", passive_deletes=True)


class QuietHours(Base):
    """When a person is not to be disturbed: times of the city as `HH:MM`, over midnight too."""

    __tablename__ = "quiet_hours"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    from_time: Mapped[str] = mapped_column(String(5))
    to_time: Mapped[str] = mapped_column(String(5))
