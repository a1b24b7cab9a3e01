"""What a paper is made of: the act at its ground, and what then stands on the paper."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

KINDS = (
    "decision",
    "assistance",
    "exemption",
    "referral",
    "outside",
    "notice",
    "withdrawal",
    "receipt",
)


@dataclass(frozen=True)
class Project:
    """What the form says of a project, in words; amounts in square metres and yuan."""

    name: str
    address: str
    nature: str
    area_m2: int
    investment_yuan: int
    environment_yuan: int
    operation_on: date | None
    content_scale: str
    measures: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Limit:
    """How long an act may take; no `ends_on` where no calendar was published."""

    words: str
    ends_on: date | None = None
    is_provisional: bool = False


@dataclass(frozen=True)
class Act:
    """What the bureau knows of an act at the door when a paper of it is due.

    `outcome_word` and `level` are the words of the packs; `basis` has a line per clause that gave
    the outcome. `mark` is the beginning of the hash of the signed command, which receipts bear too.
    """

    kind: str
    agency: str
    enterprise: str
    code: str
    number: str
    decided_on: date
    lead: str
    co_officer: str
    representative: str
    mark: str
    demo: bool
    level: str = ""
    items: tuple[int, ...] = ()
    basis: tuple[str, ...] = ()
    project: Project | None = None
    gaps: tuple[str, ...] = ()
    leader_reason: str = ""
    conditions: str = ""
    valid_until: date | None = None
    filing_number: str = ""
    received_on: date | None = None
    limit: Limit | None = None
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the table of facts."""

    label: str
    text: str


@dataclass(frozen=True)
class Content:
    """What stands on one paper, from top to bottom.

    Below the title and the addressee: `opening`, the table of `rows`, the numbered `points`, and
    `closing`. `note` stands in brackets under the date, `scan` is the text of the QR code.
    """

    kind: str
    title: str
    agency: str
    number: str
    addressee: str
    opening: tuple[str, ...]
    dated_on: date
    note: str
    scan: str
    mark: str
    demo: bool
    rows: tuple[Row, ...] = ()
    points: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


def written(content: Content) -> dict[str, Any]:
    """Return a content as JSON."""
    return {**asdict(content), "dated_on": content.dated_on.isoformat()}


def read(told: Mapping[str, Any]) -> Content:
    """Return the content that JSON was made of."""
    texts = {name: tuple(told[name]) for name in ("opening", "points", "closing")}
    rows = tuple(Row(**row) for row in told["rows"])
    dated_on = date.fromisoformat(told["dated_on"])
    return Content(**{**told, **texts, "rows": rows, "dated_on": dated_on})
