"""Phones carry numbers before they need them; quiet contacts cost nothing."""

from datetime import date

import pytest

from server.core.doors import reading
from server.features.numbering import queries
from tests.server.numbering.giving import register


def blocks(phone, kind="assistance"):
    return sorted((one.first, one.last, one.year) for one in phone.leases if one.kind == kind)


def test_a_phone_gets_a_block_of_every_kind_at_its_first_contact(phone):
    phone.sync()

    assert blocks(phone) == [(1, 20, 2026)]
    assert blocks(phone, "exemption") == [(1, 20, 2026)]


def test_two_phones_of_a_branch_never_hold_the_same_number(phone_of, people):
    first, second = phone_of(people.officer), phone_of(people.co_officer)
    first.sync()
    second.sync()

    assert (blocks(first), blocks(second)) == ([(1, 20, 2026)], [(21, 40, 2026)])


def test_branches_count_for_themselves_and_write_their_name(phone_of, people):
    ours, theirs = phone_of(people.officer), phone_of(people.stranger)
    ours.sync()
    theirs.sync()
    ours.give("a1")
    theirs.give("b1")

    assert [text for _, text in (*ours.given, *theirs.given)] == [
        "东环助（长安）〔2026〕1号",
        "东环助（虎门）〔2026〕1号",
    ]


def test_nobody_gets_numbers_who_does_not_decide_at_doors(phone_of, people):
    wardens = (people.security, people.auditor)
    for who in (people.cadre, people.manager, people.supervisor, people.administrator, *wardens):
        phone = phone_of(who)
        phone.sync()

        assert phone.leases == []


def test_a_quiet_contact_writes_nothing(phone, time):
    phone.sync()
    before = dict(phone.cursors)
    phone.sync()
    time.pass_by(minutes=10)
    phone.sync()

    assert phone.cursors == before


def test_a_push_that_leaves_few_numbers_brings_a_new_block_with_its_answer(phone):
    phone.sync()
    for n in range(15):
        phone.give(f"act-{n}")
    assert blocks(phone) == [(1, 20, 2026)]

    phone.give("act-15")

    assert blocks(phone) == [(1, 20, 2026), (21, 40, 2026)]
    assert phone.left() == 4 + 20


def test_many_numbers_in_one_push_bring_one_block(phone):
    phone.sync()
    bodies = []
    for n in range(20):
        body = phone.act(f"act-{n}")
        bodies.append({**body, "seq": n + 1, "id": f"c-{n}"})

    results = phone.sync(*bodies)

    assert {result["status"] for result in results} == {"applied"}
    assert blocks(phone) == [(1, 20, 2026), (21, 40, 2026)]


def test_from_december_on_a_phone_carries_numbers_of_the_next_year(phone, time):
    phone.sync()
    time.at = time.at.replace(month=12, day=1)
    phone.sync()
    assert blocks(phone) == [(1, 20, 2026), (1, 20, 2027)]

    phone.give("old", day=date(2026, 12, 31))
    phone.give("new", day=date(2027, 1, 1))

    assert [text for _, text in phone.given] == [
        "东环助（长安）〔2026〕1号",
        "东环助（长安）〔2027〕1号",
    ]


def test_a_phone_that_asks_with_numbers_left_gets_none(phone):
    phone.sync()

    result = phone.tell("number.ask", "ask-1", kind="assistance", year=2026)

    assert result["status"] == "applied"
    assert blocks(phone) == [(1, 20, 2026)]


def test_a_phone_that_has_none_left_asks_and_gets_a_block(phone, people):
    phone.sync()
    [lease] = [one for one in phone.leases if one.kind == "assistance"]
    assert phone.tell("number.return", lease.id, **{"from": 1})["status"] == "applied"
    assert phone.left() == 0

    phone.tell("number.ask", "ask-1", kind="assistance", year=2026)

    assert phone.left() == 20


def test_numbers_that_were_given_back_are_leased_again_first(phone_of, people):
    phone, other = phone_of(people.officer), phone_of(people.co_officer)
    phone.sync()
    phone.give("act-1")
    [lease] = [one for one in phone.leases if one.kind == "assistance"]
    phone.tell("number.return", lease.id, **{"from": 2})
    with reading() as session:
        branch = queries.lease(session, lease.id).branch_id
    assert register(branch) == {1: "used"} | dict.fromkeys(range(2, 21), "returned")

    other.sync()

    assert blocks(other) == [(2, 21, 2026)]


def test_no_kind_and_no_year_but_those_of_the_regime_is_leased(phone):
    phone.sync()
    for kind, year in (("decision", 2026), ("assistance", 2027), ("assistance", 2025)):
        result = phone.tell("number.ask", f"ask-{kind}-{year}", kind=kind, year=year)

        assert (result["status"], result["problem"]["code"]) == ("rejected", "422.100")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("number.ask", {"kind": "assistance", "year": "2026"}),
        ("number.ask", {"kind": 3, "year": 2026}),
        ("number.ask", {}),
        ("number.void", {"n": 0, "reason": "写坏了"}),
        ("number.void", {"n": 21, "reason": "写坏了"}),
        ("number.void", {"n": 2**70, "reason": "写坏了"}),
        ("number.void", {"n": 1, "reason": ""}),
        ("number.return", {"from": 21}),
        ("number.return", {"from": True}),
    ],
)
def test_odd_arguments_are_put_before_people_and_change_nothing(phone, name, args):
    phone.sync()
    before = dict(phone.rows)
    [lease] = [one for one in phone.leases if one.kind == "assistance"]

    result = phone.tell(name, lease.id, **args)

    assert (result["status"], result["problem"]["code"]) == ("rejected", "422.00")
    assert phone.rows == before


def test_a_block_that_nobody_ever_leased_is_not_found(phone):
    phone.sync()

    for entity in ("unknown", "不存在"):
        assert phone.tell("number.void", entity, n=1, reason="写坏了")["status"] == "rejected"
