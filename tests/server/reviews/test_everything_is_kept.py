"""Whatever phones send and heads decide: each record is applied or in review, and in order."""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.core import hooks
from server.core.doors import reading
from server.features.reviews.following import RAN
from server.features.reviews.models import Review
from server.features.sync_api.models import CommandEntry
from server.features.visits.models import Visit
from server.features.visits.reviewing import UNDONE
from sync.protocol import FOR_REVIEW

DONE = {"applied", "merged", "duplicate"}
FIELDS = ("note", "guidance", "representative")
WAYS = ("keep_theirs", "take_mine", "take_both", "hand_back")
ROUNDS = 8

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.integers(0, 1), st.sampled_from(FIELDS), st.booleans()),
        st.tuples(st.just("withdraw"), st.integers(0, 1)),
        st.tuples(st.just("settle"), st.integers(0, 5), st.sampled_from(WAYS)),
        st.tuples(st.just("undo"), st.integers(0, 5)),
    ),
    min_size=4,
    max_size=14,
)


class Story:
    """One joint visit, two phones that correct it, and a head who decides."""

    def __init__(self, visit_id, phones, head):
        self.visit_id, self.phones, self.head = visit_id, phones, head

    def correct(self, which, field, is_stale):
        phone = self.phones[which]
        old = "写在很久以前" if is_stale else self.now()[field]
        changes = {field: [old, f"#{phone.seq + 1}"]}
        phone.tell("visit.correct", self.visit_id, reason=str(which), changes=changes)

    def withdraw(self, which):
        self.phones[which].tell("visit.withdraw", self.visit_id, reason=str(which))

    def settle(self, nth, way):
        opened = [row for row in self.head.open() if row["visit_id"] == self.visit_id]
        if opened:
            answer = self.head.settle(opened[nth % len(opened)], way, "请核实")
            assert answer.status_code in {200, 409}, answer.json

    def undo(self, nth):
        found = self.head.client.get("/api/reviews").json
        settled = [row for row in found if row["visit_id"] == self.visit_id and row["settled_as"]]
        if settled:
            answer = self.head.undo(settled[nth % len(settled)])
            assert answer.status_code in {200, 409}, answer.json

    def now(self):
        return self.head.client.get(f"/api/visits/{self.visit_id}").json


def check(story):
    """Nothing is lost, nothing is done twice, and every phone's deeds are in its own order."""
    with reading() as session:
        ledger = session.scalars(
            select(CommandEntry).where(
                CommandEntry.entity == story.visit_id, CommandEntry.name != "visit.close"
            )
        ).all()
        reviews = session.scalars(select(Review).where(Review.entity == story.visit_id)).all()
        visit = session.get(Visit, story.visit_id)
    _each_is_applied_or_in_review(ledger, reviews)
    _nothing_waits_for_nothing(reviews)
    for which in range(len(story.phones)):
        _deeds_are_in_order(visit.history, which, _done_seqs(ledger, story, which))


def _each_is_applied_or_in_review(ledger, reviews):
    """Whoever asks the ledger and whoever reads the review hear the same."""
    refused = [(row.device_id, row.seq) for row in ledger if row.status not in DONE]
    halted = [row for row in reviews if row.status in FOR_REVIEW and row.outcome not in DONE]
    assert sorted(refused) == sorted((row.device_id, row.seq) for row in halted)


def _nothing_waits_for_nothing(reviews):
    opened = [row for row in reviews if row.state == "open"]
    for row in opened:
        ahead = [one for one in opened if one.device_id == row.device_id and one.seq < row.seq]
        assert row.status != "blocked" or ahead


def _done_seqs(ledger, story, which):
    device = story.phones[which].device
    return {row.seq for row in ledger if row.status in DONE and row.device_id == device}


def _deeds_are_in_order(history, which, done):
    deeds = []
    for entry in history:
        if entry["reason"] == UNDONE:
            deeds.pop()
        elif entry["action"] == "reinstate":
            deeds.append(("again", entry))
        else:
            deeds.append((entry["reason"], entry))
    seqs = [
        int(re.findall(r"#(\d+)", next(iter(entry["changes"].values()))[1])[-1])
        for told, entry in deeds
        if told == str(which) and entry["action"] == "correct"
    ]
    assert seqs == sorted(set(seqs))
    assert set(seqs) <= done


numbers = count(1)


@pytest.mark.timeout(600)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_everything_saved_is_applied_or_in_review_whatever_the_head_decides(
    officer, colleague, head, people, steps
):
    number = next(numbers)
    story = _story(officer, colleague, head, people, number)
    for verb, *how in steps:
        getattr(story, verb)(*how)
        check(story)


def test_settling_while_the_phone_goes_on_sending_loses_and_doubles_nothing(
    officer, colleague, head, people
):
    story = _story(officer, colleague, head, people, next(numbers))
    story.correct(0, "note", is_stale=True)

    def send():
        for number in range(ROUNDS):
            story.correct(0, FIELDS[number % 3], is_stale=number % 2 == 0)

    def decide():
        for number in range(ROUNDS * 2):
            story.settle(0, WAYS[number % 4])

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(send), pool.submit(decide)]:
            done.result()
    check(story)

    while [row for row in head.open() if row["visit_id"] == story.visit_id]:
        story.settle(0, "take_mine")
    check(story)


def test_what_the_phone_sends_while_those_behind_are_run_waits_for_that(
    crossed, head, officer, amend, app
):
    amend(officer, "contact_phone", "13800000001", "13800000003")
    sent = []
    with ThreadPoolExecutor(1) as pool:

        def send(session, device_id, seq, outcome):
            if seq == officer.seq and not sent:
                sent.append(pool.submit(amend, officer, "address", "", "振兴路1号"))
                # Were it not to wait, it would find the review open and be put aside for good.
                wait(sent, timeout=4)

        hooks.react(app, RAN, send)
        assert head.settle(head.open()[0], "take_mine").status_code == 200
        answer = sent[0].result()

    assert answer["status"] == "applied"
    assert head.open() == []


def test_of_two_heads_who_settle_at_once_one_wins_and_the_other_is_told(
    crossed, head, desk_of, people, stands
):
    review = head.only()
    told = {"take_mine": head, "keep_theirs": desk_of(people.manager)}

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: one[1].settle(review, one[0]), told.items()))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [winner] = [way for way, answer in zip(told, answers, strict=True) if answer.status_code == 200]
    [loser] = [answer.json for answer in answers if answer.status_code == 409]
    assert loser["code"] == "409.03"
    assert "已于10:00处理" in loser["detail"]
    assert stands() == ("13800000001" if winner == "take_mine" else "13800000002")


def _story(officer, colleague, head, people, number):
    first, second = f"v{number}", f"w{number}"
    day = f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
    times = {"opened_at": f"{day}T01:00:00Z", "closed_at": f"{day}T01:40:00Z"}
    both = [people.officer, people.co_officer]
    officer.visit(first, "e1", participants=both, **times)
    colleague.visit(second, "e1", participants=both, guidance="", **times)
    return Story(first, [officer, colleague], head)
