"""Every slice forgets to ask who calls: each wall of reach alone lets nothing of others out."""

from dataclasses import replace

import pytest
from flask import has_request_context, request

from server.core import auth, criteria, egress, reach, row_security
from server.core.auth import Role
from server.core.criteria import Criteria
from server.features.jurisdiction import queries as jurisdiction
from tests.server.jurisdiction.test_authority_of_routes import TABLE
from tests.server.jurisdiction.test_canaries import READS, bureau, leaked

__all__ = ["bureau"]

WHO = pytest.mark.parametrize("who", ["officer", "branch_head"])


@pytest.fixture
def forgetful(app, monkeypatch):
    """Have all slices take everybody for a manager of the bureau, who sees and does everything."""
    truly, known = app.extensions[auth.EXTENSION], {}

    def disguised(token):
        found = truly(token)
        known[found.session_id] = found
        return replace(found, role=Role.MANAGER, branch_id=None)

    def marks(session):
        if not has_request_context() or auth.CALLER not in request.environ:
            return None
        return jurisdiction.marks_of(session, known[auth.actor().session_id])

    app.extensions[auth.EXTENSION] = disguised
    monkeypatch.setattr(reach, "of_request", marks)


@pytest.fixture
def without_criteria(app):
    app.extensions[criteria.EXTENSION] = Criteria({})


@pytest.fixture
def without_second_wall(monkeypatch):
    monkeypatch.setattr(row_security, "take_reader", lambda *_: None)
    monkeypatch.setattr(egress, "refuse_strays", lambda *_: None)


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
