"""A PostgreSQL database of its own for one measurement."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url, text

# Names the server beside whose databases new ones are made.
POSTGRES = "DOORSTEP_TEST_POSTGRES_URL"


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """Make a database beside the named one, and drop it in the end."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"doorstep_bench_{os.getpid()}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
