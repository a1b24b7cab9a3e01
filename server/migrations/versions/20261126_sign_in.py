"""passwords that the office gave and that are to be chosen anew; a second factor

Passwords of before are taken for chosen.

Revision ID: 0023_sign_in
Revises: 0019_tries
"""

import sqlalchemy as sa
from alembic import op

from server.core.db import UtcDateTime

revision = "0023_sign_in"
down_revision = "0019_tries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("password_given_at", UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("bound_at", UtcDateTime(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_second_factor_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )


def downgrade() -> None:
    op.drop_table("second_factor")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("password_given_at")
