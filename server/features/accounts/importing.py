"""Import people from a file: look first, then open the good rows' accounts."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from server.core import audit, clock
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.sheets.sheet import MAX_FILE_BYTES, SheetRefusedError
from server.features.accounts import people_commands, queries
from server.features.accounts.import_reading import Fault, Known, PeopleList, read_people
from server.features.organisation import queries as organisation


class PeopleFileRefused(Problem):
    code = "422.14"
    title = "这个文件不能导入"


@dataclass(frozen=True)
class FirstPassword:
    """An opened account and the password to hand over; it stands nowhere else."""

    name: str
    login: str
    password: str


@dataclass(frozen=True)
class PeopleImport:
    """What an import would do, or did: read is created and rejected together."""

    read: int
    created: int
    rejected: int
    faults: Sequence[Fault]
    people: Sequence[FirstPassword] = ()


def check_people(name: str, content: bytes) -> PeopleImport:
    """Say what importing a file would do, and what is wrong in which row and column."""
    with reading() as session:
        return _summary(_read(session, name, content))


def commit_people(name: str, content: bytes, *, by: Actor | None) -> PeopleImport:
    """Open the accounts of a file's good rows in one transaction."""
    at = clock.now()
    with writing() as session:
        listed = _read(session, name, content)
        opened: list[FirstPassword] = []
        for new in listed.good:
            person, password = people_commands.open_account(session, new, by=by, at=at)
            opened.append(FirstPassword(person.name, person.login, password))
        audit.record(
            session, "people.imported", subject=new_id(), by=by, at=at, created=len(opened)
        )
    return _summary(listed, opened)


def import_people(path: Path) -> Iterator[str]:
    """Import a file at once; yield what the console prints, last the counts as JSON."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise PeopleFileRefused(f"文件超过 {MAX_FILE_BYTES >> 20} MB，请分成几个文件导入")
    done = commit_people(path.name, path.read_bytes(), by=None)
    for account in done.people:
        yield f"{account.name}  登录名 {account.login}  初始密码 {account.password}"
    for fault in done.faults:
        yield f"第 {fault.row} 行“{fault.column}”：{fault.words}"
    yield json.dumps({"read": done.read, "created": done.created, "rejected": done.rejected})


def _read(session: Session, name: str, content: bytes) -> PeopleList:
    try:
        return read_people(name, content, _known(session))
    except SheetRefusedError as refusal:
        raise PeopleFileRefused(str(refusal)) from refusal


def _known(session: Session) -> Known:
    branches = organisation.branches(session)
    named = {branch.name: branch.id for branch in branches}
    named |= {branch.short: branch.id for branch in branches}
    return Known(named, queries.logins(session))


def _summary(listed: PeopleList, opened: Sequence[FirstPassword] = ()) -> PeopleImport:
    good, refused = len(listed.good), len(listed.refused)
    return PeopleImport(good + refused, good, refused, listed.faults, opened)
