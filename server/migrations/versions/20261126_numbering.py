"""Series of numbers, the blocks that phones carry, and the numbers that were given."""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0012_numbering"
down_revision = "0011_receipts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "number_series",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(length=80), nullable=False),
        sa.Column("start_after", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("branch_id", "kind", "year", "part"),
        sa.UniqueConstraint("pattern", "year"),
    )
    _make_lease()
    _make_entry()


def downgrade() -> None:
    for table in ("number_entry", "number_lease", "number_series"):
        op.drop_table(table)


def _make_lease() -> None:
    op.create_table(
        "number_lease",
        sa.Column("series_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(length=80), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("returned_from", sa.Integer(), nullable=True),
        sa.Column("leased_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["number_series.id"]),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("number_lease") as batch:
        for column in ("series_id", "device_id"):
            batch.create_index(batch.f(f"ix_number_lease_{column}"), [column])


def _make_entry() -> None:
    op.create_table(
        "number_entry",
        sa.Column("series_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("act_id", sa.String(length=64), nullable=True),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["number_series.id"]),
        sa.PrimaryKeyConstraint("series_id", "n"),
    )
    with op.batch_alter_table("number_entry") as batch:
        for column in ("text", "act_id"):
            batch.create_index(batch.f(f"ix_number_entry_{column}"), [column])
