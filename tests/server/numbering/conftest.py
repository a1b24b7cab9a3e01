"""A regime with two kinds of numbers, and phones that give them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from server.core import clock
from server.core.doors import writing
from server.features.accounts.models import SignIn
from server.features.rulebook import commands as rulebook
from server.features.rulebook import shipped
from server.features.sync_api.bureau import VERBS
from tests.server.numbering.giving import GivingPhone, give_verb


@pytest.fixture
def regime(app):
    app.extensions[VERBS] |= {("give", 1): give_verb}
    with writing() as session:
        text = shipped.text_of("regime_2017_filing")
        rulebook.publish(session, text, by=None, at=clock.now())


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
