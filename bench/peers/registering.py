"""A bureau with the demo's people and a registry to measure with, in a process of its own.

`python -m bench.peers.registering found`, then `fill FILE` with the records of the harness (each
becomes an enterprise of one town, with all its fields) or `grow COUNT TOWN` with invented ones.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from server import founding
from server.app import create_app
from server.core import clock
from server.core.doors import writing
from server.core.feed import RowChange
from server.core.ids import new_id
from server.core.replication import announce
from server.demo import people
from server.features.devices import commands as devices
from server.features.enterprises.commands import name_columns
from server.features.enterprises.models import Enterprise
from server.features.enterprises.scopes import scopes_of_town
from server.features.sync_api import snapshots

# 长安镇, whose officer the demo calls chen.
TOWN = "441900119"
E7 = 10_000_000
CHUNK = 20_000
REST = ("town", "status", "staff", "grid", "note")


def found() -> None:
    """Found a bureau whose people may sign in, and whose registry is empty."""
    app = create_app()
    founding.prepare(app)
    with app.app_context(), writing() as session:
        people.add_people(session, Random(1))
        devices.require_enrolment(session, required=False, by=None, at=clock.now())


def fill(records: list[dict[str, Any]]) -> None:
    """Put records into the registry, and build the snapshot that phones start from."""
    with create_app().app_context():
        with writing() as session:
            register(session, (_row(record) for record in records), TOWN)
        snapshots.build_due()


def grow(count: int, town: str) -> None:
    """Add invented enterprises to a town."""
    names = [name_columns(f"东莞市第{n}五金制品有限公司") for n in range(100)]
    with create_app().app_context():
        for start in range(0, count, CHUNK):
            some = range(min(CHUNK, count - start))
            with writing() as session:
                register(session, ({**names[n % 100], "id": new_id()} for n in some), town)


def register(session: Session, rows: Iterable[Mapping[str, Any]], town: str) -> None:
    """Write rows of the registry in bulk and announce them."""
    at = clock.now()
    written = [{**_constant(at), "town_code": town, **row} for row in rows]
    table = Enterprise.__table__
    assert isinstance(table, Table)
    session.execute(insert(table), written, execution_options={"publishes": True})
    scopes = scopes_of_town(town)
    announce(session, [RowChange("enterprise", row["id"], 1, scopes) for row in written])


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **name_columns(record["name"]),
        "id": record["id"],
        "code": record["uscc"],
        "code_kind": "uscc",
        "address": record["address"],
        "kind": record["industry"],
        "contact_name": record["contact"],
        "contact_phone": record["phone"],
        "business_scope": "|".join(str(record[field]) for field in REST),
        "lat_e7": round(record["lat"] * E7),
        "lng_e7": round(record["lng"] * E7),
        "located_at": datetime.fromisoformat(record["updated_at"]),
    }


def _constant(at: datetime) -> dict[str, Any]:
    return {"row_ver": 1, "verified": True, "active": True, "visit_count": 0, "created_at": at}


def main(verb: str, *words: str) -> None:
    """Do what the command line asks for."""
    if verb == "found":
        found()
    elif verb == "fill":
        fill(json.loads(Path(words[0]).read_bytes()))
    else:
        grow(int(words[0]), words[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
