"""Deputies; and bytes of commands that were not applied."""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0005_jurisdiction"
down_revision = "0004_backup"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "deputy",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("principal_id", sa.String(length=64), nullable=False),
        sa.Column("deputy_id", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("appointed_by", sa.String(length=64), nullable=False),
        sa.Column("appointed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["person.id"], name=op.f("fk_deputy_principal_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy") as batch:
        batch.create_index(batch.f("ix_deputy_deputy_id"), ["deputy_id"])
        batch.create_index(batch.f("ix_deputy_principal_id"), ["principal_id"])
    # Bytes of a command that was not applied belong to no visit.
    with op.batch_alter_table("blob_declaration") as batch:
        batch.drop_constraint("fk_blob_declaration_visit_id_visit", type_="foreignkey")


def downgrade():
    op.execute("DELETE FROM blob_declaration WHERE kind = 'command'")
    with op.batch_alter_table("blob_declaration") as batch:
        batch.create_foreign_key(
            "fk_blob_declaration_visit_id_visit", "visit", ["visit_id"], ["id"]
        )
    op.drop_table("deputy")
