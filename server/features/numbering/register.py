"""The register: what became of every number, for those who answer for a branch."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.numbering import queries
from server.features.numbering.models import NumberSeries
from server.features.organisation import queries as organisation

OF_SERIES = ("id", "branch_id", "kind", "year", "part", "pattern", "start_after", "next")


def series_seen(
    session: Session, by: Actor, *, branch_id: str | None, year: int | None
) -> Sequence[Mapping[str, Any]]:
    """Return the series that a person may see: a branch head those of the own branch."""
    branch = branch_id if by.sees_all_branches else by.branch_id
    names = {one.id: one.name for one in organisation.branches(session)}
    return [_line(one, names) for one in queries.all_series(session, branch_id=branch, year=year)]


def _line(series: NumberSeries, names: Mapping[str, str]) -> dict[str, Any]:
    told = {name: getattr(series, name) for name in OF_SERIES}
    return told | {"branch_name": names.get(series.branch_id, "")}
