"""One-time links: nobody signs in, nobody guesses one, and one answer is taken."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from server.core.doors import reading
from server.features.cases.models import MatterLink

LOOK, ANSWER = "/api/public/cases/look", "/api/public/cases/answer"
AT_ONCE = 200


@pytest.fixture
def proposed(officer, matter):
    officer.take(matter)
    officer.propose(matter)
    return matter


@pytest.fixture
def token(officer, proposed):
    return officer.client.post(f"/api/cases/{proposed}/link").json["token"]


def code_of(answer):
    return answer.get_json(force=True).get("code")


def agree(client, token, **more):
    return client.post(ANSWER, {"token": token, "agrees": True, **more})


def test_the_link_shows_what_was_done_and_takes_a_yes(officer, proposed, token, anybody):
    shown = anybody.post(LOOK, {"token": token}).json
    assert shown == {
        "title": "雨污未分流",
        "enterprise_name": "东莞市长安明丰五金厂",
        "opened_on": "2026-11-23",
        "done": "已改管分流",
        "done_on": "2026-11-23",
    }

    assert agree(anybody, token, words="确实好了").status_code == 200

    assert officer.matter(proposed)["state"] == "confirmed"
    [event] = [one for one in officer.events(proposed) if one["kind"] == "confirmed"]
    assert (event["by_id"], event["how"], event["words"]) == (None, "link", "确实好了")


def test_a_no_needs_words_and_leaves_the_link_until_it_has_them(officer, proposed, token, anybody):
    assert code_of(anybody.post(ANSWER, {"token": token, "agrees": False})) == "422.00"
    told = anybody.post(ANSWER, {"token": token, "agrees": False, "words": "仍有气味"})

    assert told.status_code == 200
    assert officer.matter(proposed)["state"] == "disputed"


def test_only_the_hash_of_256_random_bits_is_kept(token):
    with reading() as session:
        [link] = session.scalars(select(MatterLink))
        kept = {str(getattr(link, column.name)) for column in MatterLink.__table__.columns}

    assert len(token) >= 43
    assert not any(token in value for value in kept)


def test_a_link_works_once(token, anybody):
    agree(anybody, token)

    for again in (agree(anybody, token), anybody.post(LOOK, {"token": token})):
        assert (again.status_code, code_of(again)) == (410, "410.160")


def test_a_link_ends_after_fourteen_days(token, anybody, time):
    time.pass_by(days=13, hours=23)
    assert anybody.post(LOOK, {"token": token}).status_code == 200
    time.pass_by(hours=1)

    assert code_of(anybody.post(LOOK, {"token": token})) == "410.160"
    assert code_of(agree(anybody, token)) == "410.160"


def test_a_new_link_and_a_new_proposal_end_the_old_one(officer, proposed, token, anybody, time):
    time.pass_by(minutes=1)
    second = officer.client.post(f"/api/cases/{proposed}/link").json["token"]
    assert code_of(agree(anybody, token)) == "410.160"
    time.pass_by(minutes=1)
    officer.propose(proposed, words="又换了一段管")

    assert code_of(agree(anybody, second)) == "410.160"
    assert officer.matter(proposed)["state"] == "solved_proposed"


def test_what_was_answered_on_the_glass_is_not_answered_again(officer, proposed, token, anybody):
    officer.confirm(proposed)

    assert code_of(agree(anybody, token)) == "410.160"


def test_a_guess_is_no_link(token, anybody):
    for guess in ("x", "0" * 43, "💥", "' OR 1=1 --"):
        answer = agree(anybody, guess)
        assert (answer.status_code, code_of(answer)) == (404, "404.160")


def test_only_the_holder_and_who_leads_make_links_of_what_waits(
    officer, colleague, head, phone_of, people, matter
):
    officer.take(matter)
    early = officer.client.post(f"/api/cases/{matter}/link")
    assert code_of(early) == "409.161"
    officer.propose(matter)

    assert code_of(colleague.client.post(f"/api/cases/{matter}/link")) == "403.160"
    supervisor = phone_of(people.supervisor).client.post(f"/api/cases/{matter}/link")
    assert code_of(supervisor) == "403.70"
    assert head.client.post(f"/api/cases/{matter}/link").status_code == 201


def test_of_two_hundred_answers_at_once_exactly_one_is_taken(
    app, officer, proposed, token, anybody
):
    def answer(n):
        client = type(anybody)(app.test_client())
        return client.post(
            ANSWER, {"token": token, "agrees": n % 2 == 0, "words": f"第{n}个"}
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(answer, range(AT_ONCE)))

    assert sorted(codes) == [200, *[410] * (AT_ONCE - 1)]
    answers = [one for one in officer.events(proposed) if one["how"] == "link"]
    assert len(answers) == 1
