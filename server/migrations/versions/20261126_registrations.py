"""Acts at the door, who confirmed them, and under which regime a branch works."""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0011_registrations"
down_revision = "0010_rulebook"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_registration()
    op.create_table(
        "registration_confirmation",
        sa.Column("registration_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.Column("essence_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("device_time", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("registration_id", "person_id", "agrees"),
    )
    op.create_table(
        "branch_regime",
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.Column("regime", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=True),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"]),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("branch_regime") as batch:
        batch.create_index(batch.f("ix_branch_regime_branch_id"), ["branch_id"])
    with op.batch_alter_table("enterprise") as batch:
        batch.add_column(sa.Column("act_count", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("enterprise") as batch:
        batch.drop_column("act_count")
    for table in ("branch_regime", "registration_confirmation", "registration"):
        op.drop_table(table)


def _make_registration() -> None:
    op.create_table(
        "registration",
        sa.Column("enterprise_id", sa.String(length=64), nullable=False),
        sa.Column("enterprise_name", sa.String(length=200), nullable=False),
        sa.Column("enterprise_code", sa.String(length=18), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=True),
        sa.Column("town_code", sa.String(length=64), nullable=True),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("regime", sa.String(length=32), nullable=False),
        sa.Column("regime_version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("packs", sa.JSON(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=True),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("lease_id", sa.String(length=64), nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("filing_number", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("lead_id", sa.String(length=64), nullable=False),
        sa.Column("co_id", sa.String(length=64), nullable=True),
        sa.Column("co_how", sa.String(length=8), nullable=False),
        sa.Column("co_state", sa.String(length=16), nullable=False),
        sa.Column("co_at", UtcDateTime(), nullable=True),
        sa.Column("representative", sa.String(length=100), nullable=False),
        sa.Column("representative_title", sa.String(length=100), nullable=False),
        sa.Column("sign_state", sa.String(length=16), nullable=False),
        sa.Column("sign_reason", sa.Text(), nullable=False),
        sa.Column("signature_sha", sa.String(length=64), nullable=True),
        sa.Column("co_signature_sha", sa.String(length=64), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("follows", sa.String(length=64), nullable=True),
        sa.Column("essence_hash", sa.String(length=64), nullable=False),
        sa.Column("command_hash", sa.String(length=64), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("leader_reason", sa.Text(), nullable=False),
        sa.Column("seen_ver", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.String(length=64), nullable=True),
        sa.Column("device_time", sa.String(length=64), nullable=False),
        sa.Column("server_offset_ms", sa.BigInteger(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"]),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"]),
        sa.ForeignKeyConstraint(["town_code"], ["town.id"]),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["co_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    indexed = ("enterprise_id", "branch_id", "town_code", "number", "decided_at", "decided_on")
    with op.batch_alter_table("registration") as batch:
        for column in (*indexed, "lead_id", "co_id", "state"):
            batch.create_index(batch.f(f"ix_registration_{column}"), [column])
