"""steps towards the targets of plans; who solved when is no tally any more

The tallies are emptied, so that a start of the installation counts visits and plans anew.

Revision ID: 0016_desk_steps
Revises: 0016_complaint_phones
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_desk_steps"
down_revision = "0016_complaint_phones"
branch_labels = None
depends_on = None

COUNTED = ("tally_visit", "tally_place", "tally_person", "tally_problem")


def upgrade():
    with op.batch_alter_table("quota_progress") as table:
        table.add_column(sa.Column("steps", sa.JSON(), server_default="{}", nullable=False))
    op.drop_table("tally_solved")
    _forget()


def downgrade():
    op.create_table(
        "tally_solved",
        sa.Column("on", sa.Date(), nullable=False, autoincrement=False),
        sa.Column("person_id", sa.String(length=64), nullable=False, autoincrement=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("on", "person_id", name=op.f("pk_tally_solved")),
        sqlite_with_rowid=False,
    )
    _forget()
    with op.batch_alter_table("quota_progress") as table:
        table.drop_column("steps")


def _forget():
    for table in COUNTED:
        op.execute(f"DELETE FROM {table}")
