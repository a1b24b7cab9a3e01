"""A regime with two kinds of numbers, and phones that give them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from server.core import clock
from server.core.doors import writing
from server.features.accounts.models import SignIn
from server.features.rulebook.models import RulePack
from server.features.sync_api.bureau import VERBS
from tests.server.numbering.giving import REGIME, GivingPhone, give_verb


@pytest.fixture
def regime(app):
    app.extensions[VERBS] |= {("give", 1): give_verb}
    with writing() as session:
        session.add(
            RulePack(
                id="regime",
                pack="regime.2017_filing",
                version=1,
                title="登记表备案",
                in_force_from=clock.today().replace(month=1, day=1),
                content=REGIME,
                hash="",
                signature="",
                published_at=clock.now(),
            )
        )


@pytest.fixture
def phone_of(regime, as_person, time):
    def phone(person_id, device=None):
        name = device or f"phone-of-{person_id}"
        client = as_person(person_id, name)
        # These tests pass over the end of a year.
        with writing() as session:
            session.execute(update(SignIn).values(expires_at=time() + timedelta(days=400)))
        return GivingPhone(client, name)

    return phone


@pytest.fixture
def phone(phone_of, people):
    return phone_of(people.officer)
