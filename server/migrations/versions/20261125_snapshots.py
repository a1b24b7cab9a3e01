"""Snapshots of scopes."""

import sqlalchemy as sa
from alembic import op

import server.core.db

revision = '0003_snapshots'
down_revision = '0002_engine'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sync_snapshot',
    sa.Column('scope_id', sa.String(length=64), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('tag', sa.String(length=16), nullable=False),
    sa.Column('n_rows', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=16), nullable=False),
    sa.Column('chunks', sa.JSON(), nullable=False),
    sa.Column('chunks_before', sa.JSON(), nullable=False),
    sa.Column('built_at', server.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('claimed_at', server.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('scope_id', name=op.f('pk_sync_snapshot'))
    )


def downgrade() -> None:
    op.drop_table('sync_snapshot')
