"""published rule packs and the catalogue's text

Revision ID: 0010_rulebook
Revises: 0009_open_days
"""
import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = '0010_rulebook'
down_revision = '0009_open_days'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'rule_pack',
        sa.Column('pack', sa.String(length=32), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=100), nullable=False),
        sa.Column('in_force_from', sa.Date(), nullable=False),
        sa.Column('in_force_to', sa.Date(), nullable=True),
        sa.Column('content', sa.Text(), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('signature', sa.String(length=100), nullable=False),
        sa.Column('published_at', UtcDateTime(), nullable=False),
        sa.Column('published_by', sa.String(length=64), nullable=True),
        sa.Column('id', sa.String(length=64), nullable=False),
        sa.Column('row_ver', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['published_by'], ['person.id'], name=op.f('fk_rule_pack_published_by_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_pack')),
        sa.UniqueConstraint('pack', 'version', name=op.f('uq_rule_pack_pack')),
    )
    op.create_table(
        'catalogue_item',
        sa.Column('edition', sa.String(length=16), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('report_book', sa.Text(), nullable=False),
        sa.Column('report_form', sa.Text(), nullable=False),
        sa.Column('registration_form', sa.Text(), nullable=False),
        sa.Column('sensitive_areas', sa.Text(), nullable=False),
        sa.Column('id', sa.String(length=64), nullable=False),
        sa.Column('row_ver', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_item')),
    )


def downgrade():
    op.drop_table('catalogue_item')
    op.drop_table('rule_pack')
