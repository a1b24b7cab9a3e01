"""Phones of named officers, an enterprise in 长安, and the office's browsers."""

import pytest

from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.visiting import Phone

PLACE = "e1"


@pytest.fixture
def place(app):
    add(PLACE, "东莞市明丰五金厂", town=CHANGAN)
    return PLACE


@pytest.fixture
def phone_of(place, as_person):
    def phone(person_id):
        device = f"phone-of-{person_id}"
        return Phone(as_person(person_id, device), person_id, device)

    return phone


@pytest.fixture
def officer(phone_of, people):
    return phone_of(people.officer)


@pytest.fixture
def branch_head(as_person, people):
    return as_person(people.branch_head)
