"""Remember wrong passwords for a while."""

import sqlalchemy as sa
from alembic import op

import server.core.db

revision = "0007_sign_in_failures"
down_revision = "0006_screens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", server.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure") as batch:
        batch.create_index(op.f("ix_sign_in_failure_who"), ["who"])
        batch.create_index(op.f("ix_sign_in_failure_at"), ["at"])


def downgrade() -> None:
    op.drop_table("sign_in_failure")
