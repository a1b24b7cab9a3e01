"""Which phones somebody should ask about: silent for a week, or still holding items."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

SILENT_AFTER = timedelta(days=7)


class Device(Protocol):
    """A phone as the sync door knows it."""

    @property
    def id(self) -> str: ...
    @property
    def person_id(self) -> str: ...
    @property
    def last_seq(self) -> int: ...
    @property
    def announced_head(self) -> int: ...
    @property
    def last_seen_at(self) -> datetime: ...


@dataclass(frozen=True)
class Concern:
    """A phone, whose it is, and what is the matter in words."""

    id: str
    person_id: str
    person_name: str
    last_seen_at: datetime
    waiting: int
    silent_days: int
    words: str


def concern_about(device: Device, person_name: str, *, at: datetime) -> Concern | None:
    """Return what is the matter with a phone, if anything is."""
    waiting = max(0, device.announced_head - device.last_seq)
    silent = at - device.last_seen_at
    if not waiting and silent < SILENT_AFTER:
        return None
    return Concern(
        id=device.id,
        person_id=device.person_id,
        person_name=person_name,
        last_seen_at=device.last_seen_at,
        waiting=waiting,
        silent_days=silent.days,
        words="，".join(_words(person_name, waiting, silent)),
    )


def _words(person_name: str, waiting: int, silent: timedelta) -> Iterator[str]:
    held = f"还有 {waiting} 条没有上传" if waiting else ""
    unheard = f"已 {silent.days} 天没有联系" if silent >= SILENT_AFTER else ""
    first, *others = [part for part in (held, unheard) if part]
    yield f"{person_name}的手机{first}"
    yield from others
