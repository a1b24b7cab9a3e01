"""reports of the desk, and filters that people keep

Revision ID: 0015_desk_reports
Revises: 0014_planning
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0015_desk_reports"
down_revision = "0014_planning"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "desk_report",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_desk_report_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_report")),
    )
    for column in ("ordered_at", "person_id", "state"):
        op.create_index(op.f(f"ix_desk_report_{column}"), "desk_report", [column])
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_saved_filter_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_person_id"), "saved_filter", ["person_id"])


def downgrade():
    op.drop_table("saved_filter")
    op.drop_table("desk_report")
