"""One enterprise in 长安 and one in 虎门, visits there, and phones of whoever a test names."""

import pytest

from tests.server.enterprises.registry import CHANGAN, HUMEN, add
from tests.server.jurisdiction.replica import Replica
from tests.server.quotas.visiting import Phone


@pytest.fixture
def registry(app):
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    add("foreign", "东莞市虎门远洋制衣厂", town=HUMEN)


@pytest.fixture
def phone_of(registry, as_person):
    def phone(person_id, device=""):
        device = device or f"phone-of-{person_id}"
        return Phone(as_person(person_id, device), person_id, device)

    return phone


@pytest.fixture
def replica_of(registry, as_person):
    """Give a phone that keeps what it got, and what it still has to send."""

    def replica(person_id):
        device = f"phone-of-{person_id}"
        return Replica(as_person(person_id, device), person_id, device)

    return replica


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)
