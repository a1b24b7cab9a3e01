"""Who is a party member, and a plan for the year."""

from datetime import date

import pytest

from server.core import clock
from server.core.doors import writing
from server.core.ids import new_id
from server.features.accounts import queries as accounts
from server.features.accounts.models import PartyMembership
from server.features.quotas import commands
from server.features.quotas.commands import NewPlan
from tests.server.quotas.visiting import Phone


@pytest.fixture
def plan(app, people):
    """The year's plan; officer, co-officer, stranger and branch head are members like the cadre."""
    with writing() as session:
        for person_id in (people.officer, people.co_officer, people.stranger, people.branch_head):
            person = accounts.person(session, person_id)
            assert person is not None
            since = PartyMembership(id=new_id(), from_on=date(2010, 7, 1))
            person.memberships.append(since)
        year = NewPlan("2026年下访企业", date(2026, 1, 1), date(2026, 12, 31))
        return commands.open_plan(session, year, by=None, at=clock.now()).id


@pytest.fixture
def phone_of(as_person):
    def phone(person_id):
        device = f"phone-of-{person_id}"
        return Phone(as_person(person_id, device), person_id, device)

    return phone


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)
