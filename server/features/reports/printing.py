"""Order reports of the desk, and have the press make them beside the requests."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from server.core import audit, clock
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.features.documents.pressing import NotMadeError, Press
from server.features.reports.desk import Desk
from server.features.reports.desk_sheets import name_of
from server.features.reports.models import DeskReport
from server.features.reports.paper import report_of

log = structlog.get_logger()

QUEUED, READY, FAILED = "queued", "ready", "failed"
KEPT_FOR = timedelta(days=1)


class NotReady(Problem):
    code = "409.187"
    title = "报告还在生成，请稍候"


def order_report(session: Session, shown: Desk, *, by: Actor, at: datetime) -> DeskReport:
    """Have the desk that somebody sees made into a report; what is a day old is thrown away."""
    session.execute(delete(DeskReport).where(DeskReport.ordered_at < at - KEPT_FOR))
    report = DeskReport(
        id=new_id(),
        person_id=by.person_id,
        name=name_of(shown),
        content=report_of(shown, by.name),
        state=QUEUED,
        ordered_at=at,
        trouble="",
    )
    session.add(report)
    audit.record(session, "report.ordered", subject=report.id, by=by, at=at, place=shown.place)
    return report


def report(session: Session, report_id: str, by: Actor) -> DeskReport:
    """Return a report, whole, to whoever ordered it."""
    found = session.get(DeskReport, report_id, options=[undefer(DeskReport.pdf)])
    if found is None or found.person_id != by.person_id:
        raise NotFound
    return found


def print_reports(press: Press) -> int:
    """Make every report that was ordered; return how many were made."""
    made = 0
    while (due := _next()) is not None:
        made += _made(press, *due)
    return made


def _next() -> tuple[str, dict[str, Any]] | None:
    first = (
        select(DeskReport.id, DeskReport.content)
        .where(DeskReport.state == QUEUED)
        .order_by(DeskReport.ordered_at, DeskReport.id)
        .limit(1)
    )
    with reading() as session:
        found = session.execute(first).one_or_none()
    return (found.id, found.content) if found else None


def _made(press: Press, report_id: str, content: dict[str, Any]) -> bool:
    try:
        pdf, state, trouble = press.make_report(content, clock.now()), READY, ""
    except NotMadeError as why:
        log.warning("report.not_made", report=report_id, trouble=str(why))
        pdf, state, trouble = None, FAILED, str(why)
    with writing() as session:
        found = session.get(DeskReport, report_id)
        if found is not None:
            found.pdf, found.state, found.trouble = pdf, state, trouble
    return pdf is not None
