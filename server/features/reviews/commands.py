"""Open reviews, settle them, and take a settlement back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core import audit, clock, reviewing
from server.core.auth import Actor
from server.core.hooks import tell
from server.core.ids import new_id
from server.core.problems import NotAllowed, NotFound, Problem
from server.core.reviewing import Choice, NotUndoable
from server.features.accounts import queries as accounts
from server.features.reviews import following, queries, sides, stored
from server.features.reviews.models import Review
from server.features.reviews.sides import Side
from server.features.reviews.ways import ACTING, SETTLERS, TAKING, Way, ways_of
from sync.protocol import FOR_REVIEW, Command, Trouble
from sync.store import Outcome
from sync.troubles import POISON

# Told with a device id before its reviews are touched, so that its phone waits meanwhile.
SETTLING = "reviews.settling"
OPENED, SETTLED, REOPENED = "reviews.opened", "reviews.settled", "reviews.reopened"
RUN_AGAIN = "系统升级后已自动处理，无需再做什么。"
WORDS = {
    Way.KEEP_THEIRS: "保留局里现有的内容，手机上的内容留作记录。",
    Way.TAKE_MINE: "已采用手机上的内容。",
    Way.TAKE_BOTH: "两边的内容都已保留。",
}


class AlreadySettled(Problem):
    code = "409.03"
    title = "这一条已经处理过了"


class StillRefused(Problem):
    code = "409.80"
    title = "这条记录还是办不了"


class NotThisWay(Problem):
    code = "409.81"
    title = "这一条现在不能这样处理"


class BuiltUpon(Problem):
    code = "409.82"
    title = "处理之后又有了新的变化，不能撤销"


class WordsMissing(Problem):
    code = "422.80"
    title = "请写明要本人做什么"


@dataclass(frozen=True)
class Incident:
    """A command of a device that was not simply applied, and what became of it."""

    device_id: str
    seq: int
    command: Command | None
    outcome: Outcome


@dataclass(frozen=True)
class Settlement:
    """The way that somebody chose, with words that the officer reads; `changes` correct an act."""

    way: Way
    words: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


def open_review(session: Session, incident: Incident, *, by: Actor, at: datetime) -> None:
    """Keep what was not simply applied for somebody to look at."""
    outcome = incident.outcome
    review = Review(
        id=new_id(),
        device_id=incident.device_id,
        person_id=by.person_id,
        branch_id=incident.outcome.desk or by.branch_id,
        seq=incident.seq,
        command=stored.kept(incident.command),
        mine=dict(outcome.mine),
        theirs=dict(outcome.theirs),
        state="open",
        created_at=at,
    )
    following.explain(review, outcome)
    command = stored.command_of(review)
    if command is not None:
        _say_what(session, review, command)
    session.add(review)
    tell(OPENED, session, review, at)


def amend_review(
    session: Session, device_id: str, seq: int, why: Outcome | None, *, at: datetime
) -> None:
    """Say what became of a command after an upgrade; None: it took effect, nobody need look."""
    review = queries.open_review_of(session, device_id, seq)
    assert review is not None, "only what waits is amended"
    if why is None:
        following.close(review, "applied", RUN_AGAIN, at)
        return
    following.explain(review, why)
    review.mine, review.theirs = dict(why.mine), dict(why.theirs)


def settle_review(
    session: Session, review_id: str, settlement: Settlement, *, by: Actor, at: datetime
) -> Review:
    """Settle a review, and run what waited behind it; both commit or neither does."""
    review, name = _held(session, review_id, by)
    if review.state != "open":
        raise AlreadySettled(_settled_by(session, review))
    differing = sides.sides_of(session, review, name)
    if settlement.way not in ways_of(session, review, differing, by):
        raise NotThisWay(_why_not(session, review))
    if settlement.way is Way.HAND_BACK and not settlement.words.strip():
        raise WordsMissing
    _tell_sides(
        review,
        mine={side.field: side.mine for side in differing},
        theirs={side.field: side.theirs for side in differing},
    )
    before = _standing(session, review)
    if settlement.way in ACTING:
        _act(session, review, settlement, by=by, at=at)
    if settlement.way in TAKING:
        review.outcome = _take(session, review, settlement.way, differing, by=by, at=at)
    _close(review, settlement, by=by, at=at)
    session.flush()
    audit.record(
        session, "review.settled", subject=review.id, by=by, at=at, way=settlement.way.value
    )
    tell(SETTLED, session, review, by, at)
    ran = following.run_those_behind(session, review.device_id, at=at)
    # An act of law is told to the enterprise: what was decided of it is not undone.
    review.trace = {} if settlement.way in ACTING else _trace(session, review, before, ran)
    return review


def undo_settlement(session: Session, review_id: str, *, by: Actor, at: datetime) -> Review:
    """Reopen a review and bring back what stood, while nothing later has built on it."""
    review, _ = _held(session, review_id, by)
    if review.state == "open" or not review.trace:
        raise NotUndoable
    command = stored.command_of(review)
    if _is_built_upon(session, review):
        raise BuiltUpon
    kind = reviewing.of(command) if command else None
    # A duplicate changed nothing, so there is nothing to bring back.
    if command and kind and review.outcome in {"applied", "merged"}:
        author = stored.author(session, review, by.person_id)
        kind.put_back(session, command, review.trace["before"], by=author, at=at)
    if review.outcome and review.status in FOR_REVIEW:
        refused = Outcome(review.status, problem=Trouble(review.code, review.title, review.detail))
        tell(following.RAN, session, review.device_id, review.seq, refused)
    audit.record(session, "review.reopened", subject=review.id, by=by, at=at, way=review.settled_as)
    review.state, review.settled_as, review.outcome, review.resolution = "open", "", "", ""
    review.resolved_by = review.resolved_at = None
    review.trace = {}
    tell(REOPENED, session, review, by, at)
    return review


def _say_what(session: Session, review: Review, command: Command) -> None:
    """Write what a command is about, and both sides as the phone is to show them."""
    review.command_id, review.command_name = command.id, command.name
    review.entity, review.device_time = command.entity, command.device_time
    kind = reviewing.of(command)
    if kind is None:
        return
    subject = kind.subject(session, command)
    review.about, review.visit_id = subject.about, subject.visit_id
    review.enterprise_id = subject.enterprise_id
    # What crashed is not looked into again before somebody asks for it.
    if review.code == POISON.code or review.mine or review.theirs:
        return
    mine, stands = kind.wanted(session, command), kind.standing(session, command)
    _tell_sides(review, mine, {field: stands.get(field) for field in mine})


def _tell_sides(review: Review, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
    """Write both sides as the phone may know them: of what it may not hold, only its own."""
    review.mine = dict(mine)
    review.theirs = {} if review.status == "quarantined" else dict(theirs)


def _held(session: Session, review_id: str, by: Actor) -> tuple[Review, str]:
    """Return a review that nobody else can now settle, with the name of its officer."""
    if by.role not in SETTLERS:
        raise NotAllowed
    seen = queries.review(session, by, review_id)
    if seen is None:
        raise NotFound
    # The device comes first, as when its commands are taken in.
    tell(SETTLING, session, seen.device_id)
    review = session.scalars(
        select(Review)
        .where(Review.id == review_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    person = accounts.person(session, review.person_id)
    return review, person.name if person else ""


def _settled_by(session: Session, review: Review) -> str:
    person = accounts.person(session, review.resolved_by) if review.resolved_by else None
    if person is None or review.resolved_at is None:
        return ""
    at = review.resolved_at.astimezone(clock.CITY)
    return f"{person.name}已于{at:%H:%M}处理，请刷新后查看"


def _why_not(session: Session, review: Review) -> str:
    ahead = queries.ahead_of(session, review)
    return "同一事项前面还有一条没有处理，请先处理那一条" if ahead else ""


def _take(
    session: Session,
    review: Review,
    way: Way,
    differing: list[Side],
    *,
    by: Actor,
    at: datetime,
) -> str:
    command = stored.command_of(review)
    assert command is not None, "what cannot be read is not offered to be taken"
    kind = reviewing.of(command)
    if kind is not None:
        mine = {side.field: side.mine for side in differing}
        chosen = sides.both(differing) if way is Way.TAKE_BOTH else mine
        command = kind.anew(session, command, chosen or {})
    outcome = stored.rerun(session, review, command, backed_by=by.person_id, at=at)
    if outcome.status in FOR_REVIEW:
        problem = outcome.problem
        why = [problem.title, problem.detail] if problem else []
        raise StillRefused("：".join(filter(None, why)))
    # What gave concern had taken effect already, and so the ledger says.
    if review.status in FOR_REVIEW:
        tell(following.RAN, session, review.device_id, review.seq, outcome)
    return outcome.status


def _act(
    session: Session, review: Review, settlement: Settlement, *, by: Actor, at: datetime
) -> None:
    command = stored.command_of(review)
    acting = reviewing.acting(command) if command else None
    assert command is not None, "only what can be read is offered to be settled so"
    assert acting is not None, "only what can be read is offered to be settled so"
    choice = Choice(settlement.way.value, settlement.words.strip(), settlement.changes)
    acting.settle(session, command, choice, by=by, at=at)


def _close(review: Review, settlement: Settlement, *, by: Actor, at: datetime) -> None:
    review.state, review.settled_as = "settled", settlement.way.value
    review.resolution = settlement.words.strip() or WORDS.get(settlement.way, "")
    review.resolved_by, review.resolved_at = by.person_id, at


def _standing(session: Session, review: Review) -> Mapping[str, Any]:
    command = stored.command_of(review)
    kind = reviewing.of(command) if command else None
    return kind.standing(session, command) if command and kind else {}


def _trace(
    session: Session, review: Review, before: Mapping[str, Any], ran: list[str]
) -> dict[str, Any]:
    """Return what undoing needs: what stood before, and how to see whether somebody built on it."""
    return {
        "before": dict(before),
        "after": dict(_standing(session, review)),
        "deed": _last_deed(session, review),
        "ran": ran,
    }


def _is_built_upon(session: Session, review: Review) -> bool:
    told = review.trace
    is_moved = dict(_standing(session, review)) != told["after"]
    return is_moved or bool(told["ran"]) or _last_deed(session, review) != told["deed"]


def _last_deed(session: Session, review: Review) -> int:
    deed = stored.last_deed(session, review)
    return deed.id if deed else 0
