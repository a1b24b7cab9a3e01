"""The history of commits, horizons, closed devices and defects."""

import sqlalchemy as sa
from alembic import op

import server.core.db

revision = '0002_engine'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sync_commit',
    sa.Column('scope_id', sa.String(length=64), nullable=False),
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('tag', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('scope_id', 'seq', name=op.f('pk_sync_commit'))
    )
    op.create_table('sync_defect',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('device_id', sa.String(length=64), nullable=True),
    sa.Column('person_id', sa.String(length=64), nullable=True),
    sa.Column('scope', sa.String(length=64), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('tag', sa.String(length=40), nullable=False),
    sa.Column('buckets', sa.JSON(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('first_at', server.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('last_at', server.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['sync_device.id'], name=op.f('fk_sync_defect_device_id_sync_device')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sync_defect_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sync_defect'))
    )
    with op.batch_alter_table('sync_defect', schema=None) as batch_op:
        batch_op.create_index('ix_sync_defect_sighting', ['device_id', 'kind', 'scope'], unique=False)
        batch_op.create_index(batch_op.f('ix_sync_defect_last_at'), ['last_at'], unique=False)
    with op.batch_alter_table('sync_device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('closed_at', server.core.db.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('replaced_by', sa.String(length=64), nullable=True))
    with op.batch_alter_table('sync_scope', schema=None) as batch_op:
        batch_op.add_column(sa.Column('horizon', sa.BigInteger(), server_default='0', nullable=False))
    # Of the commits so far only the last tag of each scope is known, so the history begins there:
    # phones that stand at it go on, others start their scope anew.
    op.execute('INSERT INTO sync_commit (scope_id, seq, tag) SELECT id, seq, tag FROM sync_scope WHERE seq > 0')
    op.execute('UPDATE sync_scope SET horizon = seq')


def downgrade() -> None:
    with op.batch_alter_table('sync_scope', schema=None) as batch_op:
        batch_op.drop_column('horizon')
    with op.batch_alter_table('sync_device', schema=None) as batch_op:
        batch_op.drop_column('replaced_by')
        batch_op.drop_column('closed_at')
    op.drop_table('sync_defect')
    op.drop_table('sync_commit')
