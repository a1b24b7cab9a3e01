"""tokens of sessions that follow each other, bound to the key of a phone

Revision ID: 0018_rotation
Revises: 0017_wiping
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0018_rotation"
down_revision = "0017_wiping"
branch_labels = None
depends_on = None

HASHES = ("earlier_hash", "family_hash")


def upgrade() -> None:
    with op.batch_alter_table("sign_in") as batch:
        for name in (*HASHES, "kid"):
            batch.add_column(sa.Column(name, sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("rotated_at", UtcDateTime(timezone=True), nullable=True))
        for name in HASHES:
            batch.create_unique_constraint(op.f(f"uq_sign_in_{name}"), [name])


def downgrade() -> None:
    with op.batch_alter_table("sign_in") as batch:
        for name in HASHES:
            batch.drop_constraint(op.f(f"uq_sign_in_{name}"), type_="unique")
        for name in (*HASHES, "kid", "rotated_at"):
            batch.drop_column(name)
