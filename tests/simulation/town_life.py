"""The little world of the simulation: notes that stand in towns, and visits that follow them.

What each command means stands here twice on purpose: as verbs for the engine, and in SQL in
`oracle.py`, written apart, so that each can prove the other wrong.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sync.memory import MemoryTransaction
from sync.protocol import Command, Trouble
from sync.store import APPLIED, Outcome
from sync.upcasting import Upcasters

TOWNS = ("t1", "t2", "t3")
NOTES = tuple(f"n{n}" for n in range(6))

MISSING = Trouble("404.90", "没有这一条")
CHANGED = Trouble("409.90", "别人已经改过")
UNWANTED = Trouble("422.90", "不接受")

Verb = Callable[[MemoryTransaction, Command], Outcome]
Verbs = dict[tuple[str, int], Verb]


def put(tx: MemoryTransaction, command: Command) -> Outcome:
    """Write a note into a town; who comes last is right."""
    args = command.args
    tx.put("note", {"id": command.entity, "text": args["text"], "town": args["town"]}, _in(args))
    _visits_follow(tx, command.entity, args["town"])
    return APPLIED


def edit(tx: MemoryTransaction, command: Command) -> Outcome:
    """Change the text of a note, unless it is no longer what the officer saw."""
    note = tx.world.rows.get(("note", command.entity))
    if note is None:
        return Outcome("rejected", problem=MISSING)
    old, new = command.args["text"]
    if note["text"] == new:
        return Outcome("duplicate")
    if note["text"] != old:
        return Outcome("conflict", problem=CHANGED, mine={"text": new}, theirs=dict(note))
    tx.put("note", {**note, "text": new}, _in(note))
    return APPLIED


def move(tx: MemoryTransaction, command: Command) -> Outcome:
    """Move a note with its visits to another town."""
    note = tx.world.rows.get(("note", command.entity))
    if note is None:
        return Outcome("rejected", problem=MISSING)
    moved = {**note, "town": command.args["town"]}
    tx.put("note", moved, _in(moved))
    _visits_follow(tx, command.entity, moved["town"])
    return APPLIED


def visit(tx: MemoryTransaction, command: Command) -> Outcome:
    """Log a visit: a fact of its own, where the note stands now."""
    note = tx.world.rows.get(("note", command.entity))
    town = note["town"] if note else command.args["town"]
    row = {"id": command.id, "note": command.entity, "town": town, "by": command.args["by"]}
    tx.put("visit", row, _in(row))
    return APPLIED


def refuse(tx: MemoryTransaction, command: Command) -> Outcome:
    del tx, command
    return Outcome("rejected", problem=UNWANTED)


def poison(tx: MemoryTransaction, command: Command) -> Outcome:
    """Write half of something, then break."""
    tx.put("note", {"id": command.entity, "text": "half", "town": "t1"}, frozenset({"town:t1"}))
    raise RuntimeError(command.id)


def put_in_body(tx: MemoryTransaction, command: Command) -> Outcome:
    """Write a note as the later version of the command says it."""
    return put(tx, replace(command, args=command.args["body"]))


VERBS: Verbs = {
    ("note.put", 1): put,
    ("note.edit", 1): edit,
    ("note.move", 1): move,
    ("note.visit", 1): visit,
    ("note.refuse", 1): refuse,
    ("note.poison", 1): poison,
}
# A later bureau knows a further version, and the earlier one only through its upcaster.
LATER_VERBS: Verbs = {key: verb for key, verb in VERBS.items() if key != ("note.put", 1)}
LATER_VERBS[("note.put", 2)] = put_in_body
LATER_UPCASTERS: Upcasters = {("note.put", 1): lambda args: {"body": args}}


def _in(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset({f"town:{row['town']}"})


def _visits_follow(tx: MemoryTransaction, note: str, town: str) -> None:
    for (table, _), row in list(tx.world.rows.items()):
        if table == "visit" and row["note"] == note and row["town"] != town:
            moved = {**row, "town": town}
            tx.put("visit", moved, _in(moved))
