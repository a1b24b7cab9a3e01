"""Let a rank and a membership begin on a day that nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0009_open_days"
down_revision = "0008_reviews"
branch_labels = None
depends_on = None

TABLES = ("person_rank", "party_membership")


def upgrade() -> None:
    _set_from_on(nullable=True)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"UPDATE {table} SET from_on = '2000-01-01' WHERE from_on IS NULL")  # noqa: S608 - our own names
    _set_from_on(nullable=False)


def _set_from_on(*, nullable: bool) -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("from_on", existing_type=sa.Date(), nullable=nullable)
