"""Look into a rescue file, and take it in as if the phone had sent it."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from server.core import audit, clock
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.problems import DiskFull, Problem
from server.features.evidence import queries as photos
from server.features.evidence.taking_in import take_in as take_in_photo
from server.features.rescue import queries
from server.features.rescue.head import Head
from server.features.rescue.queries import Standing
from server.features.rescue.reading import Contents, RescueFile
from server.features.rescue.report import LEFT, NEW, Line, Photos, Report, line
from server.features.sync_api import commands as sync
from server.features.sync_api import taking
from sync.protocol import Result, Trouble


class PhotoWithoutRecord(Problem):
    code = "422.64"
    title = "它所属的记录没有收入"


class AnotherFile(Problem):
    code = "409.62"
    title = "这不是刚才检查过的那份文件，请重新选择并检查"


def inspect(stream: BinaryIO, *, by: Actor | None) -> Report:
    """Say whose work a file holds and what taking it in would do; nothing is written.

    `by` vouches for the file: its author proves nothing, as anybody can seal to a public key.
    None is the console.
    """
    file = RescueFile(stream)
    contents = file.contents()
    with reading(unbound=True) as session:
        standing = queries.standing_of(session, file.head, contents, by)
        known = photos.received_of(session, standing.owner.person_id, contents.blobs)
    here = sum(digest in known for digest in contents.blobs)
    found = Photos(new=len(contents.blobs) - here, known=here)
    return _report(file.head, contents, standing, _foreseen(contents, standing), found)


def take_in(stream: BinaryIO, *, by: Actor | None, looked_at: str | None = None) -> Report:
    """Take a file in, exactly once however often; with `looked_at` only a file of this SHA-256.

    Verified wholly before anything is written. Commands run with the rights that the owner of
    the phone has now, each in a transaction of its own, so what stopped half way may be repeated.
    """
    file = RescueFile(stream)
    contents = file.contents()
    if looked_at not in {None, contents.sha256}:
        raise AnotherFile
    at = clock.now()
    with writing() as session:
        standing = queries.standing_of(session, file.head, contents, by)
        _open_chain(session, file.head, contents, standing.owner, at)
        facts = _facts(file.head, contents, standing)
        audit.record(session, "rescue.taken_in", subject=file.head.device, by=by, at=at, **facts)
    results = {result.seq: result for result in _run(file, standing.owner, at)}
    kept = _keep_photos(file, standing.owner)
    return _report(file.head, contents, standing, _became(contents, standing, results), kept)


def _open_chain(
    session: Session, head: Head, contents: Contents, owner: Actor, at: datetime
) -> None:
    highest = contents.commands[-1].seq if contents.commands else 0
    sync.register_device(session, head.device, by=owner, announced_head=highest, at=at)


def _facts(head: Head, contents: Contents, standing: Standing) -> dict[str, Any]:
    return {
        "person": head.person,
        "sha256": contents.sha256,
        "new_device": not standing.device_known,
        "commands": len(contents.commands),
        "photos": len(contents.blobs),
    }


def _run(file: RescueFile, owner: Actor, at: datetime) -> Iterator[Result]:
    """Run batch after batch until one could not be taken in to its end."""
    for batch in file.batches():
        results = list(taking.take_in(batch, by=owner, at=at))
        yield from results
        if len(results) < len(batch.commands) or results[-1].status == "retry":
            return


def _keep_photos(file: RescueFile, owner: Actor) -> Photos:
    kept = Photos()
    for content in file.blobs():
        try:
            is_new = _keep_photo(content, owner)
        except DiskFull:
            raise
        except Problem as refusal:
            kept.refuse(refusal.title)
            continue
        kept.new += is_new
        kept.known += not is_new
    return kept


def _keep_photo(content: bytes, owner: Actor) -> bool:
    digest = sha256(content).hexdigest()
    with reading() as session:
        if not photos.is_declared_by(session, owner.person_id, digest):
            raise PhotoWithoutRecord
        if photos.received(session, {digest}):
            return False
    return take_in_photo(digest, content)


def _foreseen(contents: Contents, standing: Standing) -> list[Line]:
    """Return what each command would become; behind a gap nothing would be taken in."""
    lines, next_seq = [], standing.expected_seq
    for sent in contents.commands:
        stored = standing.stored.get(sent.seq)
        if stored is not None:
            lines.append(line(sent, stored.status, known=True, problem=stored.problem))
            continue
        lines.append(line(sent, NEW if sent.seq == next_seq else LEFT, known=False))
        next_seq += sent.seq == next_seq
    return lines


def _became(contents: Contents, standing: Standing, results: dict[int, Result]) -> list[Line]:
    left = Result(0, LEFT, problem=Trouble("", ""))
    return [
        line(sent, result.status, known=sent.seq in standing.stored, problem=result.problem)
        for sent in contents.commands
        for result in [results.get(sent.seq, left)]
    ]


def _report(
    head: Head, contents: Contents, standing: Standing, lines: list[Line], kept: Photos
) -> Report:
    return Report(
        sha256=contents.sha256,
        person_name=standing.owner.name,
        branch_name=standing.branch_name,
        active=standing.active,
        device_known=standing.device_known,
        made_at=head.made_at,
        commands=lines,
        photos=kept,
    )
