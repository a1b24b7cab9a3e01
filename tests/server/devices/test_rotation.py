"""The token of a session is followed by the next one, signed by the phone; a copy ends it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from server.core import audit, tokens
from server.core.doors import reading
from server.features.accounts.models import SignIn
from tests.people import PASSWORD
from tests.server.devices.jars import DEVICE, ROTATION, Jar, enrolled, signed_in, token_in
from tests.server.devices.phone_key import PhoneKey


@pytest.fixture
def phone(app, people, time):
    """Give the officer's phone, signed in, its key known, not rotated yet."""
    return enrolled(app, people.officer, time)


def codes(*jars):
    return [jar.get().status_code for jar in jars]


def test_a_phone_has_its_token_followed_as_soon_as_its_key_is_known_then_every_hour(phone, time):
    first = phone.token

    assert phone.take() != first
    assert phone.asked() is None
    time.pass_by(minutes=59)
    assert phone.asked() is None
    time.pass_by(minutes=1)
    assert phone.asked() is not None


def test_only_hashes_are_kept_and_the_nonce_tells_nothing_of_the_token(phone):
    phone.take()

    with reading() as session:
        row = session.scalars(select(SignIn)).one()
    family, _, secret = phone.token.partition(".")
    kept = {str(value) for name, value in vars(row).items() if not name.startswith("_")}
    assert not {phone.token, family, secret} & kept
    assert row.token_hash == tokens.hashed(phone.token)
    assert tokens.nonce_of(phone.token) != row.token_hash


def test_an_answer_that_was_cut_off_is_given_again_and_the_old_token_stays_good(phone, time):
    lost = phone.rotate()
    time.pass_by(hours=3)

    assert codes(phone) == [200]
    assert phone.take() == lost
    time.pass_by(hours=3)
    assert phone.take() != lost
    assert codes(phone) == [200]


def test_a_browser_that_was_killed_before_it_wrote_the_cookie_goes_on_with_the_one_before(
    phone, time
):
    phone.take()
    time.pass_by(hours=2)
    on_disk = phone.copy()
    phone.take()
    assert codes(phone) == [200]

    reopened = Jar(phone.app, phone.key, on_disk.token)
    assert codes(reopened) == [200]
    assert reopened.take() == phone.token


def test_of_two_hundred_uses_of_one_token_exactly_one_next_token_comes(phone, app):
    signature = phone.signed(phone.asked())

    def use(_):
        with app.app_context():
            return phone.client.put(ROTATION, signature)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(use, range(200)))

    assert {answer.status_code for answer in answers} == {204}
    assert len({token_in(answer) for answer in answers}) == 1
    with reading() as session:
        [row] = session.scalars(select(SignIn)).all()
    assert row.earlier_hash == tokens.hashed(phone.token)


def test_two_tabs_that_rotate_at_once_share_the_next_token(phone, time):
    first, second = phone.asked(), phone.asked()

    answers = [phone.client.put(ROTATION, phone.signed(nonce)) for nonce in (first, second)]

    assert token_in(answers[0]) == token_in(answers[1])


def test_a_tab_that_signed_for_the_token_before_changes_nothing(phone, time):
    late = phone.signed(phone.asked())
    phone.take()
    time.pass_by(hours=2)

    answer = phone.client.put(ROTATION, late)

    assert answer.json["code"] == "403.290"
    assert codes(phone) == [200]


@pytest.mark.parametrize("days", [6, 100])
def test_a_phone_that_was_offline_for_days_proves_itself_and_goes_on(phone, time, days):
    phone.take()
    time.pass_by(days=days)

    refused = phone.get()

    assert (refused.status_code, refused.json["code"]) == (401, "401.290")
    phone.take()
    assert codes(phone) == [200]


def test_a_copied_cookie_alone_is_good_for_a_day_and_never_becomes_another_one(phone, time):
    phone.take()
    thief = phone.copy()
    thief.key = PhoneKey()

    assert codes(thief) == [200]
    time.pass_by(hours=2)
    answer = thief.client.put(ROTATION, thief.signed(thief.asked()))
    assert answer.json["code"] == "403.290"
    time.pass_by(hours=23)
    assert thief.get().json["code"] == "401.290"
    assert thief.client.put(ROTATION, thief.signed(thief.asked())).json["code"] == "403.290"


def test_a_copied_cookie_used_after_its_phone_went_on_ends_the_session_of_both(phone, people, time):
    phone.take()
    thief = phone.copy()
    for _ in range(2):
        time.pass_by(hours=1)
        phone.take()
    assert codes(phone) == [200]

    assert codes(thief, phone) == [401, 401]
    with reading() as session:
        [row] = session.scalars(select(SignIn)).all()
        deed = audit.last_deed(session, row.id)
    assert deed.event == "sign_in.copied"
    assert row.person_id == people.officer


def test_whoever_invents_a_token_ends_nobodys_session(phone):
    made_up = [Jar(phone.app, None, token) for token in ("a.b", "", ".", "x", f"x{phone.token}")]

    assert codes(*made_up) == [401] * len(made_up)
    assert codes(phone) == [200]


def test_who_is_disabled_or_has_a_new_password_gets_no_next_token(phone, as_person, people, time):
    signature = phone.signed(phone.asked())
    security = as_person(people.security)
    security.patch(f"/api/people/{people.officer}", {"active": False})

    assert codes(phone) == [401]
    assert phone.client.put(ROTATION, signature).status_code == 401
    security.patch(f"/api/people/{people.officer}", {"active": True})
    assert phone.client.put(ROTATION, signature).status_code == 401


def test_a_revoked_key_has_nothing_followed(phone, as_person, people):
    signature = phone.signed(phone.asked())
    path = f"/api/devices/keys/{phone.key.kid}/revoke"
    as_person(people.security).post(path, {"reason": "手机遗失"})

    assert phone.client.put(ROTATION, signature).status_code == 401


def test_a_browser_without_a_key_goes_on_with_the_token_of_its_sign_in(app, people, time):
    desk = signed_in(app, people.branch_head, time, device="desk")

    assert desk.asked() is None
    assert desk.client.put(ROTATION, desk.signed("x")).json["code"] == "403.290"
    time.pass_by(days=100)
    assert codes(desk) == [200]


def test_a_stale_token_still_signs_out(phone, time):
    phone.take()
    time.pass_by(days=2)

    assert phone.client.delete("/api/session").status_code == 204
    assert phone.get(ROTATION).status_code == 401


def test_a_sign_in_of_before_there_were_families_goes_on_as_it_was(as_person, people, time):
    old = as_person(people.officer, DEVICE)
    key = PhoneKey()
    old.post("/api/devices/key", key.request(DEVICE))

    assert old.get(ROTATION).json["nonce"] is None
    assert old.get("/api/session").status_code == 200


def test_a_bureau_that_lost_its_key_of_tokens_still_agrees_with_its_phone(phone, app, time):
    phone.rotate()
    app.extensions[tokens.EXTENSION] = b"another key of thirty-two bytes!"

    phone.take()
    time.pass_by(hours=1)
    phone.take()

    assert codes(phone) == [200]


def test_the_token_of_a_real_sign_in_can_be_followed(app, anybody):
    wanted = {"name": "chen", "password": PASSWORD, "device": DEVICE}
    jar = Jar(app, PhoneKey(), token_in(anybody.post("/api/session", wanted)))
    jar.client.post("/api/devices/key", jar.key.request(DEVICE))

    jar.take()

    assert codes(jar) == [200]
