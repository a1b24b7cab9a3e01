"""The phones that the home page tells of."""

import pytest

from tests.server.quotas.visiting import Phone


@pytest.fixture
def phone_of(as_person):
    def phone(person_id):
        device = f"phone-of-{person_id}"
        return Phone(as_person(person_id, device), person_id, device)

    return phone
