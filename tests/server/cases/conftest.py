"""An enterprise in 长安 and one in 虎门, a finding of a visit, and phones of whoever is named."""

import pytest

from tests.server.cases.matters import CasePhone
from tests.server.enterprises.registry import CHANGAN, HUMEN, add
from tests.server.quotas.visiting import finding


@pytest.fixture
def registry(app):
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    add("foreign", "东莞市虎门远洋制衣厂", town=HUMEN)


@pytest.fixture
def phone_of(registry, as_person):
    def phone(person_id, device=""):
        device = device or f"phone-of-{person_id}"
        return CasePhone(as_person(person_id, device), person_id, device)

    return phone


@pytest.fixture
def officer(phone_of, people):
    phone = phone_of(people.officer)
    phone.visit("v1", "own", findings=[finding("f1"), finding("f2")])
    return phone


@pytest.fixture
def colleague(phone_of, people):
    return phone_of(people.co_officer)


@pytest.fixture
def head(phone_of, people):
    return phone_of(people.branch_head)


@pytest.fixture
def matter(officer):
    """An open matter of the finding f1, told by the officer."""
    officer.open_finding("m1", "f1")
    return "m1"
