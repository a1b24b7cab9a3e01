"""wrong tries of every kind of secret, not of passwords alone

What was counted is of the last hour and begins anew.

Revision ID: 0019_tries
Revises: 0018_rotation
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0019_tries"
down_revision = "0018_rotation"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_table("sign_in_failure")
    op.create_table(
        "wrong_try",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_try")),
    )
    op.create_index(op.f("ix_wrong_try_who"), "wrong_try", ["who"])
    op.create_index(op.f("ix_wrong_try_at"), "wrong_try", ["at"])


def downgrade():
    op.drop_table("wrong_try")
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(op.f("ix_sign_in_failure_who"), "sign_in_failure", ["who"])
    op.create_index(op.f("ix_sign_in_failure_at"), "sign_in_failure", ["at"])
