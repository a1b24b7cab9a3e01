"""Filters that a person keeps under a name: private to the person."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.features.reports.models import SavedFilter

MOST = 30


class TooManyFilters(Problem):
    code = "422.188"
    title = f"最多保存 {MOST} 个筛选，请先删除不用的"


def filters_of(session: Session, by: Actor, page: str | None = None) -> Sequence[SavedFilter]:
    """Return the filters that a person keeps, for one page or all, by name."""
    found = select(SavedFilter).where(SavedFilter.person_id == by.person_id)
    if page is not None:
        found = found.where(SavedFilter.page == page)
    return session.scalars(found.order_by(SavedFilter.name, SavedFilter.id)).all()


def keep_filter(
    session: Session, page: str, name: str, query: Mapping[str, str], *, by: Actor
) -> SavedFilter:
    """Keep a choice of filters; one of the same name on the same page is replaced."""
    known = filters_of(session, by)
    kept = next((one for one in known if (one.page, one.name) == (page, name)), None)
    if kept is None:
        if len(known) >= MOST:
            raise TooManyFilters
        kept = SavedFilter(id=new_id(), person_id=by.person_id, page=page, name=name)
        session.add(kept)
    kept.query = dict(query)
    return kept


def drop_filter(session: Session, filter_id: str, *, by: Actor) -> None:
    """Keep a choice of filters no longer."""
    kept = session.get(SavedFilter, filter_id)
    if kept is None or kept.person_id != by.person_id:
        raise NotFound
    session.delete(kept)
