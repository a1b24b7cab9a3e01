"""Keep the phone's time of a correction, and what an import warns of and overwrites."""

import sqlalchemy as sa
from alembic import op

revision = '0006_screens'
down_revision = '0005_jurisdiction'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("visit_revision") as batch:
        batch.add_column(
            sa.Column("device_time", sa.String(length=64), server_default="", nullable=False)
        )

    with op.batch_alter_table("enterprise_import") as batch:
        for name in ("warnings", "overwrites"):
            batch.add_column(sa.Column(name, sa.JSON(), server_default="[]", nullable=False))
        for name in ("n_warned", "n_overwrites"):
            batch.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("enterprise_import") as batch:
        for name in ("warnings", "overwrites", "n_warned", "n_overwrites"):
            batch.drop_column(name)
    with op.batch_alter_table("visit_revision") as batch:
        batch.drop_column("device_time")
