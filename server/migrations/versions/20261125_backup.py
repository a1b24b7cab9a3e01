"""Backups made, and how far each device is safe in one."""

import sqlalchemy as sa
from alembic import op

import server.core.db

revision = '0004_backup'
down_revision = '0003_snapshots'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('backup_made',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('made_at', server.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', server.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_backup_made'))
    )
    with op.batch_alter_table('backup_made', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_backup_made_made_at'), ['made_at'], unique=False)

    # Devices known so far are in no verified backup yet.
    with op.batch_alter_table('sync_device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('durable_seq', sa.BigInteger(), nullable=False, server_default='0'))


def downgrade() -> None:
    with op.batch_alter_table('sync_device', schema=None) as batch_op:
        batch_op.drop_column('durable_seq')

    with op.batch_alter_table('backup_made', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_backup_made_made_at'))

    op.drop_table('backup_made')
