"""Matters, what happened to them, who brought them, and links that ask for a word."""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0013_cases"
down_revision = "0012_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_matter()
    _make_event()
    op.create_table(
        "petitioner",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "matter_alias",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("matter_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "matter_link",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("matter_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    for table in ("matter_alias", "matter_link"):
        with op.batch_alter_table(table) as batch:
            batch.create_index(batch.f(f"ix_{table}_matter_id"), ["matter_id"])


def downgrade() -> None:
    for table in ("matter_link", "matter_alias", "petitioner", "matter_event", "matter"):
        op.drop_table(table)


def _make_matter() -> None:
    op.create_table(
        "matter",
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("enterprise_id", sa.String(length=64), nullable=True),
        sa.Column("enterprise_name", sa.String(length=200), nullable=False),
        sa.Column("branch_id", sa.String(length=64), nullable=True),
        sa.Column("town_code", sa.String(length=64), nullable=True),
        sa.Column("finding_id", sa.String(length=64), nullable=True),
        sa.Column("registration_id", sa.String(length=64), nullable=True),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("holder_id", sa.String(length=64), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("offered_to", sa.String(length=64), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("solved_by", sa.String(length=64), nullable=True),
        sa.Column("solved_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"]),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"]),
        sa.ForeignKeyConstraint(["town_code"], ["town.id"]),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["offered_to"], ["person.id"]),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["solved_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    indexed = ("enterprise_id", "branch_id", "town_code", "finding_id", "registration_id", "state")
    with op.batch_alter_table("matter") as batch:
        for column in (*indexed, "holder_id", "offered_to", "due_on", "opened_by", "opened_at"):
            batch.create_index(batch.f(f"ix_matter_{column}"), [column])
        batch.create_index("ix_matter_solved", ["solved_by", "solved_on"])


def _make_event() -> None:
    op.create_table(
        "matter_event",
        sa.Column("matter_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.String(length=64), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.String(length=64), nullable=True),
        sa.Column("to_id", sa.String(length=64), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("party", sa.String(length=100), nullable=False),
        sa.Column("party_title", sa.String(length=100), nullable=False),
        sa.Column("signature_sha", sa.String(length=64), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("row_ver", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("matter_event") as batch:
        for column in ("matter_id", "by_id", "visit_id"):
            batch.create_index(batch.f(f"ix_matter_event_{column}"), [column])
