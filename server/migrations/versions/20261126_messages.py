"""messages, and where they are pushed

Revision ID: 0013_messages
Revises: 0013_tallies
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0013_messages"
down_revision = "0013_tallies"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "message",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("sender_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_message_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["person.id"], name=op.f("fk_message_sender_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_kind_subject", "message", ["kind", "subject"])
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"])
    op.create_index(op.f("ix_message_created_at"), "message", ["created_at"])
    op.create_table(
        "push_subscription",
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.String(length=1024), nullable=False),
        sa.Column("p256dh", sa.String(length=88), nullable=False),
        sa.Column("auth", sa.String(length=24), nullable=False),
        sa.Column("subscribed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_push_subscription_person_id_person")
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_push_subscription")),
    )
    op.create_index(op.f("ix_push_subscription_person_id"), "push_subscription", ["person_id"])
    op.create_table(
        "push_order",
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_push_order_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["push_subscription.device_id"],
            name=op.f("fk_push_order_device_id_push_subscription"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", "device_id", name=op.f("pk_push_order")),
    )
    op.create_index(op.f("ix_push_order_due_at"), "push_order", ["due_at"])
    op.create_table(
        "quiet_hours",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("from_time", sa.String(length=5), nullable=False),
        sa.Column("to_time", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quiet_hours_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quiet_hours")),
    )


def downgrade():
    op.drop_table("quiet_hours")
    op.drop_table("push_order")
    op.drop_table("push_subscription")
    op.drop_table("message")
