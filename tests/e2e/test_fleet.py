"""Phones with the shipped client, a real bureau, and a line on which everything goes wrong."""

import os
import sqlite3
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from server.core import keys
from sync.digest import EMPTY, moved, row_digest
from tests.e2e.bad_line import FAULTS, BadLine
from tests.e2e.bureau import Bureau, without_press
from tests.e2e.fleet import Fleet, Json, Officer, has_drained, photograph
from tests.e2e.fleet_oracle import FleetOracle
from tests.e2e.ledger import Ledger

IS_LONG = "DOORSTEP_LONG" in os.environ
SEEDS = range(20) if IS_LONG else range(1)
STEPS = 400 if IS_LONG else 80
KILLS = 20 if IS_LONG else 2
LATER_MS = 70_000
# Three are enough to drain (I11); the others are for photos, whose rows change once they arrive.
MOST_SYNCS = 7
AT = {"opened_at": "2026-11-23T01:00:00.000Z", "closed_at": "2026-11-23T01:40:00.000Z"}
ABSENT = {"state": "absent", "reason": "无人在场"}
# No device of the demo has such a name.
OURS = "device_id LIKE '01a20af0-0000-7000-8000-%'"
# SQLite has one writer, so rows stand in the order of their commits.
HEAD = "SELECT seq, tag, n_rows, digest FROM sync_scope WHERE id = ?"
HEADS = "SELECT id, seq FROM sync_scope ORDER BY id"
COMMANDS = f"SELECT * FROM sync_command WHERE {OURS} ORDER BY rowid"  # noqa: S608
VISITS = f"SELECT id, enterprise_id, guidance, state FROM visit WHERE {OURS}"  # noqa: S608


class Day:
    """One day of the fleet: its seed decides who does what, and what the line does."""

    def __init__(self, seed: int, fleet: Fleet, bureau: Bureau, ledger: Ledger) -> None:
        self.random = Random(seed)  # noqa: S311 - chance that can be repeated
        self.fleet = fleet
        self.bureau = bureau
        self.ledger = ledger
        self.free = _enterprises_of(ledger, fleet.officers)
        self.shared = {branch: [some.pop() for _ in range(3)] for branch, some in self.free.items()}
        self.contact = {row["id"]: row["contact_name"] for row in _contacts(ledger)}
        self.seen: dict[tuple[int, str], str] = {}
        self.visits: dict[int, list[tuple[str, str]]] = {}
        self.ids = 0

    def step(self) -> None:
        """One thing happens, somewhere; a bureau that was killed is started again."""
        if self.bureau.process is None:
            self.bureau.start()
        n = self.random.randrange(len(self.fleet.officers))
        deeds = (
            self.close,
            self.joint,
            self.correct,
            self.withdraw,
            self.amend,
            self.sync,
            self.crash,
        )
        (deed,) = self.random.choices(deeds, (6, 2, 3, 1, 4, 10, 2))
        deed(n)

    def sync(self, n: int) -> None:
        some = sorted({n, self.random.randrange(len(self.fleet.officers))})
        self.fleet.order("sync", phones=some, later=LATER_MS)

    def crash(self, n: int) -> None:
        self.fleet.order("crash", phone=n)

    def close(self, n: int) -> None:
        officer = self.fleet.officers[n]
        colleague = self.fleet.officers[n ^ 1]
        visit, guidance = self._id(), f"指导 {self.ids}"
        people = [officer.person, *self.random.choice(([], [colleague.person]))]
        enterprise = self.free[officer.branch].pop()
        photos = [photograph(self.ids)] if self.random.random() < 0.3 else []
        self._issue_visit(n, visit, enterprise, guidance, people, photos)
        self.visits.setdefault(n, []).append((visit, guidance))

    def joint(self, n: int) -> None:
        """Both officers log the visit that they made together, each on the own phone."""
        pair = [n, n ^ 1]
        people = [self.fleet.officers[one].person for one in pair]
        enterprise = self.free[self.fleet.officers[n].branch].pop()
        for one in pair:
            visit = self._id()
            self._issue_visit(one, visit, enterprise, f"同行 {self.ids}", people, [])

    def correct(self, n: int) -> None:
        if not self.visits.get(n):
            return
        place = self.random.randrange(len(self.visits[n]))
        visit, old = self.visits[n][place]
        self.ids += 1
        new = f"更正 {self.ids}"
        args = {"reason": "写错", "changes": {"guidance": [old, new]}}
        self.fleet.issue(n, {"name": "visit.correct", "entity": visit, "args": args}, [])
        self.visits[n][place] = visit, new

    def withdraw(self, n: int) -> None:
        if not self.visits.get(n):
            return
        visit, _ = self.visits[n].pop(self.random.randrange(len(self.visits[n])))
        wish = {"name": "visit.withdraw", "entity": visit, "args": {"reason": "重复"}}
        self.fleet.issue(n, wish, [])

    def amend(self, n: int) -> None:
        """Change who answers for an enterprise, from what this officer last wrote there."""
        entity = self.random.choice(self.shared[self.fleet.officers[n].branch])
        self.ids += 1
        old, new = self.seen.get((n, entity), self.contact[entity]), f"联系人 {self.ids}"
        args = {"changes": {"contact_name": [old, new]}}
        self.fleet.issue(n, {"name": "enterprise.amend", "entity": entity, "args": args}, [])
        self.seen[n, entity] = new

    def heal(self, line: BadLine) -> None:
        """No fault strikes any more: after a few syncs everything is there, and nothing changes."""
        line.is_healed = True
        if self.bureau.process is None:
            self.bureau.start()
        everybody = list(range(len(self.fleet.officers)))
        # What a photo changes at the bureau in one sync, the other phones hear in the next.
        for _ in range(MOST_SYNCS):
            before = self._heads()
            said = self.fleet.order("sync", phones=everybody, later=LATER_MS * 10)
            if self._heads() == before and all(map(has_drained, said)):
                return
        pytest.fail(f"not quiet after {MOST_SYNCS} syncs: {said}")

    def _heads(self) -> list[tuple[str, int]]:
        return [tuple(row) for row in self.ledger.rows(HEADS)]

    def _issue_visit(
        self,
        n: int,
        visit: str,
        enterprise: str,
        guidance: str,
        people: list[str],
        photos: list[bytes],
    ) -> None:
        shown = [
            {"id": f"{visit[:-1]}f", "sha256": sha256(p).hexdigest(), "bytes": len(p)}
            for p in photos
        ]
        args = {**AT, "enterprise_id": enterprise, "kind": "guidance", "participants": people}
        args |= {"checkin": None, "guidance": guidance, "findings": [], "photos": shown, "note": ""}
        args |= {"representative": "", "representative_title": "", "signature": ABSENT}
        self.fleet.issue(n, {"name": "visit.close", "entity": visit, "args": args}, photos)

    def _id(self) -> str:
        self.ids += 1
        return f"01a20af0-0000-7000-a000-{self.ids:011d}0"


@pytest.fixture
def settings() -> dict[str, str]:
    # Towns of the demo have some dozens of rows; in the long run they too start from snapshots.
    return {"DOORSTEP_SNAPSHOT_ROWS": "20"} if IS_LONG else {}


@pytest.fixture
def bureau(bureau: Bureau) -> Iterator[Bureau]:
    """A bureau that makes no papers meanwhile, as each one that is made changes rows."""
    with without_press(bureau):
        yield bureau


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with Fleet(tmp_path / "fleet") as fleet:
        yield fleet


@pytest.mark.timeout(0 if IS_LONG else 300)
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_line_does_each_command_counts_once_and_all_agree(
    seed: int, fleet: Fleet, bureau: Bureau, ledger: Ledger
) -> None:
    chance = Random(seed)  # noqa: S311 - chance that can be repeated
    with BadLine(bureau.port, chance, bureau.kill, KILLS) as line:
        for login in _two_pairs(ledger):
            fleet.join(login, bureau, line.url)
        day = Day(seed, fleet, bureau, ledger)
        before = [tuple(row) for row in _contacts(ledger)]
        for _ in range(STEPS):
            day.step()
        day.heal(line)

    reports = [_report(fleet, ledger, n) for n in range(len(fleet.officers))]
    for officer, report in zip(fleet.officers, reports, strict=True):
        assert has_drained(report["status"]), report["status"]
        check_chain(ledger, officer)
        check_receipts(bureau, ledger, officer, report)
        check_replica(ledger, officer, report)
    check_effects(ledger, fleet.officers, before)
    assert set(FAULTS) - set(line.fired) == set(), line.fired
    assert line.chunks > 0 or not IS_LONG


def check_chain(ledger: Ledger, officer: Officer) -> None:
    """Everything saved is in the ledger, once, in order, under the hash that the driver noted."""
    query = "SELECT id, seq, hash, body FROM sync_command WHERE device_id = ? ORDER BY seq"
    taken = [tuple(row) for row in ledger.rows(query, (officer.device,))]
    saved = [(e["id"], e["seq"], e["hash"], e["body"]) for e in officer.issued]
    assert taken == saved
    assert [seq for _, seq, _, _ in taken] == list(range(1, len(taken) + 1))
    assert all(sha256(body.encode()).hexdigest() == found for _, _, found, body in taken)


def check_receipts(bureau: Bureau, ledger: Ledger, officer: Officer, report: Json) -> None:
    key = keys.load_or_make(bureau.folder / "keys" / "receipt-es256.pem").public_key()
    ((epoch,),) = ledger.rows("SELECT epoch FROM sync_epoch")
    assert len(report["outbox"]) == len(officer.issued)
    for entry in report["outbox"]:
        words = f"doorstep-receipt-v1\n{epoch}\n{officer.device}\n{entry['seq']}\n{entry['hash']}"
        raw = urlsafe_b64decode(entry["result"]["receipt"] + "==")
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        key.verify(encode_dss_signature(r, s), words.encode(), ec.ECDSA(hashes.SHA256()))


def check_replica(ledger: Ledger, officer: Officer, report: Json) -> None:
    """Each scope's count and digest are those of the feed's rows, counted here anew."""
    sums = []
    for scope in _scopes_of(ledger, officer):
        query = "SELECT tbl, row_id, row_ver FROM sync_feed WHERE scope_id = ? AND op = 'put'"
        rows = [tuple(row) for row in ledger.rows(query, (scope,))]
        digest = moved(EMPTY, come=(row_digest(*row) for row in rows))
        heads = [tuple(row) for row in ledger.rows(HEAD, (scope,))]
        held = report["tallies"][scope]
        assert held == {"rows": len(rows), "digest": digest}, (scope, heads, report["status"])
        sums.append(int(digest, 16))
    assert report["total"] == moved(EMPTY, come=sums), "a scope is held that is not the officer's"


def check_effects(ledger: Ledger, officers: list[Officer], before: list[tuple[str, str]]) -> None:
    """What stands in the bureau is what SQL makes of its commands in their order."""
    oracle = FleetOracle([(o.device, o.person, o.name) for o in officers], before)
    with closing(oracle):
        for row in ledger.rows(COMMANDS):
            assert oracle.hear(row["device_id"], row["body"]) == row["status"], row["body"]
        assert {row["id"]: row["contact_name"] for row in _contacts(ledger)} == oracle.contacts()
        expected = oracle.visits()
    logged = ledger.rows(VISITS)
    query = "SELECT person_id FROM visit_participant WHERE visit_id = ?"
    people = {row[0]: frozenset(p for (p,) in ledger.rows(query, row[:1])) for row in logged}
    assert {row[0]: (*row[1:], people[row[0]]) for row in logged} == expected
    photos = ledger.rows("SELECT state FROM photo WHERE visit_id LIKE '01a20af0-0000-7000-a000-%'")
    assert Counter(state for (state,) in photos).keys() == {"received"}


def _report(fleet: Fleet, ledger: Ledger, n: int) -> Json:
    scopes = _scopes_of(ledger, fleet.officers[n])
    report: Json = fleet.order("report", phone=n, scopes=scopes)
    return report


def _two_pairs(ledger: Ledger) -> list[str]:
    """Return two officers each of the two branches that have most to visit."""
    query = (
        "SELECT login, branch_id FROM person p WHERE role = 'officer' ORDER BY"
        " (SELECT count(*) FROM enterprise e JOIN town t ON t.id = e.town_code"
        "  WHERE t.branch_id = p.branch_id) DESC, branch_id, login"
    )
    by_branch: dict[str, list[str]] = {}
    for login, branch in ledger.rows(query):
        by_branch.setdefault(branch, []).append(login)
    first, second, *_ = [logins[:2] for logins in by_branch.values() if len(logins) > 1]
    return [*first, *second]


def _enterprises_of(ledger: Ledger, officers: list[Officer]) -> dict[str, list[str]]:
    query = (
        "SELECT e.id FROM enterprise e JOIN town t ON t.id = e.town_code WHERE t.branch_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.enterprise_id = e.id) ORDER BY e.id"
    )
    return {o.branch: [row["id"] for row in ledger.rows(query, (o.branch,))] for o in officers}


def _contacts(ledger: Ledger) -> list[sqlite3.Row]:
    return ledger.rows("SELECT id, contact_name FROM enterprise")


def _scopes_of(ledger: Ledger, officer: Officer) -> list[str]:
    towns = ledger.rows("SELECT id FROM town WHERE branch_id = ?", (officer.branch,))
    own = [f"officer:{officer.person}", f"device:{officer.device}"]
    return ["bureau", "town:none", *own, *(f"town:{town}" for (town,) in towns)]
