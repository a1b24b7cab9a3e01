"""What a phone says of a matter, and what is odd about its times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.features.evidence.commands import NewPhoto

AHEAD = timedelta(minutes=10)
# Natural days until a matter is due where nobody says another day; 信访工作条例 第三十四条.
DUE_DAYS = {"petition": 60, "finding": 30, "registration": 30}
FLAG_WORDS = {
    "in_future": "时间晚于收到时间",
    "visit_in_future": "所说的走访时间晚于收到时间",
    "not_holder": "填写人不是包案人",
}


@dataclass(frozen=True)
class Contact:
    """How a petitioner may be reached, as far as he told."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class NewMatter:
    """A matter as one phone opens it. `opened_at` is the phone's time; None: when it arrived."""

    id: str
    source: str
    title: str
    channel: str = ""
    words: str = ""
    category: str = "other"
    enterprise_id: str | None = None
    town_code: str | None = None
    finding_id: str | None = None
    registration_id: str | None = None
    hard: bool = False
    hard_reason: str = ""
    due_on: date | None = None
    opened_at: datetime | None = None
    petitioner: Contact | None = None


@dataclass(frozen=True)
class Told:
    """What is told with a deed; `at` is the phone's time of it, None: when it arrived.

    `event_id` names the entry of the timeline; empty: the bureau names it.
    """

    event_id: str = ""
    words: str = ""
    at: datetime | None = None
    visit_id: str | None = None
    photos: Sequence[NewPhoto] = ()
    party: str = ""
    party_title: str = ""
    signature_sha: str | None = None
    how: str = ""
    to: str | None = None
    agrees: bool = True
    due_on: date | None = None


def bounded(claimed: datetime | None, received_at: datetime) -> datetime:
    """Return when something counts as done: as claimed, and never after it was heard of."""
    return min(claimed, received_at) if claimed else received_at


def odd_time(claimed: datetime | None, received_at: datetime) -> list[str]:
    """Return the flags of a time that can hardly be."""
    return ["in_future"] if claimed and claimed > received_at + AHEAD else []
