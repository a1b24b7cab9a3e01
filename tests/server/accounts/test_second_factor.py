"""Codes of an authenticator at sign-in, where the security administrator demands them."""

from base64 import b32decode
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from server.core import audit, clock, one_time
from server.core.doors import reading, writing
from server.features.accounts import commands
from server.features.accounts.models import SecondFactor
from server.features.accounts.second_factor import CODES
from tests.people import CHOSEN, PASSWORD


@pytest.fixture
def security(as_person, people):
    return as_person(people.security)


@pytest.fixture
def path(people):
    return f"/api/people/{people.manager}/second-factor"


@pytest.fixture
def sign_in(anybody):
    def ask(**told):
        return anybody.post("/api/session", {"name": "he", "password": PASSWORD, **told})

    return ask


@pytest.fixture
def demanded(security, path):
    assert security.put(path).status_code == 204


@pytest.fixture
def bound(demanded, sign_in, time):
    """Bind an authenticator; give its code at any time."""
    [secret] = parse_qs(urlsplit(sign_in().json["uri"]).query)["secret"]

    def code():
        return one_time.code_of(b32decode(secret), one_time.step_at(time()))

    assert sign_in(code=code()).status_code == 200
    time.pass_by(seconds=60)
    return code


def refusal(answer):
    return answer.status_code, answer.json["code"]


@pytest.mark.usefixtures("bound")
def test_the_password_alone_opens_nothing_any_more(sign_in, security, path):
    refused = sign_in()

    assert refusal(refused) == (401, "401.340")
    assert "Set-Cookie" not in refused.headers
    assert "uri" not in refused.json
    assert security.get(path).json == {"state": "bound"}


def test_with_the_code_it_opens_and_no_code_is_taken_twice(bound, sign_in, time):
    assert sign_in(code=bound()).status_code == 200

    assert refusal(sign_in(code=bound())) == (401, "401.342")
    time.pass_by(seconds=30)
    assert sign_in(code=bound()).status_code == 200


def test_an_older_code_is_not_taken_after_a_newer_one(bound, sign_in, time):
    older = bound()
    time.pass_by(seconds=30)
    assert sign_in(code=bound()).status_code == 200

    assert refusal(sign_in(code=older)) == (401, "401.342")


def test_codes_are_demanded_of_nobody_without_an_administrators_word(sign_in, security, path):
    assert sign_in().status_code == 200
    assert security.get(path).json == {"state": "none"}


def test_demanding_codes_ends_all_sessions_and_shows_the_secret_until_it_is_bound(
    as_person, people, security, path, sign_in
):
    desk = as_person(people.manager)

    security.put(path)

    assert desk.get("/api/session").status_code == 401
    assert security.get(path).json == {"state": "to_bind"}
    first, again = sign_in(), sign_in()
    assert refusal(first) == (401, "401.341")
    assert first.json["uri"] == again.json["uri"]


@pytest.mark.usefixtures("demanded")
def test_who_does_not_know_the_password_hears_of_no_code_and_no_secret(anybody):
    wrong = anybody.post("/api/session", {"name": "he", "password": "wrong horse 9"})

    assert refusal(wrong) == (401, "401.01")
    assert "uri" not in wrong.json


@pytest.mark.usefixtures("bound")
def test_of_wrong_codes_side_by_side_no_more_are_tried_than_one_after_the_other(app, anybody):
    def guess(n):
        client = type(anybody)(app.test_client())
        told = {"name": "he", "password": PASSWORD, "code": f"{n:06}"}
        return refusal(client.post("/api/session", told))[1]

    with ThreadPoolExecutor(8) as pool:
        said = Counter(pool.map(guess, range(16)))

    assert said == {"401.342": CODES.free, "429.341": 16 - CODES.free}


def test_wrong_codes_wait_longer_and_longer_whatever_address_they_come_from(bound, anybody, time):
    def try_code(n):
        told = {"name": "he", "password": PASSWORD, "code": "000000"}
        return anybody.post("/api/session", told, environ_base={"REMOTE_ADDR": f"203.0.113.{n}"})

    assert [refusal(try_code(n))[1] for n in range(5)] == ["401.342"] * 4 + ["429.341"]
    assert try_code(9).headers["Retry-After"] == "30"

    time.pass_by(seconds=30)
    told = {"name": "he", "password": PASSWORD, "code": bound()}
    assert anybody.post("/api/session", told).status_code == 200


def test_a_lost_authenticator_is_bound_anew_and_the_old_one_is_good_for_nothing(
    bound, security, path, sign_in
):
    before = bound()
    security.put(path)

    assert refusal(sign_in(code=before)) == (401, "401.342")
    assert refusal(sign_in()) == (401, "401.341")


@pytest.mark.parametrize("who", ["administrator", "supervisor"])
def test_no_desk_takes_the_authenticator_of_one_of_the_appointed_away(who, people, security):
    path = f"/api/people/{getattr(people, who)}/second-factor"
    assert security.put(path).status_code == 204
    with writing() as session:
        session.get(SecondFactor, getattr(people, who)).bound_at = clock.now()

    assert refusal(security.put(path)) == (403, "403.333")
    assert refusal(security.delete(path)) == (403, "403.333")


def test_codes_are_dropped_by_the_administrator_or_at_the_console(
    bound, security, path, sign_in, time
):
    assert security.delete(path).status_code == 204
    assert sign_in().status_code == 200

    security.put(path)
    given = commands.reset_password("he", at=time(), drops_code=True)
    assert sign_in(password=given, new_password=CHOSEN).status_code == 200


@pytest.mark.usefixtures("demanded")
def test_a_given_password_is_chosen_anew_only_together_with_the_code(sign_in, time, bound):
    given = commands.reset_password("he", at=time())

    assert refusal(sign_in(password=given)) == (403, "403.341")
    assert refusal(sign_in(password=given, new_password=CHOSEN)) == (401, "401.340")
    assert sign_in(password=given, new_password=CHOSEN, code=bound()).status_code == 200
    time.pass_by(seconds=30)
    assert sign_in(password=CHOSEN, code=bound()).status_code == 200


def test_the_database_alone_makes_no_code(bound, app, sign_in):
    key = app.extensions["doorstep.settings"].data_dir / "keys" / "totp-hmac.bin"
    assert key.stat().st_mode & 0o777 == 0o600

    key.unlink()
    # What a copy of the database makes of what stands in it is another secret.
    assert refusal(sign_in(code=bound())) == (401, "401.342")


def test_who_did_what_stands_in_the_log_of_deeds(bound, security, path, people):
    def last():
        with reading() as session:
            deed = audit.last_deed(session, people.manager)
            return deed.event, deed.person_id

    assert last() == ("sign_in.code_bound", people.manager)
    security.put(path)
    assert last() == ("sign_in.code_demanded", people.security)
    security.delete(path)
    assert last() == ("sign_in.code_dropped", people.security)
