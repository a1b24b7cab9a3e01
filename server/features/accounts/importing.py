"""Import people from a file: look first, then open accounts and note ranks of the good rows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from server.core import audit, clock
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.sheets.sheet import MAX_FILE_BYTES, SheetRefusedError
from server.features.accounts import people_commands, queries
from server.features.accounts.import_known import Account, Held, NewRank
from server.features.accounts.import_reading import Fault, Known, PeopleList, read_people
from server.features.accounts.models import Person, PersonPost
from server.features.accounts.standing import RANK_WORDS, Rank
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
    """What an import would do, or did: read is created, ranks, unchanged and rejected together."""

    read: int
    created: int
    ranks: Sequence[NewRank]
    unchanged: int
    rejected: int
    faults: Sequence[Fault]
    people: Sequence[FirstPassword] = ()


def check_people(name: str, content: bytes, *, by: Actor | None = None) -> PeopleImport:
    """Say what importing a file would do, and what is wrong in which row and column."""
    with reading() as session:
        return _summary(_read(session, name, content, by))


def commit_people(name: str, content: bytes, *, by: Actor | None) -> PeopleImport:
    """Open the accounts and note the ranks of a file's good rows in one transaction."""
    at = clock.now()
    with writing() as session:
        listed = _read(session, name, content, by)
        opened: list[FirstPassword] = []
        for new in listed.good:
            person, password = people_commands.open_account(session, new, by=by, at=at)
            opened.append(FirstPassword(person.name, person.login, password))
        for told in listed.ranks:
            days = (told.from_on, None)
            people_commands.add_rank(session, told.person_id, told.rank, days, by=by, at=at)
        done = {"created": len(opened), "ranks": len(listed.ranks)}
        audit.record(session, "people.imported", subject=new_id(), by=by, at=at, **done)
    return _summary(listed, opened)


def import_people(path: Path) -> Iterator[str]:
    """Import a file at once; yield what the console prints, last the counts as JSON."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise PeopleFileRefused(f"文件超过 {MAX_FILE_BYTES >> 20} MB，请分成几个文件导入")
    done = commit_people(path.name, path.read_bytes(), by=None)
    for account in done.people:
        yield f"{account.name}  登录名 {account.login}  初始密码 {account.password}"
    for told in done.ranks:
        yield f"{told.name}  自 {told.from_on} 起 {RANK_WORDS[Rank(told.rank)]}"
    for fault in done.faults:
        yield f"第 {fault.row} 行“{fault.column}”：{fault.words}"
    counts = {"ranks": len(done.ranks), "unchanged": done.unchanged, "rejected": done.rejected}
    yield json.dumps({"read": done.read, "created": done.created, **counts})


def _read(session: Session, name: str, content: bytes, by: Actor | None) -> PeopleList:
    try:
        return read_people(name, content, _known(session, by))
    except SheetRefusedError as refusal:
        raise PeopleFileRefused(str(refusal)) from refusal


def _known(session: Session, by: Actor | None) -> Known:
    branches = organisation.branches(session)
    named = {branch.name: branch.id for branch in branches}
    named |= {branch.short: branch.id for branch in branches}
    today = clock.today()
    posts = queries.posts_of_people(session, None)
    accounts = {
        person.login: _account(person, posts.get(person.id, ()), today)
        for person in queries.people(session)
    }
    return Known(named, accounts, today, by.role if by else None)


def _account(person: Person, posts: Sequence[PersonPost], today: date) -> Account:
    ranks = [Held(held.from_on, held.to_on, held.rank) for held in person.ranks]
    members = [Held(held.from_on, held.to_on) for held in person.memberships]
    return Account(
        id=person.id,
        name=person.name,
        role=person.role,
        branch_id=person.branch_id,
        title=person.title,
        ranks=ranks,
        is_member=any(held.holds(today) for held in members),
        member_from={held.from_on for held in members},
        post_from={post.from_on for post in posts},
    )


def _summary(listed: PeopleList, opened: Sequence[FirstPassword] = ()) -> PeopleImport:
    good, refused = len(listed.good), len(listed.refused)
    return PeopleImport(
        read=good + len(listed.ranks) + listed.unchanged + refused,
        created=good,
        ranks=listed.ranks,
        unchanged=listed.unchanged,
        rejected=refused,
        faults=listed.faults,
        people=opened,
    )
