"""What people are told stands in their inbox, once, for 90 days, and is read offline."""

from datetime import timedelta

import pytest

from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.messages import commands
from server.features.messages.commands import NewMessage
from server.features.messages.forgetting import forget_due
from server.features.messages.models import Message

READ_AT = "2026-11-23T02:30:00.000Z"


def read(phone, *rows, at=READ_AT):
    ids = [row["id"] for row in rows]
    return phone.tell("message.read", phone.person_id, messages=ids, read_at=at)


def test_a_deed_is_told_once_however_often_it_is_said(tell, officer, inbox, people):
    assert tell(people.officer, "case-7.taken") is not None
    assert tell(people.officer, "case-7.taken") is None
    tell(people.co_officer, "case-7.taken")
    tell(people.officer, "case-7.solved")

    assert len(inbox(officer)) == 2


def test_two_who_tell_the_same_deed_at_the_same_moment_tell_it_once(app, people, time):
    new = NewMessage(kind="case", key="k", title="有一件新的包案")
    with writing() as session:
        session.add(
            Message(
                id=commands.id_of(people.officer, "k"),
                person_id=people.officer,
                created_at=time(),
                key="k",
                kind="case",
                title="先到的一条",
            )
        )
        # Not seen by `tell`, as a transaction of somebody else is not.
        with session.no_autoflush:
            session.flush()
            session.expunge_all()
            assert commands.tell(session, people.officer, new, at=time()) is None

    with reading() as session:
        assert [row.title for row in session.query(Message)] == ["先到的一条"]


def test_a_message_is_on_its_receivers_phone_and_on_no_other(tell, phone_of, people, inbox):
    tell(people.officer, title="请处理", words="明丰五金厂", link="/outbox")

    [row] = inbox(phone_of(people.officer))
    assert (row["kind"], row["title"], row["words"]) == ("case", "请处理", "明丰五金厂")
    assert (row["link"], row["read_at"]) == ("/outbox", None)
    assert phone_of(people.co_officer).rows("message") == []
    assert phone_of(people.manager).rows("message") == []


def test_who_has_left_is_told_nothing(tell, people):
    with writing() as session:
        accounts.person(session, people.officer).active = False

    assert tell(people.officer) is None


def test_words_longer_than_their_place_are_cut_and_nothing_fails(tell, officer, inbox, people):
    tell(people.officer, title="长" * 300, words="话" * 900)

    [row] = inbox(officer)
    assert (len(row["title"]), len(row["words"])) == (80, 400)


def test_what_was_read_offline_stands_at_the_time_of_reading(tell, officer, inbox, people, time):
    tell(people.officer)
    time.pass_by(hours=8)

    assert read(officer, *inbox(officer))["status"] == "applied"

    [row] = inbox(officer)
    assert row["read_at"] == "2026-11-23T02:30:00Z"


@pytest.mark.parametrize(
    ("told", "stands"),
    [("2031-01-01T00:00:00Z", "2026-11-23T02:00:00Z"), ("1970-01-01T00:00:00Z", None)],
    ids=["a clock ahead", "a clock behind"],
)
def test_a_phones_wrong_clock_puts_reading_neither_before_writing_nor_into_the_future(
    told, stands, tell, officer, inbox, people
):
    tell(people.officer)
    [row] = inbox(officer)

    assert read(officer, row, at=told)["status"] == "applied"

    assert inbox(officer)[0]["read_at"] == (stands or row["created_at"])


def test_the_first_reading_stands(tell, phone_of, inbox, people, time):
    tell(people.officer)
    time.pass_by(hours=1)
    phone, tablet = phone_of(people.officer), phone_of(people.officer, "tablet")
    read(phone, *inbox(phone), at="2026-11-23T02:10:00Z")

    read(tablet, *inbox(tablet), at="2026-11-23T02:50:00Z")

    assert inbox(phone)[0]["read_at"] == "2026-11-23T02:10:00Z"


def test_reading_what_is_forgotten_or_somebody_elses_changes_nothing(
    tell, officer, phone_of, inbox, people
):
    foreign = tell(people.co_officer)

    answer = read(officer, {"id": foreign.id}, {"id": "0" * 32})

    assert answer["status"] == "applied"
    assert inbox(phone_of(people.co_officer))[0]["read_at"] is None


def test_nobody_reads_in_the_name_of_somebody_else(tell, officer, people):
    foreign = tell(people.co_officer)

    answer = officer.tell("message.read", people.co_officer, messages=[foreign.id], read_at=READ_AT)

    assert (answer["status"], answer["problem"]["code"]) == ("rejected", "403.190")


@pytest.mark.parametrize("args", [{}, {"messages": []}, {"messages": ["a"], "read_at": "昨天"}])
def test_reading_that_says_nothing_is_refused_in_words(args, officer, people):
    answer = officer.tell("message.read", people.officer, **args)

    assert (answer["status"], answer["problem"]["code"]) == ("rejected", "422.00")


def test_a_message_is_forgotten_after_90_days_and_leaves_the_phone(
    tell, officer, inbox, people, time
):
    tell(people.officer, "old")
    time.pass_by(hours=20)
    tell(people.officer, "young")

    assert forget_due(time() + timedelta(days=89, hours=12)) == 1

    assert len(inbox(officer)) == 1
