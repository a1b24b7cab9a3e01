"""After a restore: what was leased since the backup is never leased again (docs/operations.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from server.core import audit, clock
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.features.numbering import commands, journal, leasing, queries
from server.features.numbering.models import NumberLease, NumberSeries
from server.features.numbering.patterns import patterns_of
from server.features.organisation import queries as organisation
from sync import numbers

LEASED_SINCE = "备份之后领用，恢复时从日志接管"


@dataclass(frozen=True)
class Reconciled:
    """How many blocks were taken over, and how many series go on in a new part."""

    blocks: int
    parts: int


def journal_for(backed_up: Path, surviving: Path) -> tuple[list[dict[str, Any]], bool]:
    """Return all blocks that either journal tells of, and whether the surviving one is complete.

    Complete is one that goes on from the backup's: it stood beside the database to its end.
    """
    lines = journal.read(surviving)
    ids = {line["id"] for line in lines}
    missing = [line for line in journal.read(backed_up) if line["id"] not in ids]
    return [*missing, *lines], bool(lines) and not missing


def reconcile(
    session: Session, lines: Sequence[Mapping[str, Any]], *, is_complete: bool, at: datetime
) -> Reconciled:
    """Take journalled blocks over that the database lacks; they are possibly issued.

    Where nobody knows what else was leased since the backup, every series goes on in a new part,
    whose numbers are written otherwise.
    """
    unknown = numbers.unknown(lines, queries.known_ids(session))
    for line in unknown:
        _take_over(session, line, at)
    keys = () if is_complete else sorted(_keys(session))
    for key in keys:
        _begin_part(session, key, at)
    blocks = [line for line in unknown if line["first"] <= line["last"]]
    done = Reconciled(len(blocks), len(keys))
    if done != Reconciled(0, 0):
        facts = {"blocks": done.blocks, "parts": done.parts}
        audit.record(session, "numbers.reconciled", subject="restore", by=None, at=at, **facts)
    return done


def reconcile_at_start() -> int:
    """Take over what the journal tells and the database lacks, and return how many blocks it was.

    So is a database too that somebody has put back by hand, past `doorstep restore`.
    """
    lines = journal.read(journal.place(current_app.extensions["doorstep.settings"].data_dir))
    with reading() as session:
        unknown = numbers.unknown(lines, queries.known_ids(session))
    if not unknown:
        return 0
    with writing() as session:
        return reconcile(session, unknown, is_complete=True, at=clock.now()).blocks


def _take_over(session: Session, line: Mapping[str, Any], at: datetime) -> None:
    series = _series(session, line)
    if line["last"] < line["first"]:
        # Only that this part was begun: what came before it may have been leased by then.
        return
    series.next = max(series.next, line["last"] + 1)
    block = NumberLease(
        id=line["id"],
        series_id=series.id,
        device_id=line["device_id"],
        person_id=line["person_id"],
        branch_id=series.branch_id,
        kind=series.kind,
        year=series.year,
        pattern=series.pattern,
        first=line["first"],
        last=line["last"],
        next=line["first"],
        expires_on=numbers.end_of_year(series.year),
        state=numbers.LOST,
        leased_at=datetime.fromisoformat(line["at"]),
    )
    session.add(block)
    commands.end(session, block, "numbers.taken_over", LEASED_SINCE, by=None, at=at)


def _series(session: Session, line: Mapping[str, Any]) -> NumberSeries:
    known = queries.parts(session, (line["branch_id"], line["kind"], line["year"]))
    found = next((one for one in known if one.part == line["part"]), None)
    return found or _made(session, line, line["pattern"])


def _made(session: Session, key: Mapping[str, Any], pattern: str) -> NumberSeries:
    names = ("branch_id", "kind", "year", "part")
    series = NumberSeries(
        id=new_id(), pattern=pattern, start_after=0, next=1, **{name: key[name] for name in names}
    )
    session.add(series)
    session.flush()
    return series


def _keys(session: Session) -> set[queries.Key]:
    """Return every branch, kind and year of which numbers may have been leased since the backup."""
    this_year = clock.today().year
    known = queries.all_series(session, branch_id=None, year=None)
    begun = {(one.branch_id, one.kind, one.year) for one in known if one.year >= this_year}
    return begun | set(_possible(session, this_year))


def _possible(session: Session, this_year: int) -> Iterator[queries.Key]:
    for branch in organisation.branches(session):
        for year in (this_year, this_year + 1):
            for kind in patterns_of(session, branch.id, leasing.day_in(year)):
                yield branch.id, kind, year


def _begin_part(session: Session, key: queries.Key, at: datetime) -> None:
    newest = leasing.open_series(session, key)
    assert newest is not None, "a key is of a series, or of a regime that has one"
    first = queries.parts(session, key)[-1]
    branch_id, kind, year = key
    named = {"branch_id": branch_id, "kind": kind, "year": year, "part": newest.part + 1}
    part = _made(session, named, numbers.for_part(first.pattern, newest.part + 1))
    journal.note(session, part, journal.line_of_part(part, at))
