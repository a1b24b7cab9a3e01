"""Why a deed on a matter is not done, in the words of whoever asked for it."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor
from server.core.problems import Conflict, Problem
from server.features.accounts import queries as accounts
from server.features.cases import queries
from server.features.cases.claims import Told
from server.features.cases.models import Matter
from sync import matters

STATE_WORDS = {
    matters.OPEN: "待包案",
    matters.TAKEN: "已包案",
    matters.IN_PROGRESS: "办理中",
    matters.PROPOSED: "待确认",
    matters.DISPUTED: "有异议",
    matters.CONFIRMED: "已确认",
    matters.CLOSED: "已办结",
}


class NotYours(Problem):
    code = "403.160"
    title = "这件事项不归您办理"


class MayNotTake(Problem):
    code = "403.161"
    title = "您的岗位不能包案"


class TakenByOther(Conflict):
    code = "409.160"
    title = "这件事项已由别人办理"


class NotNow(Problem):
    code = "409.161"
    title = "事项现在不能这样办"


class IdTaken(Problem):
    code = "409.162"
    title = "这件事项和局里已有的另一件重号"


class VisitUnknown(Problem):
    code = "422.160"
    title = "没有找到所说的走访"


class NotForHim(Problem):
    code = "422.161"
    title = "不能交给这个人"


class SourceUnknown(Problem):
    code = "422.162"
    title = "没有找到事项所说的来源"


class EvidenceMissing(Problem):
    code = "422.163"
    title = "请附上照片或走访"


class OtherEnterprise(Problem):
    code = "422.164"
    title = "所说的走访、问题或办理属于别的企业"


class ReasonMissing(Problem):
    code = "422.165"
    title = "请写明原因"


def refusal(session: Session, matter: Matter, why: str, told: Told, by: Actor) -> Problem:
    """Return the refusal for one of `matters.REFUSALS`; whoever has the matter is named."""
    if why == matters.HELD:
        return held_by(session, matter, told, by)
    if why == matters.OFFERED:
        name = _name(session, matter.offered_to)
        theirs = {"holder": name, "matter_state": matter.state}
        detail = f"这件事项已交给{name}，等本人接手。您填写的内容已原样保留。"
        return TakenByOther(detail, mine=_mine(told, by), theirs=theirs)
    if why == matters.NOT_YOURS:
        return NotYours()
    return NotNow(f"事项现在是“{STATE_WORDS[matter.state]}”。")


def held_by(session: Session, matter: Matter, told: Told, by: Actor) -> TakenByOther:
    """Return the conflict with who took the matter, and when."""
    name = _name(session, matter.holder_id)
    since = f"于{_words_of(matter.taken_at)}" if matter.taken_at else ""
    theirs = {"holder": name, "matter_state": matter.state}
    detail = f"{name}已{since}包案。您填写的内容已原样保留，可以联系{name}或由分局长重新指定。"
    return TakenByOther(detail, mine=_mine(told, by), theirs=theirs)


def closed_by(session: Session, matter: Matter, told: Told, by: Actor) -> Conflict | None:
    """Return the conflict of a second closing; None when the same person closed it."""
    closed = [one for one in queries.events_of(session, matter.id) if one.kind == "closed"]
    if closed and closed[-1].by_id == by.person_id:
        return None
    name = _name(session, closed[-1].by_id) if closed else ""
    when = _words_of(closed[-1].received_at) if closed else ""
    theirs = {"holder": _name(session, matter.holder_id), "matter_state": matter.state}
    theirs |= {"words": closed[-1].words} if closed and closed[-1].words else {}
    return TakenByOther(f"{name}已于{when}办结这件事项。", mine=_mine(told, by), theirs=theirs)


def _mine(told: Told, by: Actor) -> dict[str, str]:
    return {"holder": by.name, **({"words": told.words} if told.words else {})}


def _name(session: Session, person_id: str | None) -> str:
    person = accounts.person(session, person_id) if person_id else None
    return person.name if person else "别人"


def _words_of(at: datetime) -> str:
    here = at.astimezone(clock.CITY)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
