"""S7 online: what a running bureau of several workers answers once a phone's key is revoked."""

from time import monotonic
from urllib.error import HTTPError

import pytest

from tests.e2e.bureau import Bureau
from tests.e2e.caller import Caller
from tests.server.devices.phone_key import PhoneKey

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)

WITHIN_S = 5
# So many requests that every worker has a part of them.
TIMES = 10
PHONE = "the-lost-phone"


@pytest.fixture
def bureau(tmp_path):
    bureau = Bureau(tmp_path / "data", workers=2)
    bureau.folder.mkdir()
    bureau.run("demo")
    bureau.start()
    yield bureau
    bureau.kill()


def status(ask, *words):
    try:
        ask(*words)
    except HTTPError as refused:
        return refused.code
    return 200


def statuses(phone, computer):
    """Return what is said to a look by both and to a contact of the phone."""
    looks = [status(caller.get, "/api/session") for caller in (phone, computer)]
    return (*looks, status(phone.sync, PHONE, 1))


def test_a_revoked_phone_and_every_sign_in_of_its_person_are_out_within_five_seconds(bureau):
    phone, computer = Caller(bureau, "chen"), Caller(bureau, "chen")
    head, key = Caller(bureau, "wang"), PhoneKey()
    phone.post("/api/devices/key", key.request(PHONE))
    assert statuses(phone, computer) == (200, 200, 200)

    head.post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"})
    revoked_at = monotonic()

    answers = [statuses(phone, computer) for _ in range(TIMES)]
    assert monotonic() - revoked_at < WITHIN_S
    assert set(answers) == {(401, 401, 401)}
    assert status(head.get, "/api/session") == 200
