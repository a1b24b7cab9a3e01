"""assigned visits, and open problems found quickly

Revision ID: 0014_planning
Revises: 0013_quotas
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0014_planning"
down_revision = "0013_quotas"
branch_labels = None
depends_on = None

REFERENCES = (
    ("enterprise_id", "enterprise"),
    ("person_id", "person"),
    ("visit_id", "visit"),
    ("by_id", "person"),
)
INDEXED = ("due_on", "enterprise_id", "person_id", "state", "visit_id")


def upgrade():
    op.create_table(
        "visit_plan",
        sa.Column("enterprise_id", sa.String(length=64), nullable=False),
        sa.Column("enterprise_name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("visit_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_visit_plan_{column}_{table}")
            )
            for column, table in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_plan")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_visit_plan_{column}"), "visit_plan", [column])
    op.create_index(op.f("ix_finding_state"), "finding", ["state"])


def downgrade():
    op.drop_index(op.f("ix_finding_state"), "finding")
    op.drop_table("visit_plan")
