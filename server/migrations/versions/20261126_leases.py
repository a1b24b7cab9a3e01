"""authority leases of phones

Revision ID: 0016_leases
Revises: 0016_desk_steps
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0016_leases"
down_revision = "0016_desk_steps"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "authority_lease",
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("dark_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_authority_lease_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_lease")),
    )
    op.create_index(op.f("ix_authority_lease_device_id"), "authority_lease", ["device_id"])
    op.create_index(op.f("ix_authority_lease_person_id"), "authority_lease", ["person_id"])


def downgrade():
    op.drop_table("authority_lease")
