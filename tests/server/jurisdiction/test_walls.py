"""Every slice forgets to ask who calls: each wall of reach alone lets nothing of others out."""

import pytest
from flask import has_request_context, request
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from server import wall
from server.app import table_names
from server.core import auth, criteria, egress, reach, row_security
from server.core.criteria import Criteria
from server.core.db import db
from server.core.doors import reading
from server.core.egress import BeyondReach
from server.core.guards import Guard
from server.core.trail import AuditTree
from server.features.jurisdiction import queries as jurisdiction
from server.features.visits.models import Visit
from tests.server.jurisdiction.disguise import as_managers
from tests.server.jurisdiction.test_canaries import READS, bureau, leaked

__all__ = ["bureau"]

WHO = pytest.mark.parametrize("who", ["officer", "branch_head"])


@pytest.fixture
def forgetful(app, monkeypatch):
    """Have all slices take everybody for a manager of the bureau, who sees and does everything."""
    known = as_managers(app, branch_id=None)

    def marks(session):
        if not has_request_context() or auth.CALLER not in request.environ:
            return None
        return jurisdiction.marks_of(session, known[auth.actor().session_id])

    monkeypatch.setattr(reach, "of_request", marks)


@pytest.fixture
def without_criteria(app):
    app.extensions[criteria.EXTENSION] = Criteria({})


@pytest.fixture
def without_second_wall(monkeypatch):
    monkeypatch.setattr(row_security, "take_reader", lambda *_: None)
    monkeypatch.setattr(egress, "refuse_strays", lambda *_: None)


def test_of_every_table_it_is_decided_by_what_it_is_reached(app):
    nobody_bound = {
        *("audit_leaf", "audit_tree", "audit_checkpoint"),
        *("enterprise_import", "enterprise_import_row", "sync_defect", "wrong_try"),
    }

    assert wall.GUARDS.keys() & wall.LEGIBLE == set()
    assert {*wall.GUARDS, *wall.LEGIBLE, *nobody_bound} == table_names()


def test_a_row_of_which_columns_alone_are_read_is_looked_at_too(app, bureau, monkeypatch):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL never hands such rows out")
    app.extensions[criteria.EXTENSION] = Criteria({})
    monkeypatch.setattr(reach, "of_request", lambda _: frozenset({"town:none"}))

    notes = select(Visit.note, Visit.id).where(Visit.note != "")
    for _ in range(2):
        with pytest.raises(BeyondReach), reading() as session:
            session.execute(notes).all()


def test_a_statement_that_is_made_once_is_bounded_anew_for_whoever_asks_it(
    app, bureau, monkeypatch
):
    notes = select(Visit.note).where(Visit.note != "")
    with reading() as session:
        assert session.scalars(notes).all() != []
    monkeypatch.setattr(reach, "of_request", lambda _: frozenset({"town:none"}))

    for _ in range(2):
        with reading() as session:
            assert session.scalars(notes).all() == []


def test_a_wall_that_is_told_anew_is_put_up_anew(app):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no policies")
    narrower = {**wall.GUARDS, "visit": Guard(person="author_id")}

    with db.engine.begin() as connection:
        assert row_security.stands(connection, wall.GUARDS, wall.LEGIBLE)
        row_security.build(connection, narrower, wall.LEGIBLE)
        assert row_security.stands(connection, narrower, wall.LEGIBLE)
        assert not row_security.stands(connection, wall.GUARDS, wall.LEGIBLE)


def test_who_reads_by_no_mark_finds_nothing_in_the_database(app, bureau):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no policies")
    with reading() as session:
        row_security.take_reader(session, frozenset())

        assert session.scalars(select(Visit)).all() == []
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(select(AuditTree))


@WHO
@pytest.mark.usefixtures("forgetful", "without_criteria")
def test_the_database_or_the_look_at_what_was_read_holds_alone(who, bureau, as_person, people):
    client = as_person(getattr(people, who), "phone")

    assert leaked(client, READS, bureau) == {}


@WHO
@pytest.mark.usefixtures("forgetful", "without_second_wall")
def test_what_is_added_to_every_query_holds_alone(who, bureau, as_person, people):
    client = as_person(getattr(people, who), "phone")

    assert leaked(client, READS, bureau) == {}


@pytest.mark.usefixtures("forgetful", "without_criteria", "without_second_wall")
def test_without_both_walls_the_forgetful_slices_tell_of_others(bureau, as_person, people):
    client = as_person(people.officer, "phone")

    assert len(leaked(client, READS, bureau)) > 10
