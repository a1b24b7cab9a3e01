"""A worker that starts asks what a first contact asks, so that no phone waits for it."""

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from server.core import clock
from server.core.auth import Actor, Role
from server.core.db import db
from server.core.doors import reading, writing
from server.features.accounts.models import Person
from server.features.jurisdiction import queries as jurisdiction
from server.features.sync_api import rehearsing
from server.features.sync_api.models import Device, ScopeSnapshot
from tests.server.sync_api.phones import NEW_PHONE, PHONE, sync
from tests.statements import composing, counting

# Of some thirty; what the phone is written down by is composed when it is.
SPARED = 9


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer)


def composed_for(officer, phone):
    with composing() as composed:
        assert sync(officer, phone).status_code == 200
    return set(composed)


def test_a_first_phone_finds_the_questions_of_its_answer_composed(app, officer):
    unrehearsed = composed_for(officer, PHONE)
    db.engine.clear_compiled_cache()

    rehearsing.rehearse(app)

    spared = unrehearsed - composed_for(officer, NEW_PHONE)
    assert len(spared) >= SPARED
    assert [one for one in spared if "FROM person" in one and "FROM sync_feed" in one]


def test_a_rehearsal_writes_nothing_and_names_no_phone(app):
    with counting() as asked:
        rehearsing.rehearse(app)

    assert asked
    assert [one for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Device)) == 0


def test_where_nobody_is_an_officer_nothing_is_rehearsed(app):
    with writing() as session:
        for person in session.scalars(select(Person)):
            person.active = False

    with capture_logs() as logs:
        rehearsing.rehearse(app)

    assert logs == []


@pytest.mark.parametrize("name", ["rehearsal", rehearsing.NOBODYS])
def test_no_phone_can_take_the_place_of_the_one_that_is_rehearsed(app, as_person, people, name):
    sync(as_person(people.stranger), name)

    with capture_logs() as logs:
        rehearsing.rehearse(app)

    assert logs == []


def test_a_worker_starts_although_a_snapshot_is_not_as_it_was_written(app, people):
    officer = Actor(people.officer, "", Role.OFFICER, None, session_id="")
    with writing() as session:
        for scope in jurisdiction.scopes_of(session, officer, clock.today()):
            session.add(ScopeSnapshot(scope_id=scope, chunks=[{}], chunks_before=[]))

    with capture_logs() as logs:
        rehearsing.rehearse(app)

    assert [line["event"] for line in logs] == ["rehearsal.failed"]


def test_a_worker_starts_although_a_table_is_missing(app):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sync_scope RENAME TO scope_elsewhere")

    with capture_logs() as logs:
        rehearsing.rehearse(app)

    assert [line["event"] for line in logs] == ["rehearsal.failed"]
