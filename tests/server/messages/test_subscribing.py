"""Whose pushes go where: a device's to whom is signed in there, and only while he wants them."""

import pytest

from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.messages import vapid
from server.features.messages.models import PushOrder, PushSubscription
from server.features.messages.posting import push_due


def orders():
    with reading() as session:
        return session.query(PushOrder).count()


def subscriptions():
    with reading() as session:
        return session.query(PushSubscription).count()


def test_nothing_goes_to_a_phone_on_which_nobody_is_signed_in_any_more(tell_him, officer, service):
    officer.client.delete("/api/session")
    tell_him()

    assert (push_due(), service.hits, subscriptions()) == (0, 0, 0)


def test_nothing_goes_to_who_has_left(tell_him, officer, service, people):
    tell_him()
    with writing() as session:
        accounts.person(session, people.officer).active = False

    assert (push_due(), service.hits, subscriptions()) == (0, 0, 0)


def test_a_browser_that_two_people_use_tells_the_one_who_signed_in_last(
    tell, phone_of, subscribe, service, people
):
    first, second = phone_of(people.officer, "a"), phone_of(people.co_officer, "b")
    subscribe(first, "shared")
    second.client.put("/api/push/subscription", service.browsers["/push/shared"].told())
    tell(people.officer)
    tell(people.co_officer)

    assert (push_due(), subscriptions()) == (1, 1)
    assert first.client.get("/api/push").json["is_subscribed"] is False
    assert second.client.get("/api/push").json["is_subscribed"] is True


def test_a_new_subscription_of_a_phone_takes_the_place_of_its_last(
    tell, officer, subscribe, service, people
):
    subscribe(officer, "old")
    subscribe(officer, "new")
    tell(people.officer)

    push_due()
    assert [push.path for push in service.received] == ["/push/new"]


def test_a_phone_that_switched_off_hears_nothing(tell_him, officer, service):
    tell_him()
    for _ in range(2):
        assert officer.client.delete("/api/push/subscription").status_code == 204

    assert (push_due(), service.hits, orders()) == (0, 0, 0)


def test_without_a_contact_nothing_is_offered(app, officer, service):
    assert officer.client.get("/api/push").json["public_key"] == ""

    told = service.subscribe("p").told()
    assert officer.client.put("/api/push/subscription", told).json["code"] == "409.192"


def test_a_sign_in_without_a_device_is_told_to_sign_in_again(offered, as_person, people, service):
    told = service.subscribe("p").told()
    answer = as_person(people.officer).put("/api/push/subscription", told)

    assert answer.json["code"] == "409.191"


@pytest.mark.parametrize(
    "broken",
    [{"p256dh": "AAAA"}, {"p256dh": ""}, {"auth": "AAAA"}, {"p256dh": "B" * 87}, {"auth": "é"}],
)
def test_keys_that_open_nothing_are_refused_in_words(broken, offered, officer, service):
    told = {**service.subscribe("p").told(), **broken}

    answer = officer.client.put("/api/push/subscription", told)
    assert answer.json["code"] == "422.193"


def test_the_key_is_made_once_and_only_the_bureau_reads_it(app, offered, tmp_path):
    file = tmp_path / "data" / "keys" / "vapid-p256.pem"
    before = file.read_bytes()

    assert file.stat().st_mode & 0o077 == 0
    assert b"PRIVATE KEY" in before
    assert len(vapid.public_key()) == 87
