"""what GB/T 4754 calls its codes

Revision ID: 0017_trade_names
Revises: 0016_enrolment
"""
import sqlalchemy as sa
from alembic import op

revision = "0017_trade_names"
down_revision = "0016_enrolment"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "trade_names",
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_names")),
    )


def downgrade():
    op.drop_table("trade_names")
