"""The rights of whoever administers the database, past those of the program."""

from contextlib import contextmanager

from sqlalchemy import text

from server.core.doors import writing


@contextmanager
def with_all_rights():
    with writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("RESET ROLE"))
        yield session
