"""Damaged messages at the sync door: an answer in words, and never half an effect."""

import json
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from server.core.doors import reading
from server.features.sync_api import snapshots
from server.features.sync_api.models import CommandEntry, Device
from sync.troubles import POISON
from tests.fuzz.conftest import IS_LONG
from tests.fuzz.holdings import BOOKKEEPING, changed, holdings, is_recounted
from tests.fuzz.mangling import Mangler
from tests.server.enterprises.registry import CHANGAN

PORTIONS, EACH = (40, 400) if IS_LONG else (1, 250)
DONE = {"applied", "merged", "duplicate"}
VECTORS = Path(__file__).parents[2] / "sync" / "vectors" / "commands"
GOLDEN = sorted(
    (json.loads(json.loads(path.read_text("utf-8"))["body"]) for path in VECTORS.glob("*.json")),
    key=lambda body: body["seq"],
)


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_a_damaged_message_is_answered_in_words_and_does_nothing_by_half(
    app, officer, folder, portion
):
    chance = Random(portion)  # noqa: S311 - the same requests in every run
    mangler = Mangler(chance)
    before = holdings(folder)
    answered = dict.fromkeys((200, 400, 403, 409, 413), 0)

    for n in range(EACH):
        path, message = repair(chance) if chance.random() < 0.1 else push(chance, n)
        sent = mangler.text(message)
        answer = officer.client.post(path, data=sent, content_type="application/json")
        # What is built beside the requests is of this one, and not of the next.
        app.extensions[snapshots.BUILDER].rest()
        after = holdings(folder)
        assert answer.status_code in answered, (sent[:2000], answer.text)
        assert "Traceback" not in answer.text
        answered[answer.status_code] += 1
        judge(answer, changed(before, after), sent)
        before = after

    assert min(answered[200], answered[400]) > EACH / 10
    assert is_recounted()
    assert ledgers_are_whole()


def test_a_million_scopes_are_refused_and_change_nothing(officer, folder):
    before = holdings(folder)
    scopes = {f"town:{n:09}": [0, ""] for n in range(10**6)}
    sent = json.dumps({"proto": 2, "device": "d", "first_seq": 1, "scopes": scopes})

    answer = officer.client.post("/api/sync", data=sent, content_type="application/json")

    assert (answer.status_code, answer.json["code"]) == (400, "400.01")
    assert changed(before, holdings(folder)) == []


@pytest.mark.parametrize("path", ["/api/sync", "/api/sync/repair"])
def test_more_than_any_phone_would_send_is_not_even_read(officer, folder, path):
    before = holdings(folder)

    answer = officer.client.post(path, data=b" " * (33 * 1024 * 1024))

    assert (answer.status_code, answer.json["code"]) == (413, "413.00")
    assert changed(before, holdings(folder)) == []


def push(chance, n):
    """Return a good request of a new device: a few of the golden commands or many, in order."""
    share = chance.choice((0.1, 0.2, 0.5))
    chosen = [body for body in GOLDEN if chance.random() < share] or GOLDEN[:1]
    commands = [
        {"body": as_of(n // 5, {**body, "seq": seq}), "sig": None}
        for seq, body in enumerate(chosen, start=1)
    ]
    return "/api/sync", {
        "proto": 2,
        "schema": 1,
        "app": "0.1.0",
        "device": f"device-{n}",
        "epoch": "0" * 8,
        "first_seq": 1,
        "commands": commands,
        "announced_head": len(commands),
        "scopes": {f"town:{CHANGAN}": [0, ""], "bureau": [1, "k2j9x0q1"]},
        "limit": 20,
        "last_receipt": 0,
        "digest": "0" * 16,
        "snapshots": True,
        "chunks": 2,
        "replaces": f"device-{n - 9}",
        "proof": {"seq": 1, "hash": "0" * 64, "epoch": "0" * 8, "receipt": "A" * 86},
    }


def as_of(world, body):
    """Return the text of a command about things of its own, shared by a few devices."""
    text = json.dumps(body, ensure_ascii=False)
    return text.replace("019aafd4-7c00-7000-8000", f"019aafd4-7c00-7000-{world:04}")


def repair(chance):
    buckets = [f"{chance.getrandbits(64):016x}"] * 256
    asked = {"device": "device-1", "scope": "bureau", "seq": chance.randrange(9), "tag": "k2j9x0q1"}
    return "/api/sync/repair", {**asked, "buckets": buckets}


def judge(answer, tables, sent):
    """What was refused has changed nothing; what ran and was not taken in, only the ledger."""
    if answer.status_code != 200:
        told = answer.json
        assert answer.mimetype == "application/problem+json"
        assert told["code"].startswith(f"{answer.status_code}.")
        assert told["title"]
        assert answer.status_code == 409 or tables == [], (sent[:2000], tables)
        return
    results = answer.json.get("results", [])
    for result in results:
        assert result["status"] != "retry", sent
        assert (result.get("problem") or {}).get("code") != POISON.code, sent
    if not any(result["status"] in DONE for result in results):
        beside = [name for name in tables if name not in BOOKKEEPING | {"sync_snapshot"}]
        assert beside == [], (sent[:2000], beside)


def ledgers_are_whole():
    """Whether each device's ledger goes from 1 to its last seq without a gap."""
    with reading() as session:
        numbers = session.execute(
            select(Device.last_seq, func.count(CommandEntry.seq), func.max(CommandEntry.seq))
            .outerjoin(CommandEntry, CommandEntry.device_id == Device.id)
            .group_by(Device.id, Device.last_seq)
        ).all()
    return all(last == count == (top or 0) for last, count, top in numbers)
