"""What people are told of their cases and of the visits assigned to them, where it happened."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from server.core import clock
from server.features.accounts import queries as accounts
from server.features.cases import queries as cases
from server.features.messages.commands import NewMessage, tell
from server.features.planning import queries as planning


class Case(Protocol):
    """What is needed of a case."""

    id: str
    title: str


class Step(Protocol):
    """What is needed of an entry in a case's timeline."""

    id: str
    kind: str
    words: str
    by_id: str | None


class Assigned(Protocol):
    """What is needed of an assigned visit."""

    id: str
    state: str
    enterprise_name: str
    due_on: date
    note: str
    reason: str
    by_id: str
    by_name: str


# What of a case is told to whom: kind of message, the field that names the person, and the words.
OF_CASES = {
    "handed_over": ("assignment", "offered_to", "请您接手一件事项"),
    "confirmed": ("case_confirmed", "solved_by", "您办理的事项已确认解决"),
    "disputed": ("case", "holder_id", "您办理的事项没有得到认可，请继续办理"),
    "reopened": ("case", "holder_id", "您办结的事项要重新办理"),
    "closed": ("case", "holder_id", "您办理的事项已办结"),
}
OF_PLANS = {"planned": "请您走访一家企业", "cancelled": "不用再走访一家企业"}


def follow_case(session: Session, kind: str, matter_id: str, concerned: Collection[str]) -> None:
    """Tell whom an entry of a case concerns that somebody else, or a link, has made."""
    matter = cases.matter(session, matter_id)
    if matter is None or kind not in OF_CASES:
        return
    last = max(
        (event for event in cases.events_of(session, matter_id) if event.kind == kind),
        key=lambda event: (event.received_at, event.id),
    )
    receiver = getattr(matter, OF_CASES[kind][1])
    if receiver in concerned and receiver != last.by_id:
        message = _of_case(session, matter, last)
        tell(session, receiver, message, at=last.received_at)


def follow_plans(session: Session, plan_ids: Collection[str]) -> None:
    """Tell people which visits somebody else assigned to them, moved or called off."""
    for plan_id in sorted(plan_ids):
        plan = planning.plan(session, plan_id)
        if plan is not None and plan.state in OF_PLANS and plan.person_id != plan.by_id:
            tell(session, plan.person_id, _of_plan(plan), at=clock.now())


def _of_case(session: Session, matter: Case, event: Step) -> NewMessage:
    kind, _, title = OF_CASES[event.kind]
    sender = accounts.person(session, event.by_id) if event.by_id else None
    return NewMessage(
        kind=kind,
        key=f"case.{event.kind}:{event.id}",
        title=f"{sender.name}：{title}" if sender else title,
        words="：".join(filter(None, (matter.title, event.words))),
        link=f"/cases/{matter.id}",
        sender_id=event.by_id,
    )


def _of_plan(plan: Assigned) -> NewMessage:
    on = f"{plan.due_on.month}月{plan.due_on.day}日"
    said = plan.reason if plan.state == "cancelled" else plan.note
    return NewMessage(
        kind="assignment",
        key=f"visit_plan:{plan.id}:{plan.state}:{plan.due_on}",
        title=f"{plan.by_name}：{OF_PLANS[plan.state]}",
        words="，".join(filter(None, (plan.enterprise_name, on, said))),
        link="/",
        sender_id=plan.by_id,
    )
