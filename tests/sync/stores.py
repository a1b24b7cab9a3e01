"""A store of each kind, and short words for what is asked of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from server.core.auth import Actor, Role
from server.core.doors import writing
from server.features.sync_api.commands import raise_durable, register_device
from server.features.sync_api.store import SqlStore
from sync.memory import MemoryStore
from sync.protocol import Envelope
from sync.store import APPLIED
from tests.conftest import Clock
from tests.note import note_verb, put_note

DEVICE = "the-phone"


@dataclass(frozen=True)
class StoreRoom:
    """A store, and how to write a note, or what a backup holds, in one of its transactions."""

    store: Any
    put: Callable[..., None]
    back_up: Callable[..., None]

    def write(self, note_id: str, text: str, *scopes: str) -> dict[str, int]:
        with self.store.write() as tx:
            self.put(tx, note_id, text, scopes)
            return dict(tx.publish())


def in_memory() -> StoreRoom:
    def verb(tx, command):
        _put_in_memory(tx, command.entity, command.args["text"], ["bureau"])
        return APPLIED

    return StoreRoom(MemoryStore({("note", 1): verb}), _put_in_memory, _back_up_in_memory)


def _back_up_in_memory(tx, device, seq):
    tx.world.devices[device] = replace(tx.lock_device(device), durable_seq=seq)


def _put_in_memory(tx, note_id, text, scopes):
    tx.put("note", {"id": note_id, "text": text}, frozenset(scopes))


def on_sql(officer: str) -> StoreRoom:
    actor = Actor(officer, "陈志远", Role.OFFICER, None, "session", DEVICE)
    with writing() as session:
        register_device(session, DEVICE, by=actor, announced_head=0, at=Clock()())
    store = SqlStore({("note", 1): note_verb}, actor, Clock()())
    return StoreRoom(
        store,
        lambda tx, *note: put_note(tx.session, *note),
        lambda tx, device, seq: raise_durable(tx.session, {device: seq}),
    )


def page(office, scope, after=0, limit=1000):
    with office.store.read() as tx:
        return tx.page(scope, after=after, limit=limit)


def head(office, scope):
    with office.store.read() as tx:
        return tx.heads([scope])[scope]


def texts(found):
    part = found.put.get("note")
    if part is None:
        return {}
    at = part.cols.index("text")
    return {row[part.cols.index("id")]: row[at] for row in part.rows}


def command(seq, entity="a"):
    body = {"seq": seq, "id": f"c{seq}", "name": "note", "version": 1, "entity": entity}
    return Envelope(json.dumps({**body, "args": {"text": "hello"}, "device_time": "now"}))
