"""Two officers' phones on one enterprise of 长安, and the branch head at the review list."""

from functools import cache

import pytest

from server.core.auth import Role
from server.core.doors import writing
from server.features.accounts import commands as accounts
from server.features.accounts.commands import NewPerson
from server.features.organisation import queries as organisation
from tests.server.reviews.desk import Desk


@pytest.fixture
def colleague(phone_of, people):
    return phone_of(people.co_officer)


@pytest.fixture
def desk_of(as_person):
    """Give the desk of a person, who signs in once."""
    return cache(lambda person_id: Desk(as_person(person_id)))


@pytest.fixture
def head_of_humen(app, desk_of):
    with writing() as session:
        humen = organisation.branch_named(session, "虎门分局")
        assert humen is not None
        new = NewPerson("ma", "马强", Role.BRANCH_HEAD, humen.id)
        person_id = accounts.add_person(session, new).id
    return desk_of(person_id)


@pytest.fixture
def head(desk_of, people, place):
    return desk_of(people.branch_head)


@pytest.fixture
def amend(place):
    """Change a field of the enterprise on a phone, from what the phone saw to what is new."""

    def change(phone, field, old, new):
        return phone.tell("enterprise.amend", place, changes={field: [old, new]})

    return change


@pytest.fixture
def crossed(officer, colleague, amend):
    """Both changed the contact's number offline; the colleague's came first."""
    amend(colleague, "contact_phone", "", "13800000002")
    assert amend(officer, "contact_phone", "", "13800000001")["status"] == "conflict"


@pytest.fixture
def stands(officer):
    """Return a field of the enterprise as it now stands on everybody's phone."""

    def field_of(field="contact_phone"):
        [row] = officer.rows("enterprise")
        return row[field]

    return field_of
