"""Many rows that are written at once are the same as if each were written alone."""

import os
from contextlib import contextmanager
from datetime import UTC, date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core import copying, inserts
from server.core.db import UtcDateTime, db
from server.core.feed import FeedEntry
from server.features.reports.models import TalliedVisit
from server.features.sync_api.models import CommandEntry
from server.features.visits.models import Finding, Visit

ODD = Table(
    "test_odd",
    MetaData(),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("on", Date),
    Column("words", String),
    Column("big", BigInteger),
    Column("share", Float),
    Column("yes", Boolean),
    Column("at", UtcDateTime),
    Column("told", JSON),
    Column("bytes", LargeBinary),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
TRICKY = st.sampled_from(["\\N", "\\.", "\t", "\r\n", '"', "{}", "NULL", "", "雨污分流"])
VALUES = st.fixed_dictionaries(
    {
        "on": st.none() | st.dates(date(1900, 1, 1)),
        "words": st.none() | WORDS | TRICKY,
        "big": st.none() | st.integers(-(2**63), 2**63 - 1),
        "share": st.none() | st.floats(allow_nan=False, allow_infinity=False, width=64),
        "yes": st.none() | st.booleans(),
        "at": st.none() | st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year > 1900),
        "told": st.none() | st.lists(WORDS | TRICKY) | st.dictionaries(WORDS, st.integers(0, 9)),
        "bytes": st.none() | st.binary(max_size=20),
    }
)


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url)
    ODD.create(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite knows no COPY and no roles")
    return engine


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VALUES, min_size=2, max_size=6))
def test_odd_values_are_kept_as_if_each_row_were_written_alone(engine, values):
    rows = [{"n": n, **one} for n, one in enumerate(values)]
    with engine.connect() as connection:
        connection.execute(insert(ODD), rows)
        together = connection.execute(select(ODD).order_by(ODD.c.n)).all()
        connection.rollback()
    with engine.connect() as connection:
        for row in rows:
            connection.execute(insert(ODD), row)
        alone = connection.execute(select(ODD).order_by(ODD.c.n)).all()
        connection.rollback()

    assert together == alone


def test_a_row_that_is_there_already_refuses_all_and_leaves_none(engine):
    with engine.begin() as connection:
        connection.execute(insert(ODD), {"n": 2})

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(ODD), [{"n": 1}, {"n": 2}, {"n": 3}])

    with engine.connect() as connection:
        assert connection.scalars(select(ODD.c.n)).all() == [2]


@pytest.mark.parametrize("model", [Visit, Finding, CommandEntry])
def test_what_a_push_writes_most_of_is_copied(model):
    statement = str(insert(model.__table__).compile(dialect=PGDialect_psycopg()))

    copy = copying.copy_of(statement)

    assert copy is not None
    assert copy.statement.startswith(f"COPY {model.__tablename__} (")
    assert list(copy.names) == [column.name for column in model.__table__.columns]


@pytest.mark.parametrize(
    "more",
    [
        "INSERT INTO a (b) VALUES (%(b)s::VARCHAR) RETURNING a.id",
        "INSERT INTO a (b) VALUES (%(b)s::VARCHAR) ON CONFLICT DO NOTHING",
        "INSERT INTO a (b, c) VALUES (%(b)s::VARCHAR, nextval('a_c_seq'))",
        "INSERT INTO a (b) VALUES (lower(%(b)s::VARCHAR))",
        "UPDATE a SET b=%(b)s::VARCHAR",
    ],
)
def test_an_insert_that_says_more_is_not_copied(more):
    assert copying.copy_of(more) is None


@contextmanager
def another_user(engine):
    """Give a connection of a user who may write and owns nothing."""
    role = f"test_guest_{os.getpid()}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role}")
        connection.exec_driver_sql(f"GRANT SELECT, INSERT ON test_odd TO {role}")
        connection.exec_driver_sql("ALTER TABLE test_odd ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql("CREATE POLICY test_all ON test_odd USING (true)")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"SET ROLE {role}")
            yield connection
            connection.invalidate()
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")


def test_a_user_who_owns_no_table_writes_as_well(postgres):
    with another_user(postgres) as connection:
        connection.execute(insert(ODD), [{"n": 1}, {"n": 2}])

        assert connection.scalars(select(ODD.c.n).order_by(ODD.c.n)).all() == [1, 2]


def test_rows_that_are_there_already_get_the_new_values_and_others_are_added(app):
    feed = {"scope_id": "town:1", "tbl": "note", "op": "put"}
    rows = [
        feed | {"row_id": "a\t\\N", "seq": 2**60, "row_ver": 2},
        feed | {"row_id": "乙", "seq": 2, "row_ver": 1},
    ]
    with Session(db.engine) as session:
        inserts.set_all(session, FeedEntry, [rows[0] | {"seq": 1, "row_ver": 1}], "seq")
        inserts.set_all(session, FeedEntry, rows, "seq")
        inserts.set_all(session, FeedEntry, [], "seq")
        told = (FeedEntry.row_id, FeedEntry.seq, FeedEntry.row_ver)
        found = session.execute(select(*told).where(FeedEntry.tbl == "note")).all()

    assert {tuple(row) for row in found} == {("a\t\\N", 2**60, 1), ("乙", 2, 1)}


def test_json_of_rows_that_are_set_together_is_kept_as_it_is(app):
    cells = [["2026-11-23", None, "\\N", 1.5], [], ["雨\n污"]]
    with Session(db.engine) as session:
        inserts.set_all(session, TalliedVisit, [{"visit_id": "v", "cells": cells}], "cells")

        assert session.scalars(select(TalliedVisit.cells)).all() == [cells]
