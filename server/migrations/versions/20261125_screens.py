"""Keep the phone's time of a correction."""

import sqlalchemy as sa
from alembic import op

revision = "0002_screens"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("visit_revision") as batch:
        batch.add_column(
            sa.Column("device_time", sa.String(length=64), server_default="", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("visit_revision") as batch:
        batch.drop_column("device_time")
