"""Alembic's environment: the application's own engine and tables."""

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

target = current_app.extensions["migrate"].db


def run() -> None:
    with target.engine.connect().execution_options(writes=True, migrates=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=target.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        heed_no_references(connection)
        with context.begin_transaction():
            context.run_migrations()
            refuse_broken_references(connection)


def heed_no_references(connection: Connection) -> None:
    """SQLite changes a table by making it anew; the old one may go only when nobody heeds."""
    if connection.dialect.name == "sqlite":
        # Nobody else may get this connection later. The pragma works only outside a transaction,
        # so it goes past SQLAlchemy, which would begin one.
        connection.detach()
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")


def refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not broken, f"rows refer to rows that are not there: {broken[:5]}"


run()
