"""Everything that somebody needs who is to settle one review."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.accounts import queries as accounts
from server.features.evidence import queries as evidence
from server.features.reviews import queries, sides, stored
from server.features.reviews.models import Review
from server.features.reviews.ways import ways_of
from sync.protocol import Command

CLOCK_RIGHT = timedelta(minutes=5)
LINE = (
    "id",
    "device_id",
    "person_id",
    "branch_id",
    "seq",
    "command_name",
    "entity",
    "about",
    "enterprise_id",
    "visit_id",
    "status",
    "code",
    "title",
    "detail",
    "mine",
    "theirs",
    "state",
    "settled_as",
    "outcome",
    "resolution",
    "resolved_at",
    "device_time",
    "created_at",
)


def lines(session: Session, reviews: Iterable[Review]) -> list[dict[str, Any]]:
    """Return reviews as lines of a list, with the names of people."""
    names = {person.id: person.name for person in accounts.people(session)}
    return [
        {
            **{field: getattr(review, field) for field in LINE},
            "person_name": names.get(review.person_id, ""),
            "resolved_by_name": names.get(review.resolved_by or "", ""),
        }
        for review in reviews
    ]


def full(session: Session, review: Review, actor: Actor) -> dict[str, Any]:
    """Return one review with both sides, photos, what waits on what, and what may be done."""
    ahead = queries.ahead_of(session, review) if review.state == "open" else None
    behind = queries.behind(session, review) if review.state == "open" else []
    line, *others = lines(session, [review, *([ahead] if ahead else []), *behind])
    command = stored.command_of(review)
    differing = sides.sides_of(session, review, line["person_name"])
    return {
        **line,
        "clock_off_ms": _clock_off_ms(command, review.created_at),
        "reason": _reason(command),
        **_theirs(session, review),
        "sides": differing,
        "photos": _photos(session, review, command),
        "ahead": others.pop(0) if ahead else None,
        "behind": others,
        "ways": ways_of(session, review, differing, actor),
    }


def _theirs(session: Session, review: Review) -> dict[str, Any]:
    """Return who last changed what stands at the bureau, and when; of what is settled no more."""
    deed = stored.last_deed(session, review) if review.state == "open" else None
    person = accounts.person(session, deed.person_id) if deed and deed.person_id else None
    return {"theirs_by_name": person.name if person else "", "theirs_at": deed and deed.at}


def _reason(command: Command | None) -> str:
    """Return why the officer wanted it, where the form asks for that."""
    told = command.args.get("reason") if command else None
    return told[:5000] if isinstance(told, str) else ""


def _clock_off_ms(command: Command | None, received_at: datetime) -> int | None:
    """Return by how much the phone's clock was behind the bureau's, when that is worth a word."""
    if command is None:
        return None
    off_ms = command.server_offset_ms
    if off_ms is None:
        # Never in touch before: a clock is only known to be wrong when it runs ahead.
        off_ms = min(0, _ms_since(command.device_time, received_at))
    return off_ms if abs(off_ms) > CLOCK_RIGHT / timedelta(milliseconds=1) else None


def _ms_since(text: str, at: datetime) -> int:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return 0
    return round((at - told) / timedelta(milliseconds=1)) if told.tzinfo else 0


def _photos(session: Session, review: Review, command: Command | None) -> list[dict[str, Any]]:
    """Return the photos of the visit, or those of a visit that the bureau did not take in."""
    if review.visit_id and (kept := evidence.photos_of(session, review.visit_id)):
        return [_photo(one.sha256, one.caption, one.state == "received") for one in kept]
    told = command.args.get("photos") if command else None
    named = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    hashes = [str(one.get("sha256", ""))[:64] for one in named]
    there = evidence.received(session, hashes)
    return [
        _photo(sha256, str(one.get("caption", "")), sha256 in there)
        for one, sha256 in zip(named, hashes, strict=True)
    ]


def _photo(sha256: str, caption: str, received: bool) -> dict[str, Any]:  # noqa: FBT001
    return {"sha256": sha256, "caption": caption, "received": received}
