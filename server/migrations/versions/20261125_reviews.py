"""reviews keep their command, what it is about, and how it was settled

Revision ID: 0008_reviews
Revises: 0007_sign_in_failures
"""
import json

import sqlalchemy as sa
from alembic import op

revision = '0008_reviews'
down_revision = '0007_sign_in_failures'
branch_labels = None
depends_on = None

COMMAND = ('seq', 'id', 'name', 'version', 'entity', 'args', 'device_time', 'base_ver', 'base_command', 'deps', 'blobs', 'server_offset_ms', 'prev_hash')
EMPTY = {'args': {}, 'base_ver': None, 'base_command': None, 'deps': [], 'blobs': [], 'server_offset_ms': None, 'prev_hash': ''}


def upgrade():
    with op.batch_alter_table('sync_review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('command', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('about', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('enterprise_id', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('visit_id', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('device_time', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('settled_as', sa.String(length=16), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('outcome', sa.String(length=16), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('trace', sa.JSON(), nullable=False, server_default='{}'))
    _give_reviews_their_commands()


def _give_reviews_their_commands():
    """The ledger has the exact text; one that could not be read has no command."""
    review = sa.table('sync_review', sa.column('id'), sa.column('device_id'), sa.column('seq'), sa.column('command_id'), sa.column('command', sa.JSON(none_as_null=True)), sa.column('device_time'))
    ledger = sa.table('sync_command', sa.column('device_id'), sa.column('seq'), sa.column('body'))
    here = sa.and_(ledger.c.device_id == review.c.device_id, ledger.c.seq == review.c.seq)
    told = sa.select(review.c.id, ledger.c.body).join_from(review, ledger, here).where(review.c.command_id != '')
    connection = op.get_bind()
    for review_id, body in connection.execute(told).all():
        text = json.loads(body.replace('\\u0000', ''))
        command = {**EMPTY, **{key: text[key] for key in COMMAND if key in text}}
        changed = {'command': command, 'device_time': command['device_time']}
        connection.execute(sa.update(review).where(review.c.id == review_id).values(changed))


def downgrade():
    with op.batch_alter_table('sync_review', schema=None) as batch_op:
        for name in ('trace', 'outcome', 'settled_as', 'device_time', 'visit_id', 'enterprise_id', 'about', 'command'):
            batch_op.drop_column(name)
