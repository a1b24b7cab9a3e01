"""The phones of a load: who holds them, what they send, and their own ledger of what was said."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.bureau_talk import HEADERS
from bench.installation import Installation
from bench.load_driver import Answer, post
from server.app import create_app
from server.config import Settings, database_url, from_environment
from server.core import tokens
from server.core.auth import COOKIE, Actor, Role
from server.core.doors import reading, writing
from server.core.gate import PROMISED, Crowded
from server.features.accounts import commands as accounts
from server.features.accounts.commands import NewPerson
from server.features.accounts.models import SignIn
from server.features.devices import commands as devices
from server.features.enterprises import commands as enterprises
from server.features.enterprises.commands import NewEnterprise
from server.features.organisation import queries as organisation
from server.features.sync_api.models import CommandEntry
from server.features.visits.models import Visit

PEOPLE = 100
ROWS = 1700
TOWN = "441900119"
MOST_TOGETHER = 200
# The app's own patience (pwa/src/sync/pause.ts).
FIRST_S, CEILING_S, MOST_LATER = 2.0, 300.0, 0.2
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass
class LoadPhone:
    """One phone: what it has still to send, and what it was told of each command."""

    port: int
    device: str
    person_id: str
    commands: list[str]
    told: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    waited: int = 0

    async def sync(self, **more: Any) -> Answer:
        """Ask once; when sent away, come again when the shipped app would."""
        body = {"proto": 2, "schema": 1, "app": "load", "device": self.device, **more}
        headers = {**HEADERS, "Cookie": f"{COOKIE}=load-{self.person_id}"}
        failures, path = 0, "/api/sync"
        while (answer := await post(self.port, path, headers, body)).status == 503:
            is_promised = answer.body["code"] == Crowded.code
            path = f"/api/sync?{PROMISED}" if is_promised else "/api/sync"
            failures += not is_promised
            self.waited += 1
            await asyncio.sleep(_pause_s(failures, answer.retry_after_s, is_promised=is_promised))
        assert answer.status == 200, answer
        return answer

    async def greet(self) -> None:
        """Be met with nothing to send yet."""
        await self.sync(first_seq=1, limit=0)

    async def push(self) -> None:
        """Send all that waits, and keep what each command became."""
        while self.sent < len(self.commands):
            part = self.commands[self.sent : self.sent + MOST_TOGETHER]
            answer = await self.sync(
                first_seq=self.sent + 1,
                commands=[{"body": text} for text in part],
                announced_head=len(self.commands),
                limit=0,
            )
            self.told.update(result["status"] for result in answer.body["results"])
            self.sent = answer.body["expected_seq"] - 1

    async def pull(self) -> None:
        """Ask from nothing until every scope has come to its end."""
        held: dict[str, list[Any]] = {}
        while True:
            scopes = (await self.sync(first_seq=1, scopes=held)).body.get("scopes", {})
            held |= {name: [page["to"], page["tag"]] for name, page in scopes.items()}
            self.told.update(rows=_rows(scopes))
            if all(page["to"] >= page["current"] for page in scopes.values()):
                return


def _pause_s(failures: int, wish_s: float, *, is_promised: bool) -> float:
    """Return how long the app waits after so many failures in a row (pwa/src/sync/pause.ts)."""
    by_chance = random.random()
    own = (
        0 if is_promised else min(CEILING_S, FIRST_S * 2.0 ** (failures - 1)) * (1 + by_chance) / 2
    )
    return max(own, wish_s * (1 + MOST_LATER * by_chance))


def _rows(scopes: dict[str, Any]) -> int:
    pages = (part for page in scopes.values() for part in page.get("put", {}).values())
    return sum(len(part["rows"]) for part in pages)


def settle(installation: Installation) -> Sequence[str]:
    """Write a hundred officers, signed in, and the enterprises of their town; return their ids.

    Their phones are met without being enrolled.
    """
    with _application(installation).app_context(), writing() as session:
        devices.require_enrolment(session, required=False, by=None, at=MORNING)
        branch_id = organisation.branch_of_town(session, TOWN)
        new = [NewPerson(f"load{n}", f"员{n}", Role.OFFICER, branch_id) for n in range(PEOPLE)]
        ids = [accounts.add_person(session, one).id for one in new]
        session.flush()
        session.add_all(_sign_in(person_id) for person_id in ids)
        by = Actor(ids[0], "员0", Role.OFFICER, branch_id, "load")
        for n in range(ROWS):
            place = NewEnterprise(place_id(n), f"东莞市第{n}五金厂", town_code=TOWN)
            enterprises.add_enterprise(session, place, by=by, at=MORNING)
    return ids


def phones(
    port: int, people: Sequence[str], *, count: int, commands: int, mark: str
) -> list[LoadPhone]:
    """Return phones of these people, each with so many visits to send; `mark` tells runs apart."""
    made = []
    for n in range(count):
        device, person_id = f"load-{mark}-{n}", people[n % len(people)]
        places = [crc32(f"{device}-{seq}".encode()) % ROWS for seq in range(1, commands + 1)]
        made.append(phone(port, device, person_id, places))
    return made


def phone(port: int, device: str, person_id: str, places: Sequence[int]) -> LoadPhone:
    """Return a phone with a visit to each of these enterprises to send."""
    return LoadPhone(port, device, person_id, list(_visits(device, person_id, places)))


def misses(installation: Installation, fleet: Sequence[LoadPhone]) -> Sequence[str]:
    """Say what the database holds otherwise than the phones' own ledger; nothing: all is well."""
    found = []
    with _application(installation).app_context(), reading() as session:
        for phone in fleet:
            entries = _count(session, CommandEntry.device_id == phone.device)
            visits = _count(session, Visit.id.like(f"v-{phone.device}-%"))
            due = (len(phone.commands), phone.told["applied"], phone.sent)
            if set(due) != {entries} or entries != visits:
                found.append(f"{phone.device}: due and told {due}, kept {entries}, {visits} visits")
    return found


def place_id(n: int) -> str:
    """Return the id of one of the enterprises."""
    return f"place-{n}"


def _count(session: Session, condition: Any) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0


def _visits(device: str, person_id: str, places: Sequence[int]) -> Iterator[str]:
    before = ""
    for seq, place in enumerate(places, 1):
        told = _visit(device, person_id, place_id(place), seq)
        body = json.dumps(told | {"prev_hash": before}, ensure_ascii=False)
        before = sha256(body.encode()).hexdigest()
        yield body


def _visit(device: str, person_id: str, enterprise_id: str, seq: int) -> dict[str, Any]:
    opened = MORNING + timedelta(minutes=seq)
    args = {
        "enterprise_id": enterprise_id,
        "kind": "guidance",
        "opened_at": opened.isoformat(),
        "closed_at": (opened + timedelta(minutes=1)).isoformat(),
        "participants": [person_id],
        "guidance": "已指导台账",
        "findings": [
            {"id": f"f-{device}-{seq}", "category": "water", "text": "雨污未分流", "solved": False}
        ],
        "signature": {"state": "absent", "reason": "无人在场"},
    }
    return {
        "v": 1,
        "seq": seq,
        "id": f"c-{device}-{seq}",
        "name": "visit.close",
        "version": 1,
        "entity": f"v-{device}-{seq}",
        "args": args,
        "deps": [],
        "blobs": [],
        "device_time": opened.isoformat(),
    }


def _sign_in(person_id: str) -> SignIn:
    at = datetime.now(UTC)
    return SignIn(
        id=f"load-{person_id}",
        token_hash=tokens.hashed(f"load-{person_id}"),
        person_id=person_id,
        created_at=at,
        last_seen_at=at,
        expires_at=at + timedelta(days=1),
    )


def _application(installation: Installation) -> Any:
    folder = installation.data_dir
    url = installation.database_url or f"sqlite:///{folder / 'doorstep.db'}"
    pwa = from_environment().pwa_dir
    return create_app(Settings(database_url(url), data_dir=folder, pwa_dir=pwa))
