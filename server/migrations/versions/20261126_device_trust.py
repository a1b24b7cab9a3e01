"""From which command on a phone signs, and the commands that were refused."""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0014_device_trust"
down_revision = "0015_desk_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sync_device") as batch:
        batch.add_column(
            sa.Column("signed_from", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch.add_column(sa.Column("forked_at", UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "sync_refused",
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sig", sa.String(length=200), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["sync_device.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("device_id", "hash"),
    )


def downgrade() -> None:
    op.drop_table("sync_refused")
    with op.batch_alter_table("sync_device") as batch:
        batch.drop_column("forked_at")
        batch.drop_column("signed_from")
