"""A push says that there is something; it arrives once there is leave, quiet and a network."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from server.core.doors import reading
from server.features.messages.models import PushOrder, PushSubscription
from server.features.messages.posting import push_due

# The program, ended by the system before it sends, or before it notes that it sent.
KILLED = """
import os, signal, sys
from datetime import datetime
from server.app import create_app
from server.core import clock
from server.features.messages import posting

def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(posting, sys.argv[1], die)
app = create_app()
app.extensions[clock.EXTENSION] = lambda: datetime.fromisoformat(sys.argv[2])
with app.app_context():
    posting.push_due()
"""


def orders():
    with reading() as session:
        return session.query(PushOrder).count()


def next_due():
    with reading() as session:
        return session.scalar(select(func.min(PushOrder.due_at)))


def subscriptions():
    with reading() as session:
        return session.query(PushSubscription).count()


def test_a_push_says_how_many_and_of_what_kind_and_nothing_else(tell_him, officer, service, time):
    tell_him("one", title="明丰五金厂的包案")
    time.pass_by(minutes=1)
    tell_him("two", kind="nudge", words="请联系黄先生 13800000000")

    assert push_due() == 1

    [push] = service.received
    assert push.payload == {"v": 1, "kind": "nudge", "n": 2}
    assert push.path == f"/push/{officer.device}"
    assert orders() == 0
    assert push_due() == 0


def test_the_sender_proves_who_he_is_to_this_push_service_only(tell_him, officer, service, time):
    tell_him()
    push_due()

    [push] = service.received
    assert push.claims["aud"] == service.origin
    assert push.claims["sub"] == "mailto:it@bureau.gov.cn"
    assert time().timestamp() < push.claims["exp"] <= (time() + timedelta(hours=24)).timestamp()
    assert push.sender_key == officer.client.get("/api/push").json["public_key"]
    headers = push.headers
    assert (headers["ttl"], headers["topic"], headers["content-encoding"]) == (
        "86400",
        "messages",
        "aes128gcm",
    )
    assert "cookie" not in headers


def test_every_device_of_a_person_hears_of_it_and_nobody_elses(
    tell, phone_of, subscribe, service, people
):
    for phone in (phone_of(people.officer), phone_of(people.officer, "tablet")):
        subscribe(phone)
    subscribe(phone_of(people.co_officer))
    tell(people.officer)

    assert push_due() == 2
    assert {push.path for push in service.received} == {
        "/push/tablet",
        f"/push/phone-of-{people.officer}",
    }


def test_what_the_phone_was_just_answered_is_not_pushed(tell_him):
    tell_him(is_pushed=False)

    assert orders() == 0


def test_what_was_read_meanwhile_is_not_pushed(tell_him, officer, service, inbox, people):
    message = tell_him()
    at = "2026-11-23T02:00:00Z"
    officer.tell("message.read", people.officer, messages=[message.id], read_at=at)

    assert (push_due(), service.hits, orders()) == (0, 0, 0)


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_removed_with_its_orders(status, tell_him, service):
    service.answers = [(status, {})]
    tell_him()

    assert push_due() == 0
    assert (subscriptions(), orders()) == (0, 0)


@pytest.mark.parametrize(
    ("answer", "wait_s"),
    [
        ((429, {"Retry-After": "600"}), 600),
        ((503, {"Retry-After": "Mon, 23 Nov 2026 02:05:00 GMT"}), 300),
        ((500, {}), 30),
        ((503, {"Retry-After": "soon"}), 30),
    ],
    ids=["seconds", "a date", "not said", "nonsense"],
)
def test_a_push_service_in_trouble_is_left_alone_for_as_long_as_it_wants(
    answer, wait_s, tell_him, service, time
):
    service.answers = [answer]
    tell_him()
    assert push_due() == 0

    time.pass_by(seconds=wait_s - 1)
    # A further message does not go past the wait either.
    tell_him("another")
    assert (push_due(), service.hits) == (0, 1)

    time.pass_by(seconds=1)
    assert (push_due(), service.hits, orders()) == (1, 2, 0)
    assert service.payloads()[-1]["n"] == 2


def test_without_an_answer_it_is_tried_ever_more_rarely_and_given_up_after_a_day(
    tell_him, officer, service, time
):
    service.answers = [(503, {})] * 200
    officer.client.put(
        "/api/push/quiet-hours", {"quiet_on": False, "quiet_from": "22:00", "quiet_to": "07:00"}
    )
    tell_him()
    begun = time()

    tried = []
    while orders():
        push_due()
        if service.hits > len(tried):
            tried.append((time() - begun).total_seconds())
        time.at = next_due() or time.at

    assert tried[:4] == [0, 30, 90, 210]
    assert 23 * 3600 < tried[-1] < 24 * 3600
    assert len(tried) < 40
    assert subscriptions() == 1


def test_a_refusal_ends_the_order_and_not_the_subscription(tell_him, service):
    service.answers = [(403, {})]
    tell_him()

    assert (push_due(), orders(), subscriptions()) == (0, 0, 1)


@pytest.mark.parametrize("hours", [12, 20, 21 - 0.01])
def test_in_the_quiet_hours_a_push_waits_for_the_morning(hours, tell_him, service, time):
    # The tests begin at 10:00 in the city: 22:00, 6:00 and shortly before 7:00 of the next day.
    time.pass_by(hours=hours)
    tell_him()

    assert (push_due(), orders()) == (0, 1)

    time.pass_by(hours=21 - hours)
    assert push_due() == 1
    assert service.received[0].headers["ttl"] == "86400"


def test_everybody_chooses_the_own_quiet_hours(tell_him, officer):
    own = {"quiet_on": True, "quiet_from": "09:00", "quiet_to": "11:30"}
    assert officer.client.put("/api/push/quiet-hours", own).status_code == 204
    tell_him()

    assert push_due() == 0
    found = officer.client.get("/api/push").json
    assert {name: found[name] for name in own} == own

    officer.client.put("/api/push/quiet-hours", {**own, "quiet_on": False})
    # It waits for the end that was said when it was looked at; what is new goes at once.
    tell_him("another")
    assert push_due() == 1


@pytest.mark.parametrize("odd", ["24:00", "7:00", "07:60", "", "später"])
def test_a_time_that_is_none_is_refused(odd, officer):
    hours = {"quiet_on": True, "quiet_from": odd, "quiet_to": "07:00"}
    assert officer.client.put("/api/push/quiet-hours", hours).status_code == 422


@pytest.mark.parametrize("moment", ["_deliver", "_note"])
def test_a_push_that_a_killed_process_had_in_hand_is_sent_by_the_next_one(
    moment, tell_him, service, time, tmp_path, database_url
):
    tell_him()
    settings = {
        "DOORSTEP_DATABASE_URL": database_url,
        "DOORSTEP_DATA_DIR": str(tmp_path / "data"),
        "DOORSTEP_PUSH_CONTACT": "mailto:it@bureau.gov.cn",
        "DOORSTEP_PUSH_ORIGINS": service.origin,
    }
    done = subprocess.run(
        [sys.executable, "-c", KILLED, moment, time().isoformat()],
        env={**os.environ, **settings},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert service.hits == (1 if moment == "_note" else 0)
    assert orders() == 1

    assert push_due() == 1
    assert orders() == 0
    assert service.payloads()[-1] == {"v": 1, "kind": "case", "n": 1}
