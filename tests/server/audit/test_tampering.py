"""What somebody with all rights of the database changes in the log is named by its place."""

import os
import random
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError

from server.core import audit, clock, notary, trail
from server.core.doors import writing
from server.features.audit.verifying import verify
from sync.merkle import leaf_hash
from tests.server.audit.tampering import with_all_rights
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.visiting import Phone

# In each database; `make test-long` asks for 1,000 of each.
TIMES = 1_000 if "DOORSTEP_LONG" in os.environ else 60
SIZE = 24
TEXTS = {
    "audit_entry": ("event", "subject", "person_id", "facts", "at"),
    "audit_leaf": ("hash", "seal"),
    "sync_command": ("id", "name", "entity", "hash", "body", "status", "result", "received_at"),
}


@pytest.fixture
def log(as_person, people, time):
    """Do a morning's work: commands of a phone and deeds of the office, signed in between."""
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    phone = Phone(as_person(people.officer, "phone"), people.officer, "phone")
    for n in range(4):
        phone.visit(f"v{n}", "own")
    time.pass_by(hours=1)
    _record(6)
    time.pass_by(hours=1)
    _record(4)
    with writing() as session:
        size = trail.sign(session).size
    return _grown_to(SIZE, size)


def _record(times):
    for n in range(times):
        with writing() as session:
            told = {"fields": ["name"], "reason": "因", "n": n}
            audit.record(session, "thing.done", subject=f"s{n}", by=None, at=clock.now(), **told)


def _grown_to(size, now):
    _record(size - now)
    with writing() as session:
        return trail.sign(session).size


def found(session):
    session.flush()
    session.expire_all()
    tree, fault = verify(session)
    return tree.size if fault is None else None, fault and fault.index


def test_a_log_that_nobody_touched_is_unbroken(log):
    with writing() as session:
        assert found(session) == (SIZE, None)


def test_every_change_is_found_with_its_place(log):
    chance = random.Random(20261126)  # noqa: S311
    ways = (flip, cut_off, swap, rewrite, rewrite)
    missed = []
    for n in range(TIMES):
        way = chance.choice(ways)
        with with_all_rights() as session:
            expected = way(session, chance)
            # What did not change anything is no tampering.
            if expected is not None and (index := found(session)[1]) != expected:
                missed.append((n, way.__name__, expected, index))
            session.rollback()

    assert missed == []
    with with_all_rights() as session:
        assert found(session) == (SIZE, None)


def flip(session, chance):
    """Change one letter of one cell; return the place of the deed that it belongs to."""
    table = chance.choice(list(TEXTS))
    column = chance.choice(TEXTS[table])
    key = {"audit_entry": "id", "audit_leaf": "n", "sync_command": "seq"}[table]
    rows = session.execute(text(f"SELECT {key}, CAST({column} AS TEXT) FROM {table}")).all()  # noqa: S608
    chosen, cell = chance.choice([row for row in rows if row[1]])
    at = chance.randrange(len(cell))
    if column in {"at", "received_at"}:
        at = 18  # the last digit of the second
    new = cell[:at] + chance.choice([c for c in "0123456" if c != cell[at]]) + cell[at + 1 :]
    try:
        with session.begin_nested():
            kind = cast_of(session, column)
            statement = f"UPDATE {table} SET {column} = CAST(:new AS {kind}) WHERE {key} = :key"  # noqa: S608
            session.execute(text(statement), {"new": new, "key": chosen})
    except DataError:  # PostgreSQL keeps no broken JSON
        return None
    return place(session, table, chosen)


def cast_of(session, column):
    if session.get_bind().dialect.name != "postgresql":
        return "TEXT"
    kinds = {"facts": "JSON", "result": "JSON", "at": "TIMESTAMPTZ", "received_at": "TIMESTAMPTZ"}
    return kinds.get(column, "VARCHAR")


def place(session, table, key):
    if table == "audit_leaf":
        return key
    if table == "audit_entry":
        statement = text("SELECT n FROM audit_leaf WHERE entry_id = :key")
        return session.scalar(statement, {"key": key})
    events = session.execute(
        text(
            "SELECT l.n FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry_id"
            " WHERE e.event = 'command.taken_in' ORDER BY l.n"
        )
    ).scalars()
    return list(events)[key - 1]


def cut_off(session, chance):
    return cut_off_at(session, SIZE - chance.randint(1, SIZE - 1))


def cut_off_at(session, left):
    """Take the last deeds away, and have the counter say so."""
    ids = "SELECT entry_id FROM audit_leaf WHERE n >= :left"
    gone = [row[0] for row in session.execute(text(ids), {"left": left})]
    session.execute(text("DELETE FROM audit_leaf WHERE n >= :left"), {"left": left})
    for entry in gone:
        session.execute(text("DELETE FROM audit_entry WHERE id = :id"), {"id": entry})
    session.execute(text("UPDATE audit_tree SET size = :left"), {"left": left})
    return left


def swap(session, chance):
    """Have two deeds change places, their seals with them or not."""
    one, other = sorted(chance.sample(range(SIZE), 2))
    moving = text("UPDATE audit_leaf SET n = :to WHERE n = :n")
    for n, to in ((one, -1), (other, one), (-1, other)):
        session.execute(moving, {"n": n, "to": to})
    return one


def rewrite(session, chance):
    """Tell another story from one deed on, every hash made anew; only the key is missing."""
    first = chance.randrange(SIZE)
    session.execute(
        text(
            "UPDATE audit_entry SET subject = 'somebody else'"
            " WHERE id = (SELECT entry_id FROM audit_leaf WHERE n = :n)"
        ),
        {"n": first},
    )
    session.expire_all()
    for leaf in session.query(trail.AuditLeaf).where(trail.AuditLeaf.n >= first):
        entry = session.get(audit.AuditEntry, leaf.entry_id)
        content = {n: getattr(entry, n) for n in ("event", "subject", "person_id", "facts", "at")}
        leaf.hash = leaf_hash(trail.content_of(content)).hex()
        if leaf.n == first:
            leaf.seal = f"{chance.getrandbits(128):032x}"
    if chance.random() < 0.5:
        session.execute(text("DELETE FROM audit_checkpoint"))
    return first


def test_a_deed_slipped_in_past_the_log_is_found(log):
    with with_all_rights() as session:
        session.execute(
            text(
                "INSERT INTO audit_entry (at, event, subject, facts)"
                " SELECT at, event, subject, facts FROM audit_entry WHERE subject = 's1' LIMIT 1"
            )
        )
        assert found(session)[1] == SIZE


def test_a_command_slipped_into_the_ledger_is_found(log):
    columns = "device_id, id, name, version, entity, hash, body, status, result, received_at"
    with writing() as session:
        session.execute(
            text(
                f"INSERT INTO sync_command (seq, {columns})"  # noqa: S608
                f" SELECT 999, {columns} FROM sync_command WHERE seq = 1"
            )
        )
        assert found(session)[1] == SIZE


def test_a_checkpoint_kept_outside_shows_what_was_cut_off_with_all_checkpoints(log):
    with with_all_rights() as session:
        outside = notary.opened(trail.newest(session).note)
    with with_all_rights() as session:
        cut_off_at(session, SIZE - 3)
        session.execute(text("DELETE FROM audit_checkpoint"))

        assert found(session) == (SIZE - 3, None)
        assert verify(session, [outside])[1].index == SIZE - 3
        session.rollback()


def test_a_forged_checkpoint_is_named(log):
    with with_all_rights() as session:
        kept = trail.newest(session)
        kept.note = kept.note.replace("doorstep", "elsewhere")
        assert found(session)[1] == SIZE - 1


def test_the_tree_is_signed_once_an_hour(app, time):
    _record(2)
    first = newest()
    time.pass_by(minutes=59)
    _record(2)
    assert newest() == first
    time.pass_by(minutes=1)
    _record(1)

    assert (first[0], newest()[0]) == (1, 5)
    assert newest()[1] - first[1] == timedelta(hours=1)


def newest():
    with writing() as session:
        kept = trail.newest(session)
        return kept.size, kept.at
