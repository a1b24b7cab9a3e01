"""An enterprise, the phones of its officers, and what they find in their inbox."""

import pytest

from server.core.doors import writing
from server.features.messages import commands
from server.features.messages.commands import NewMessage
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.visiting import Phone
from tests.server.reviews.desk import Desk


@pytest.fixture
def place(app):
    add("e1", "东莞市明丰五金厂", town=CHANGAN)
    return "e1"


@pytest.fixture
def phone_of(place, as_person):
    def phone(person_id, device=""):
        device = device or f"phone-of-{person_id}"
        return Phone(as_person(person_id, device), person_id, device)

    return phone


@pytest.fixture
def officer(phone_of, people):
    return phone_of(people.officer)


@pytest.fixture
def head(as_person, people):
    return Desk(as_person(people.branch_head))


@pytest.fixture
def inbox():
    """Return what a phone shows as messages, the latest first."""

    def of(phone):
        rows = phone.rows("message")
        own = [row for row in rows if row["person_id"] == phone.person_id]
        return sorted(own, key=lambda row: row["created_at"], reverse=True)

    return of


@pytest.fixture
def tell(app, time):
    """Tell a person something, as another slice does."""

    def told(person_id, key="deed-1", **more):
        new = NewMessage(**{"kind": "case", "key": key, "title": "有一件新的包案", **more})
        with writing() as session:
            return commands.tell(session, person_id, new, at=time())

    return told
