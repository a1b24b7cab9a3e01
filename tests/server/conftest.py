"""An enterprise in 长安, and the phones that its officers carry."""

import pytest

from server.features.documents.pressing import Press
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


@pytest.fixture(scope="module")
def press(tmp_path_factory):
    """Give a press with a seal of its own."""
    press = Press(tmp_path_factory.mktemp("press") / "seal.pem")
    yield press
    press.stop()


@pytest.fixture
def officer(phone_of, people):
    return phone_of(people.officer)
