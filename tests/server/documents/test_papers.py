"""Papers ordered, delivered, failed, taken off, and handed out to whom they are for."""

from hashlib import sha256
from urllib.parse import quote

import pytest
from sqlalchemy import update

from server.core.doors import reading, writing
from server.features.documents import queries
from server.features.documents.commands import (
    WAITS,
    deliver,
    note_failure,
    order_paper,
    take_off,
    try_again,
)
from server.features.documents.models import PaperFile
from tests.server.documents.conftest import known, new_paper
from tests.server.jurisdiction.replica import Replica

PDF = b"%PDF-1.7 sealed"
LINK = "/api/papers/{}.pdf"


def _deliver(paper_id, time, pdf=PDF):
    with writing() as session:
        ordered_at = queries.order(session, paper_id).ordered_at
        return deliver(session, paper_id, ordered_at, pdf, at=time())


def _fail(paper_id, time, *, is_final=False):
    with writing() as session:
        note_failure(session, paper_id, "排版超时", is_final=is_final, at=time())


def _next(time):
    with reading() as session:
        order = queries.next_due(session, time())
        return order and order.paper_id


def test_an_ordered_paper_is_due_at_once_and_cannot_be_read_yet(paper, time, as_person, people):
    answer = as_person(people.officer).get(LINK.format(paper))

    assert _next(time) == paper
    assert known(paper)[0].state == "queued"
    assert (answer.status_code, answer.json["code"]) == (409, "409.140")


def test_a_delivered_paper_is_handed_out_as_it_came_and_kept_by_nobody(
    paper, time, as_person, people
):
    assert _deliver(paper, time)

    answer = as_person(people.officer).get(LINK.format(paper))
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert quote("批复东环建〔2026〕1234号.pdf") in answer.headers["Content-Disposition"]
    found, order = known(paper)
    assert (found.state, found.bytes, order) == ("ready", len(PDF), None)
    assert found.sha256 == sha256(PDF).hexdigest()
    assert found.issued_at == time()


def test_who_may_see_the_act_may_read_its_paper_and_nobody_else(paper, time, as_person, people):
    _deliver(paper, time)

    may_read = {
        name: as_person(getattr(people, name)).get(LINK.format(paper)).status_code
        for name in ("officer", "co_officer", "branch_head", "manager", "supervisor", "stranger")
    }

    assert may_read == dict.fromkeys(may_read, 200) | {"stranger": 404}


def test_nobody_reads_a_paper_without_signing_in(paper, time, anybody):
    _deliver(paper, time)

    assert anybody.get(LINK.format(paper)).status_code == 401


@pytest.mark.parametrize("name", ["", "x", "..%2F..%2Fetc%2Fpasswd", "%00", "a" * 300])
def test_a_paper_that_is_none_is_not_found(name, as_person, people, act):
    assert as_person(people.officer).get(LINK.format(name)).status_code == 404


def test_a_file_that_is_not_as_it_was_made_is_refused_in_words(paper, time, as_person, people):
    _deliver(paper, time)
    with writing() as session:
        session.execute(update(PaperFile).values(content=b"%PDF-1.7 another"))

    answer = as_person(people.officer).get(LINK.format(paper))

    assert (answer.status_code, answer.json["code"]) == (410, "410.141")


def test_a_failed_try_waits_longer_each_time_and_then_is_for_the_operators(paper, time):
    for wait in WAITS:
        assert _next(time) == paper
        _fail(paper, time)
        time.pass_by(seconds=wait.total_seconds() - 1)
        assert _next(time) is None
        time.pass_by(seconds=1)
    _fail(paper, time)

    time.pass_by(days=1)
    found, order = known(paper)
    assert _next(time) is None
    assert (found.state, order.trouble) == ("failed", "排版超时")


def test_a_trouble_that_time_does_not_cure_is_for_the_operators_at_once(paper, time):
    _fail(paper, time, is_final=True)

    assert known(paper)[0].state == "failed"
    assert _next(time) is None


def test_an_operator_has_failed_papers_made_after_all(paper, time):
    _fail(paper, time, is_final=True)

    with writing() as session:
        assert try_again(session, at=time()) == 1

    assert _next(time) == paper
    assert _deliver(paper, time)
    assert known(paper)[0].state == "ready"


def test_what_was_ordered_anew_meanwhile_is_not_taken_from_the_old_order(paper, time, people):
    with reading() as session:
        old = queries.order(session, paper).ordered_at
    time.pass_by(seconds=1)
    with writing() as session:
        order_paper(session, new_paper(people), at=time())

    with writing() as session:
        assert not deliver(session, paper, old, PDF, at=time())

    assert known(paper)[0].state == "queued"


def test_a_paper_that_is_made_anew_keeps_the_file_that_was_issued_before(
    paper, time, as_person, people
):
    client = as_person(people.officer)
    _deliver(paper, time)
    time.pass_by(hours=1)
    with writing() as session:
        order_paper(session, new_paper(people), at=time())
    assert client.get(LINK.format(paper)).data == PDF

    _deliver(paper, time, PDF + b" anew")

    assert client.get(LINK.format(paper)).data == PDF + b" anew"
    with reading() as session:
        assert queries.file(session, paper, sha256(PDF).hexdigest()) == PDF


def test_a_paper_that_was_never_made_is_taken_off_and_one_that_was_stays(paper, time, people):
    with writing() as session:
        other = order_paper(session, new_paper(people, "receipt"), at=time()).id
    _deliver(other, time)

    with writing() as session:
        take_off(session, paper)
        take_off(session, other)

    assert known(paper) == (None, None)
    assert known(other)[0].state == "ready"


def test_phones_of_the_town_and_of_both_officers_learn_of_a_paper(paper, as_person, people):
    held = {}
    for name in ("officer", "co_officer", "stranger"):
        phone = Replica(as_person(getattr(people, name), name), getattr(people, name), name)
        phone.sync()
        held[name] = phone.rows("paper")

    assert held["officer"][paper]["state"] == "queued"
    assert held["co_officer"][paper]["title"] == "关于建设项目环境影响登记表的批复"
    assert held["stranger"] == {}
