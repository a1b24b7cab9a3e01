"""plans with rules of their own, posts of people by branch, statements of closed plans

Revision ID: 0013_quotas
Revises: 0013_messages
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0013_quotas"
down_revision = "0013_messages"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("quota_plan") as batch:
        batch.add_column(
            sa.Column("kind", sa.String(16), server_default="enterprises", nullable=False)
        )
        batch.add_column(sa.Column("rules", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("quota_progress") as batch:
        batch.add_column(sa.Column("branch_id", sa.String(64), nullable=True))
        batch.add_column(sa.Column("standing", sa.JSON(), nullable=True))
    op.create_table(
        "person_post",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("branch_id", sa.String(64), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_person_post_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_post_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_post")),
    )
    op.create_index(op.f("ix_person_post_person_id"), "person_post", ["person_id"])
    op.execute(
        "INSERT INTO person_post (id, person_id, branch_id) SELECT id, id, branch_id FROM person"
    )
    op.create_table(
        "quota_closing",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.String(64), nullable=False),
        sa.Column("plan_text", sa.Text(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["quota_plan.id"], name=op.f("fk_quota_closing_plan_id_quota_plan")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_quota_closing_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_closing")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_quota_closing_plan_id")),
    )
    op.create_table(
        "quota_statement",
        sa.Column("closing_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("branch_id", sa.String(64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["closing_id"],
            ["quota_closing.id"],
            name=op.f("fk_quota_statement_closing_id_quota_closing"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quota_statement_person_id_person")
        ),
        sa.PrimaryKeyConstraint("closing_id", "n", name=op.f("pk_quota_statement")),
    )


def downgrade():
    op.drop_table("quota_statement")
    op.drop_table("quota_closing")
    op.drop_table("person_post")
    with op.batch_alter_table("quota_progress") as batch:
        batch.drop_column("standing")
        batch.drop_column("branch_id")
    with op.batch_alter_table("quota_plan") as batch:
        batch.drop_column("rules")
        batch.drop_column("kind")
