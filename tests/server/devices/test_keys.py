"""A phone registers its signing key with a proof; a lost phone's is revoked with a reason."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from server.core import audit, keys
from server.core.doors import reading, writing
from server.features.devices import queries
from server.features.devices.models import DeviceKey
from tests.server.devices.phone_key import PhoneKey

KEY = "/api/devices/key"


def test_a_phone_registers_its_key_and_every_phone_hears_of_it(as_person, people):
    key = PhoneKey()

    answer = as_person(people.officer).post(KEY, key.request())

    assert answer.status_code == 200
    assert answer.json["kid"] == key.kid
    rows = _replicated(as_person(people.stranger, "other-phone"))
    assert [(row["id"], row["person_id"], row["device_id"], row["jwk"]) for row in rows] == [
        (key.kid, people.officer, "phone-1", key.jwk)
    ]


def test_the_kid_is_the_head_of_the_thumbprint_of_rfc_7638():
    # The key of RFC 7515 A.3; its thumbprint by sha256sum over the text of RFC 7638 §3.
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }

    assert keys.kid_of({**jwk, "ext": "true", "use": "sig"}) == "a0a232c2f194a535"


def test_registering_the_same_key_again_changes_nothing(as_person, people, time):
    officer, key = as_person(people.officer), PhoneKey()
    first = officer.post(KEY, key.request()).json
    time.pass_by(hours=3)

    assert officer.post(KEY, key.request()).json == first


def test_tabs_that_tell_their_key_at_once_register_it_once(as_person, people):
    key = PhoneKey()
    tabs = [as_person(people.officer, f"tab-{n}") for n in range(4)]

    with ThreadPoolExecutor(len(tabs)) as pool:
        answers = list(pool.map(lambda tab: tab.post(KEY, key.request()), tabs))

    assert [answer.status_code for answer in answers] == [200] * 4
    with reading() as session:
        assert [row.id for row in queries.keys(session)] == [key.kid]


def test_the_next_key_of_a_phone_ends_the_one_before(as_person, people, time):
    officer, old, new = as_person(people.officer), PhoneKey(), PhoneKey()
    officer.post(KEY, old.request())
    time.pass_by(hours=3)

    officer.post(KEY, new.request())

    with reading() as session:
        assert queries.key(session, old.kid).valid_to == time()
        assert queries.key(session, new.kid).valid_to is None


def test_a_proof_for_another_phone_or_by_another_key_registers_nothing(as_person, people):
    officer, key = as_person(people.officer), PhoneKey()
    moved = {**key.request("phone-1"), "device": "phone-2"}
    borrowed = {**key.request(), "proof": PhoneKey().request()["proof"]}
    garbled = {**key.request(), "proof": "这不是签名"}

    answers = [officer.post(KEY, body) for body in (moved, borrowed, garbled)]

    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [
        (422, "422.131")
    ] * 3
    with reading() as session:
        assert queries.keys(session) == []


@pytest.mark.parametrize(
    "change",
    [{"x": "AA"}, {"crv": "P-384"}, {"kty": "RSA"}, {"y": "A" * 43}, {"x": "§" * 43}],
)
def test_what_is_no_key_of_the_curve_is_refused_in_words(as_person, people, change):
    request = PhoneKey().request()

    answer = as_person(people.officer).post(KEY, {**request, "jwk": {**request["jwk"], **change}})

    assert (answer.status_code, answer.json["code"]) == (422, "422.130")


def test_a_colleague_cannot_take_over_a_phones_name_or_its_key(as_person, people):
    key = PhoneKey()
    as_person(people.officer).post(KEY, key.request())
    colleague = as_person(people.co_officer)

    for body in (PhoneKey().request(), key.request(), key.request("phone-2")):
        assert colleague.post(KEY, body).json["code"] == "403.130"


def test_of_two_keys_of_one_person_under_one_kid_the_second_is_refused(as_person, people, time):
    first, second = PhoneKey(), PhoneKey()
    # Two keys of one kid take days to find: the row of the first is put under that of the second.
    with writing() as session:
        owned = {"device_id": "phone-1", "person_id": people.officer}
        session.add(DeviceKey(id=second.kid, jwk=first.jwk, valid_from=time(), **owned))

    answer = as_person(people.officer).post(KEY, second.request())

    assert (answer.status_code, answer.json["code"]) == (409, "409.280")
    with reading() as session:
        assert [row.jwk for row in queries.keys(session)] == [first.jwk]


def test_a_branch_head_revokes_a_key_of_the_own_branch_with_a_reason(as_person, people, time):
    key = PhoneKey()
    as_person(people.officer).post(KEY, key.request())
    head = as_person(people.branch_head)

    answer = head.post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"})

    assert (answer.json["person_name"], answer.json["revoked_reason"]) == ("陈志远", "手机遗失")
    row = _replicated(as_person(people.stranger, "other-phone"))[0]
    assert row["revoked_at"].startswith("2026-11-23T02:00:00")
    with reading() as session:
        deed = audit.last_deed(session, key.kid)
        assert (deed.event, deed.person_id) == ("device_key.revoked", people.branch_head)


def test_only_who_arranges_posts_revokes_and_never_without_a_reason(as_person, people):
    key = PhoneKey()
    as_person(people.stranger).post(KEY, key.request())
    path = f"/api/devices/keys/{key.kid}/revoke"
    reason = {"reason": "手机遗失"}

    assert as_person(people.officer).post(path, reason).json["code"] == "403.00"
    assert as_person(people.branch_head).post(path, reason).json["code"] == "403.00"
    security = as_person(people.security)
    assert security.post(path, {"reason": ""}).status_code == 422
    assert security.post(path, reason).status_code == 200
    assert security.post("/api/devices/keys/00/revoke", reason).status_code == 404


def test_a_branch_head_sees_the_keys_of_the_own_branch_only(as_person, people):
    for who, device in ((people.officer, "phone-1"), (people.stranger, "phone-2")):
        as_person(who).post(KEY, PhoneKey().request(device))

    seen = as_person(people.branch_head).get("/api/devices/keys").json
    everything = as_person(people.security).get("/api/devices/keys").json

    assert [row["person_name"] for row in seen] == ["陈志远"]
    assert {row["person_name"] for row in everything} == {"陈志远", "周海"}


def test_whoever_holds_a_lost_phone_cannot_give_it_a_new_key(as_person, people, time):
    finder, key = as_person(people.officer), PhoneKey()
    finder.post(KEY, key.request())
    time.pass_by(hours=1)
    as_person(people.security).post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"})
    time.pass_by(minutes=1)

    assert finder.post(KEY, PhoneKey().request()).json["code"] == "401.00"
    # The phone turned up again, and its officer typed the password.
    owner = as_person(people.officer, "signed-in-anew")
    assert owner.post(KEY, PhoneKey().request()).status_code == 200


def test_a_sign_in_from_before_the_revocation_gives_no_new_key_whatever_made_it_stand(
    as_person, people, time
):
    key = PhoneKey()
    as_person(people.officer).post(KEY, key.request())
    as_person(people.security).post(f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"})
    time.pass_by(hours=-1)
    early = as_person(people.officer, "signed-in-before")

    assert early.post(KEY, PhoneKey().request()).json["code"] == "403.131"


def test_revoking_signs_the_person_out_everywhere_at_the_next_request(as_person, people):
    key, phone = PhoneKey(), as_person(people.officer, "phone-1")
    computer, colleague = as_person(people.officer), as_person(people.co_officer)
    phone.post(KEY, key.request())

    as_person(people.branch_head).post(
        f"/api/devices/keys/{key.kid}/revoke", {"reason": "手机遗失"}
    )

    for client, status in ((phone, 401), (computer, 401), (colleague, 200)):
        assert client.get("/api/session").status_code == status


def _replicated(client):
    body = {"proto": 2, "device": "other-phone", "first_seq": 1, "scopes": {"bureau": [0, ""]}}
    put = client.post("/api/sync", body).json["scopes"]["bureau"]["put"]["device_key"]
    return [dict(zip(put["cols"], row, strict=True)) for row in put["rows"]]
