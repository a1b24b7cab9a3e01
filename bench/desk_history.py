"""Three years of a whole bureau for the desk to count, written past the verbs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Connection, MetaData, Table, create_engine, insert, select

ENTERPRISES, PEOPLE, VISITS, DAYS = 500_000, 300, 200_000, 3 * 365
CHUNK = 10_000
SEED = 20150520
CATEGORIES = ("water", "air", "noise", "waste", "procedure", "other")
WORDS = f"{ENTERPRISES:,} enterprises, {PEOPLE} people, {VISITS:,} visits in three years"

Row = dict[str, Any]

# What everybody is from the beginning, so that the plan asks everybody for something.
STANDING: dict[str, Row] = {
    "person_post": {"branch_id": None},
    "person_rank": {"rank": "ordinary"},
    "party_membership": {},
}


@dataclass(frozen=True)
class Bureau:
    """What is there already: towns with their branch, people, and the last day to write of."""

    towns: list[tuple[str, str]]
    people: list[tuple[str, str | None]]
    today: date


def write_history(url: str, today: date) -> None:
    """Write people, enterprises, visits and problems beside the demo's."""
    engine = create_engine(url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        new = list(_people(_bureau(connection, tables, today)))
        _write(connection, tables.tables["person"], new)
        for table, more in STANDING.items():
            _write(connection, tables.tables[table], _standing(new, more))
        bureau = _bureau(connection, tables, today)
        _write(connection, tables.tables["enterprise"], _enterprises(bureau))
        visits = list(_visits(bureau))
        _write(connection, tables.tables["visit"], visits)
        _write(connection, tables.tables["visit_participant"], _participants(visits))
        _write(connection, tables.tables["finding"], _findings(visits))
    engine.dispose()


def _bureau(connection: Connection, tables: MetaData, today: date) -> Bureau:
    town, person = tables.tables["town"].c, tables.tables["person"].c
    towns = connection.execute(select(town.id, town.branch_id).where(town.branch_id.is_not(None)))
    people = connection.execute(select(person.id, person.branch_id))
    return Bureau([tuple(row) for row in towns], [tuple(row) for row in people], today)


def _write(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        connection.execute(insert(table), chunk)


def _people(bureau: Bureau) -> Iterator[Row]:
    for number in range(len(bureau.people), PEOPLE):
        plain = {"initials": "", "title": "", "password_hash": "", "active": True, "row_ver": 1}
        branch = bureau.towns[number % len(bureau.towns)][1]
        who = {"id": f"bench-{number}", "login": f"bench-{number}", "name": f"测试{number}"}
        yield {**who, **plain, "role": "officer", "branch_id": branch}


def _standing(people: Iterable[Row], more: Row) -> Iterator[Row]:
    for person in people:
        held = {name: person.get(name, value) for name, value in more.items()}
        days = {"from_on": None, "to_on": None}
        yield {"id": f"of-{person['id']}", "person_id": person["id"], **held, **days}


def _enterprises(bureau: Bureau) -> Iterator[Row]:
    made_at = datetime.combine(bureau.today, time())
    plain = {"kind": "", "capital": "", "business_scope": "", "address": "", "contact_name": ""}
    more = {"contact_phone": "", "code_kind": "none", "verified": True, "active": True}
    for number in range(ENTERPRISES):
        name = f"东莞市第{number}五金制品厂"
        names = {"name": name, "simplified": name, "initials": f"dgsd{number}wjzpc", "bigrams": ""}
        counts = {"visit_count": 0, "act_count": 0, "row_ver": 1, "created_at": made_at}
        town = bureau.towns[number % len(bureau.towns)][0]
        yield {"id": f"e{number}", **names, **plain, **more, **counts, "town_code": town}


def _visits(bureau: Bureau) -> Iterator[Row]:
    chance = Random(SEED)
    at_posts = [person for person in bureau.people if person[1]]
    for number in range(VISITS):
        place = chance.randrange(ENTERPRISES)
        town, branch = bureau.towns[place % len(bureau.towns)]
        person = chance.choice(at_posts if chance.random() < 0.9 else bureau.people)[0]
        others = [chance.choice(bureau.people)[0]] if chance.random() < 0.4 else []
        day = bureau.today - timedelta(days=chance.randrange(DAYS))
        yield {
            **_plain_visit(datetime.combine(day, time(2))),
            "id": f"v{number:06}",
            "enterprise_id": f"e{place}",
            "enterprise_name": f"东莞市第{place}五金制品厂",
            "branch_id": branch,
            "town_code": town,
            "visited_on": day,
            "author_id": person,
            "participants": list(dict.fromkeys([person, *others])),
            "state": "withdrawn" if chance.random() < 0.01 else "closed",
        }


def _plain_visit(at: datetime) -> Row:
    told = {"guidance": "已指导台账", "note": "", "representative": "", "representative_title": ""}
    signed = {"sign_state": "absent", "sign_reason": "", "withdrawn_reason": "", "kind": "guidance"}
    rest = {"history": [], "flags": [], "device_time": "", "row_ver": 1}
    return {**told, **signed, **rest, "opened_at": at, "closed_at": at, "received_at": at}


def _participants(visits: Iterable[Row]) -> Iterator[Row]:
    for visit in visits:
        for person in visit["participants"]:
            yield {"visit_id": visit["id"], "person_id": person}


def _findings(visits: Iterable[Row]) -> Iterator[Row]:
    chance = Random(SEED + 1)
    for number, visit in enumerate(visits):
        if chance.random() < 0.35:
            yield _finding(visit, number, chance.random, chance.choice(CATEGORIES))


def _finding(visit: Row, number: int, chance: Callable[[], float], category: str) -> Row:
    solved = chance() < 0.85
    return {
        "id": f"f{number:06}",
        "row_ver": 1,
        "visit_id": visit["id"],
        "enterprise_id": visit["enterprise_id"],
        "category": category,
        "text": "雨污未分流",
        "scopes": [],
        "confirmed_by": "",
        "state": "solved" if solved else "open",
        "solved_note": "已整改" if solved else "",
        "solved_by": visit["author_id"] if solved else None,
        "solved_on": visit["visited_on"] + timedelta(days=int(chance() * 40)) if solved else None,
    }
