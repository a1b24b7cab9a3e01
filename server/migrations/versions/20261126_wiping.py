"""orders to wipe lost phones

Revision ID: 0017_wiping
Revises: 0017_trade_names
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0017_wiping"
down_revision = "0017_trade_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wipe_order",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("ordered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("fetched_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("commands", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.Column("wiped_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("device_id"),
    )
    op.create_index(op.f("ix_wipe_order_person_id"), "wipe_order", ["person_id"])


def downgrade() -> None:
    op.drop_table("wipe_order")
