"""An enterprise in 长安, a branch that follows the regime of 2015, and its officers' phones."""

import pytest

from tests.server.enterprises.registry import CHANGAN, HUMEN, add
from tests.server.registrations import acts


@pytest.fixture
def place(app):
    add("e1", "东莞市明丰五金厂", town=CHANGAN, code="91441900MA4UQ12X0B")
    add("e2", "东莞市虎门远洋制衣厂", town=HUMEN)
    acts.publish()
    acts.follow(acts.APPROVAL)
    return "e1"


@pytest.fixture
def phone_of(place, as_person):
    def phone(person_id, device=""):
        device = device or f"phone-of-{person_id}"
        return acts.DoorPhone(as_person(person_id, device), person_id, device)

    return phone


@pytest.fixture
def lead(phone_of, people):
    return phone_of(people.officer)


@pytest.fixture
def co_officer(phone_of, people):
    return phone_of(people.co_officer)


@pytest.fixture
def head(as_person, people, place):
    return as_person(people.branch_head)
