"""tallies of the desk; an older installation counts its visits when it starts

Revision ID: 0013_tallies
Revises: 0013_cases
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_tallies"
down_revision = "0013_cases"
branch_labels = None
depends_on = None

WHERE = ("branch_id", "town_code")
TABLES = {
    "tally_place": ("on", *WHERE),
    "tally_person": ("on", *WHERE, "person_id"),
    "tally_problem": ("on", *WHERE, "category", "took_days"),
    "tally_solved": ("on", "person_id"),
}
TYPES = {"on": sa.Date(), "category": sa.String(length=16), "took_days": sa.Integer()}


def upgrade():
    op.create_table(
        "tally_visit",
        sa.Column("visit_id", sa.String(length=64), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_tally_visit")),
    )
    for table, key in TABLES.items():
        columns = [
            sa.Column(
                name, TYPES.get(name, sa.String(length=64)), nullable=False, autoincrement=False
            )
            for name in key
        ]
        op.create_table(
            table,
            *columns,
            sa.Column("n", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_table("tally_visit")
