"""a log of all deeds that cannot be changed unnoticed

Revision ID: 0015_audit
Revises: 0014_device_trust
"""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0015_audit"
down_revision = "0014_device_trust"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
DIGESTED = ("device_id", "seq", "id", "name", "version", "entity", "hash", "sig", "status")
COMMAND = sa.table(
    "sync_command",
    *(sa.column(name) for name in (*DIGESTED, "body")),
    sa.column("result", sa.JSON()),
    sa.column("received_at", UtcDateTime()),
)
DEVICE = sa.table("sync_device", sa.column("id"), sa.column("person_id"))
ENTRY = sa.table(
    "audit_entry",
    *(sa.column(name) for name in ("event", "subject", "person_id")),
    sa.column("at", UtcDateTime()),
    sa.column("facts", sa.JSON()),
)


def upgrade():
    op.create_table(
        "audit_tree",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_tree")),
    )
    op.create_table(
        "audit_leaf",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "entry_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_leaf_entry_id_audit_entry")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_leaf_entry_id")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("peaks", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_audit_checkpoint")),
    )
    tell_of_commands_of_before(op.get_bind())


def tell_of_commands_of_before(connection):
    """Write an entry for each command in the ledger; the program then gives them their places."""
    columns = (*COMMAND.c, DEVICE.c.person_id)
    found = sa.select(*columns).join(DEVICE, DEVICE.c.id == COMMAND.c.device_id)
    # Read before anything is written: a migration has one connection.
    rows = connection.execute(found.order_by(COMMAND.c.received_at, COMMAND.c.seq)).mappings().all()
    for start in range(0, len(rows), AT_ONCE):
        entries = [entry_of(row) for row in rows[start : start + AT_ONCE]]
        connection.execute(sa.insert(ENTRY), entries)


def entry_of(row):
    told = {name: row[name] for name in DIGESTED}
    told["body"] = sha256(row["body"].encode()).hexdigest()
    told["received_at"] = row["received_at"].isoformat(timespec="microseconds")
    told["result"] = row["result"]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    facts = {"device": row["device_id"], **{n: row[n] for n in ("seq", "name", "status", "hash")}}
    return {
        "at": row["received_at"],
        "event": "command.taken_in",
        "subject": row["entity"] or row["device_id"],
        "person_id": row["person_id"],
        "facts": {**facts, "entry": sha256(text.encode()).hexdigest()},
    }


def downgrade():
    op.drop_table("audit_checkpoint")
    op.drop_table("audit_leaf")
    op.drop_table("audit_tree")
    op.execute(sa.delete(ENTRY).where(ENTRY.c.event.like("command.%")))
