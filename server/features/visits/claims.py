"""What a phone says about a visit, and what is odd about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.features.evidence.commands import NewPhoto

AHEAD = timedelta(minutes=10)
LONG = timedelta(hours=12)
LATE = timedelta(days=7)
CLOCK_OFF_MS = 10 * 60 * 1000
FLAG_WORDS = {
    "closed_before_opened": "离开时间早于到达时间",
    "in_future": "时间晚于收到时间",
    "very_long": "走访超过12小时",
    "sent_late": "走访后超过7天才上传",
    "clock_off": "手机时钟不准",
    "author_added": "上报人未列入走访人员，已补入",
    "person_unknown": "有走访人员不在名单中",
    "elsewhere": "企业不在上报人现在管辖的镇街，请所在分局复核",
    "enterprise_restored": "企业所在的导入批次已经撤销，已按原内容恢复为未核实，请核对",
}


@dataclass(frozen=True)
class Checkin:
    """Where the officer was, and how that is known: gps, pin on the map, or only the town."""

    source: str
    at: datetime | None = None
    lat_e7: int | None = None
    lng_e7: int | None = None
    accuracy_m: int | None = None
    town_code: str | None = None


@dataclass(frozen=True)
class NewFinding:
    """A problem found, perhaps solved on the spot."""

    id: str
    category: str
    text: str
    solved: bool = False
    solved_note: str = ""


@dataclass(frozen=True)
class Signature:
    """The representative's signature, or why there is none."""

    state: str
    reason: str = ""
    sha256: str | None = None


@dataclass(frozen=True)
class Claim:
    """A whole visit as one phone tells it, with the phone's clock as evidence."""

    id: str
    enterprise_id: str
    kind: str
    opened_at: datetime
    closed_at: datetime
    participants: Sequence[str]
    signature: Signature
    checkin: Checkin | None = None
    guidance: str = ""
    findings: Sequence[NewFinding] = ()
    photos: Sequence[NewPhoto] = ()
    representative: str = ""
    representative_title: str = ""
    note: str = ""
    device_id: str | None = None
    device_time: str = ""
    server_offset_ms: int | None = None


def odd_times(claim: Claim, received_at: datetime) -> list[str]:
    """Return the flags of times that can hardly be; the visit is kept as it was told."""
    latest = max(claim.opened_at, claim.closed_at)
    odd = {
        "closed_before_opened": claim.closed_at < claim.opened_at,
        "in_future": latest > received_at + AHEAD,
        "very_long": claim.closed_at - claim.opened_at > LONG,
        "sent_late": received_at - latest > LATE,
        "clock_off": abs(claim.server_offset_ms or 0) > CLOCK_OFF_MS,
    }
    return [flag for flag, is_odd in odd.items() if is_odd]
