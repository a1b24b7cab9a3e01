"""Import a file in steps (check, commit, undo) for the browser, or at once for the console."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core import audit, clock
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.core.sheets.sheet import MAX_FILE_BYTES, SheetRefusedError
from server.features.enterprises import import_files, queries
from server.features.enterprises.import_commands import Undone, apply_plan, undo_batch
from server.features.enterprises.import_overwrites import told_overwrites
from server.features.enterprises.import_plan import Plan, plan_import
from server.features.enterprises.import_reading import ImportList, read_list
from server.features.enterprises.models import ImportBatch
from server.features.enterprises.rejects import write_rejects
from server.features.enterprises.table import ColumnsRefusedError
from server.features.organisation import queries as organisation

FAULTS_KEPT = 200
CHECKED_FILES_STAY = timedelta(days=7)


class FileRefused(Problem):
    code = "422.23"
    title = "这个文件不能导入"


class AlreadyImported(Problem):
    code = "409.20"
    title = "这一批已经导入过了"


class NotImported(Problem):
    code = "409.21"
    title = "这一批没有导入，或者已经撤销过了"


class Crossed(Problem):
    """Another transaction added one of the codes between the reading and the writing."""

    code = "409.22"
    title = "同时有人登记了名单里的企业，什么都没有写入，请再试一次"


class ReportNotWritten(Problem):
    code = "422.24"
    title = "报告写不进这个位置，什么都没有导入"


@dataclass(frozen=True)
class Counts:
    """What became of the rows: read is always the sum of the other four."""

    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int


def check_file(name: str, content: bytes, mapping: Mapping[str, str], *, by: Actor) -> ImportBatch:
    """Read a file, say what importing it would do, and keep it for the commit."""
    listed = _read(name, content, mapping)
    batch = _batch(name, mapping, listed, by=by, at=clock.now())
    towns = dict(_towns())
    with reading() as session:
        plan = plan_import(session, listed.good)
    _note(batch, _counts(listed, plan))
    overwrites = list(told_overwrites(plan, towns))
    batch.overwrites, batch.n_overwrites = overwrites[:FAULTS_KEPT], len(overwrites)
    import_files.keep(batch.id, content)
    with writing() as session:
        session.add(batch)
        stale = queries.batches_left_unimported(session, batch.checked_at - CHECKED_FILES_STAY)
        for left in stale:
            session.delete(left)
    for left in stale:
        import_files.forget(left.id)
    return batch


def commit_batch(batch_id: str, *, by: Actor) -> ImportBatch:
    """Import the good rows of a checked file in one transaction."""
    listed = rejects_of(batch_id)
    with writing() as session:
        batch = _locked(session, batch_id)
        if batch.state != "checked":
            raise AlreadyImported
        _commit(session, batch, listed, by=by, at=clock.now())
    return batch


def undo(batch_id: str, *, by: Actor) -> Undone:
    """Take a batch back, save for rows that somebody changed since."""
    at = clock.now()
    with writing() as session:
        batch = _locked(session, batch_id)
        if batch.state != "committed":
            raise NotImported
        undone = undo_batch(session, batch)
        batch.state, batch.undone_at = "undone", at
        audit.record(
            session, "enterprises.import_undone", subject=batch.id, by=by, at=at, rows=undone.undone
        )
    return undone


def rejects_of(batch_id: str) -> ImportList:
    """Read a batch's file again, with its refused rows."""
    with reading() as session:
        batch = queries.batch(session, batch_id)
    if batch is None:
        raise NotFound
    return _read(batch.file_name, import_files.content_of(batch), batch.mapping)


def import_file(path: Path, *, dry_run: bool = False, report: Path | None = None) -> Counts:
    """Import a file at once; refused rows go into `report` (.xlsx or .csv). Refuses as Problem."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise FileRefused(f"文件超过 {MAX_FILE_BYTES >> 20} MB，请分成几个文件导入")
    content = path.read_bytes()
    listed = _read(path.name, content, {})
    if report is not None:
        _write_report(report, listed)
    if dry_run:
        with reading() as session:
            return _counts(listed, plan_import(session, listed.good))
    at = clock.now()
    batch = _batch(path.name, {}, listed, by=None, at=at)
    import_files.keep(batch.id, content)
    with writing() as session:
        session.add(batch)
        return _commit(session, batch, listed, by=None, at=at)


def _write_report(report: Path, listed: ImportList) -> None:
    try:
        write_rejects(report, listed)
    except OSError as error:
        raise ReportNotWritten(str(report)) from error


def as_json(counts: Counts) -> dict[str, int]:
    """Return the counts as the console prints them."""
    return asdict(counts)


def _read(name: str, content: bytes, mapping: Mapping[str, str]) -> ImportList:
    try:
        return read_list(name, content, mapping, _towns(), clock.today())
    except ColumnsRefusedError as refusal:
        raise FileRefused(str(refusal), header=list(refusal.header)) from refusal
    except SheetRefusedError as refusal:
        raise FileRefused(str(refusal)) from refusal


def _towns() -> Sequence[tuple[str, str]]:
    with reading() as session:
        return [(town.id, town.name) for town in organisation.towns(session)]


def _batch(
    name: str, mapping: Mapping[str, str], listed: ImportList, *, by: Actor | None, at: datetime
) -> ImportBatch:
    faults = [asdict(fault) for row in listed.refused for fault in row.faults]
    warnings = [odd for row in listed.good for odd in row.warnings]
    return ImportBatch(
        id=new_id(),
        file_name=name[-200:],
        mapping=dict(mapping),
        columns=listed.column_choices(),
        faults=faults[:FAULTS_KEPT],
        warnings=[asdict(odd) for odd in warnings[:FAULTS_KEPT]],
        n_warned=len({odd.row for odd in warnings}),
        state="checked",
        by_id=by and by.person_id,
        by_name=by.name if by else "命令行",
        checked_at=at,
    )


def _commit(
    session: Session, batch: ImportBatch, listed: ImportList, *, by: Actor | None, at: datetime
) -> Counts:
    plan = plan_import(session, listed.good, to_write=True)
    counts = _counts(listed, plan)
    _note(batch, counts)
    batch.state, batch.committed_at = "committed", at
    audit.record(session, "enterprises.imported", subject=batch.id, by=by, at=at, **as_json(counts))
    try:
        apply_plan(session, batch, plan, at=at)
    except IntegrityError as error:
        raise Crossed from error
    return counts


def _counts(listed: ImportList, plan: Plan) -> Counts:
    return Counts(
        read=listed.read,
        created=len(plan.created),
        updated=len(plan.updated),
        unchanged=plan.unchanged,
        rejected=len(listed.refused),
    )


def _note(batch: ImportBatch, counts: Counts) -> None:
    for name, number in as_json(counts).items():
        setattr(batch, name, number)


def _locked(session: Session, batch_id: str) -> ImportBatch:
    batch = session.get(ImportBatch, batch_id, with_for_update=True)
    if batch is None:
        raise NotFound
    return batch
