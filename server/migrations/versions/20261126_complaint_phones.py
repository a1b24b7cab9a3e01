"""where enterprises may complain of a branch; an older installation is told by its administrator

Revision ID: 0016_complaint_phones
Revises: 0015_audit
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_complaint_phones"
down_revision = "0015_audit"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("branch") as batch:
        batch.add_column(
            sa.Column("complaint_phone", sa.String(32), server_default="", nullable=False)
        )


def downgrade():
    with op.batch_alter_table("branch") as batch:
        batch.drop_column("complaint_phone")
