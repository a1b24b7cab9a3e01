"""An enterprise, the phones of its officers, and what they find in their inbox."""

from dataclasses import replace

import pytest

from server.core.doors import writing
from server.features.messages import commands, vapid
from server.features.messages.commands import NewMessage
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.messages.push_service import PushService
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


@pytest.fixture
def service():
    with PushService() as running:
        yield running


@pytest.fixture
def offered(app, service):
    """Have the bureau offer notifications, and trust the tests' push service."""
    own = vapid.identity()
    trusting = replace(own, contact="mailto:it@bureau.gov.cn", further=frozenset({service.origin}))
    app.extensions[vapid.EXTENSION] = trusting
    return trusting


@pytest.fixture
def subscribe(offered, service):
    """Have a phone's browser subscribe, and tell the bureau so."""

    def on(phone, name=""):
        browser = service.subscribe(name or phone.device)
        answer = phone.client.put("/api/push/subscription", browser.told())
        assert answer.status_code == 204, answer.json
        return browser

    return on


@pytest.fixture
def tell_him(tell, officer, subscribe, people):
    """Tell the officer something, whose phone takes notifications."""
    subscribe(officer)

    def told(key="deed-1", **more):
        return tell(people.officer, key, **more)

    return told
