"""The backups that were made, and whether the last good one is too old."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.db import Base, UtcDateTime

NEVER = "还没有做过备份，手机会保留全部记录 90 天"
LATE_AFTER = timedelta(hours=36)


class BackupMade(Base):
    """One backup: the moment that it holds, its folder's name, the rows of each table."""

    __tablename__ = "backup_made"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    finished_at: Mapped[datetime] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    verified: Mapped[bool] = mapped_column(Boolean)


def last_verified(session: Session) -> datetime | None:
    """Return the moment that the newest good backup holds; None when there never was one."""
    return session.scalar(
        select(BackupMade.made_at)
        .where(BackupMade.verified)
        .order_by(BackupMade.made_at.desc())
        .limit(1)
    )


def is_late(made_at: datetime, *, at: datetime) -> bool:
    """Return whether a new backup is overdue."""
    return at - made_at > LATE_AFTER
