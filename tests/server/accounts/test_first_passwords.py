"""A password that the office gave: for some days, and only to choose another one by."""

import pytest

from server.core import audit
from server.core.doors import reading
from server.features.accounts import commands
from tests.people import CHOSEN, PASSWORD

OTHER = "other horse 26"


@pytest.fixture
def given(as_person, people):
    security = as_person(people.security)
    return security.post(f"/api/people/{people.officer}/password").json["password"]


@pytest.fixture
def sign_in(anybody):
    def ask(password, **told):
        return anybody.post("/api/session", {"name": "chen", "password": password, **told})

    return ask


def refusal(answer):
    return answer.status_code, answer.json["code"]


def test_a_given_password_opens_nothing_until_another_one_is_chosen(sign_in, given, anybody):
    assert refusal(sign_in(given)) == (403, "403.341")
    assert "Set-Cookie" not in sign_in(given).headers
    assert anybody.get("/api/session").status_code == 401

    assert sign_in(given, new_password=CHOSEN).status_code == 200

    assert anybody.get("/api/session").status_code == 200
    assert sign_in(given).status_code == 401
    assert sign_in(CHOSEN).status_code == 200


def test_what_is_chosen_at_the_sign_in_stands_in_the_log_of_deeds(sign_in, given, people):
    sign_in(given, new_password=CHOSEN)

    with reading() as session:
        deed = audit.last_deed(session, people.officer)
    assert (deed.event, deed.person_id) == ("password.changed", people.officer)


@pytest.mark.parametrize(
    ("chosen", "code"), [("short", "422.10"), ("chen2026", "422.256"), (None, "422.340")]
)
def test_a_weak_password_or_the_given_one_again_is_not_chosen(sign_in, given, chosen, code):
    assert refusal(sign_in(given, new_password=chosen or given)) == (422, code)

    assert refusal(sign_in(given)) == (403, "403.341")


def test_a_given_password_ends_after_seven_days_and_the_office_gives_another(
    sign_in, given, as_person, people, time
):
    time.pass_by(days=7)
    assert refusal(sign_in(given)) == (403, "403.341")

    time.pass_by(seconds=1)

    assert refusal(sign_in(given, new_password=CHOSEN)) == (403, "403.340")
    again = commands.reset_password("chen", at=time())
    assert sign_in(again, new_password=CHOSEN).status_code == 200


def test_who_does_not_know_the_given_password_hears_nothing_of_it(sign_in, given, time):
    assert refusal(sign_in("wrong horse 9", new_password=CHOSEN)) == (401, "401.01")

    time.pass_by(days=8)

    assert refusal(sign_in("wrong horse 9")) == (401, "401.01")


def test_a_password_that_somebody_chose_has_no_end_and_is_not_replaced_in_passing(sign_in, time):
    time.pass_by(days=400)

    assert sign_in(PASSWORD, new_password=OTHER).status_code == 200

    assert sign_in(OTHER).status_code == 401
    assert sign_in(PASSWORD).status_code == 200
