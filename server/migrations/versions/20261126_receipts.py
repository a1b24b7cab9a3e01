"""signing keys of phones, and receipts that were withdrawn

Revision ID: 0011_receipts
Revises: 0010_rulebook
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0011_receipts"
down_revision = "0011_registrations"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "device_key",
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=True),
        sa.Column("jwk", sa.JSON(), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_to", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_device_key_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_device_key_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_key")),
    )
    op.create_index(op.f("ix_device_key_device_id"), "device_key", ["device_id"])
    op.create_index(op.f("ix_device_key_person_id"), "device_key", ["person_id"])
    op.create_table(
        "receipt_withdrawal",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("hash_prefix", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_withdrawal")),
        sa.UniqueConstraint("hash_prefix", name=op.f("uq_receipt_withdrawal_hash_prefix")),
    )


def downgrade():
    op.drop_table("receipt_withdrawal")
    op.drop_table("device_key")
