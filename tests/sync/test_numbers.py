"""Numbers: how they are written, which comes next, and that each is explained once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import numbers
from sync.numbers import Lease, NumberError

PATTERN = "东环建〔{year}〕{n}号"
END = date(2026, 12, 31)


def lease(first, last, **more):
    told = {"id": f"{first}-{last}", "kind": "a", "year": 2026, "next": first, "expires_on": END}
    return Lease(**{**told, "first": first, "last": last, **more})


def test_a_number_is_written_without_leading_zeros_in_full_width_brackets():
    assert numbers.number_text(PATTERN, 2026, 7) == "东环建〔2026〕7号"


@pytest.mark.parametrize("n", [0, -1, numbers.MOST + 1])
def test_there_is_no_paper_with_a_number_beyond_the_bounds(n):
    with pytest.raises(NumberError):
        numbers.number_text(PATTERN, 2026, n)


@given(n=st.integers(1, numbers.MOST), year=st.integers(2000, 2999), part=st.integers(1, 9))
def test_a_written_number_reads_as_itself(n, year, part):
    pattern = numbers.for_part(numbers.for_branch(PATTERN, "长安"), part)

    assert numbers.number_in(pattern, year, numbers.number_text(pattern, year, n)) == n


@pytest.mark.parametrize(
    "text",
    ["东环建〔2026〕07号", "东环建[2026]7号", "东环建〔2027〕7号", "东环建〔2026〕号", "", "7"],
)
def test_what_is_written_otherwise_is_not_read(text):
    assert numbers.number_in(PATTERN, 2026, text) is None


def test_no_two_branches_and_no_two_parts_write_a_number_alike():
    patterns = [
        numbers.for_part(numbers.for_branch(PATTERN, branch), part)
        for branch in ("长安", "虎门")
        for part in (1, 2, 3)
    ]

    written = {numbers.number_text(one, 2026, n) for one in patterns for n in range(1, 40)}
    assert len(written) == len(patterns) * 39
    assert numbers.for_branch("东环（{branch}）{year}-{n}", "长安") == "东环（长安）{year}-{n}"


def test_a_phone_carries_the_next_year_from_december_on():
    assert numbers.years_wanted(date(2026, 11, 30)) == (2026,)
    assert numbers.years_wanted(date(2026, 12, 1)) == (2026, 2027)
    assert numbers.years_wanted(date(2027, 1, 1)) == (2027,)


def test_the_next_number_is_the_greater_of_what_phone_and_bureau_know():
    block = lease(1, 20, next=4)

    assert numbers.next_of(block, {}) == 4
    assert numbers.next_of(block, {block.id: 9}) == 9
    assert numbers.next_of(block, {block.id: 2}) == 4
    assert numbers.next_of(block, {block.id: 21}) is None


@pytest.mark.parametrize("state", [numbers.RETURNED, numbers.CLOSED, numbers.LOST])
def test_a_block_that_ended_gives_nothing(state):
    assert numbers.next_of(lease(1, 20, state=state), {}) is None


def test_free_numbers_go_first_and_no_held_or_entered_one_is_leased():
    back = lease(1, 20, state=numbers.RETURNED, returned_from=15)

    assert numbers.next_block([], (), 0) == (1, 20)
    assert numbers.next_block([], (), 1233) == (1234, 1253)
    assert numbers.next_block([back, lease(21, 40)], (), 0) == (15, 20)
    assert numbers.next_block([back, lease(21, 40)], (16,), 0) == (15, 15)
    assert numbers.next_block([lease(1, 20)], (25,), 0) == (21, 24)


@st.composite
def histories(draw):
    """Give blocks that were leased one after the other, each then ended in some way or not."""
    held, entered = [], set()
    for _ in range(draw(st.integers(0, 8))):
        first, last = numbers.next_block(held, entered, 3, draw(st.integers(1, 6)))
        state = draw(st.sampled_from([numbers.OPEN, numbers.CLOSED, numbers.LOST, "returned"]))
        used = draw(st.integers(0, last - first + 1))
        entered |= set(range(first, first + used))
        back = first + used if state == "returned" else None
        held.append(lease(first, last, id=f"l{len(held)}", state=state, returned_from=back))
        if draw(st.booleans()):
            entered.add(draw(st.integers(1, 60)))
    return held, entered


@given(histories())
def test_no_number_is_leased_that_is_held_or_was_entered(history):
    held, entered = history
    first, last = numbers.next_block(held, entered, 3)

    for n in range(first, last + 1):
        assert n > 3
        assert n not in entered
        assert not any(one.holds(n) for one in held)


@given(histories())
def test_every_number_is_explained_and_only_free_ones_are_leased_next(history):
    held, entered = history
    ahead = max([one.last for one in held], default=3) + 1
    first, last = numbers.next_block(held, entered, 3)

    for n in range(1, 80):
        entry = "used" if n in entered else None
        found = numbers.explain(n, held, entry, start_after=3, ahead_from=ahead).state
        assert found in {"paper", "used", "leased", "lost", "returned", "ahead"}
        assert found in {"returned", "ahead"} or not first <= n <= last


def test_an_open_block_says_more_than_one_that_is_possibly_issued():
    lost, held = lease(1, 20, state=numbers.LOST), lease(1, 20, id="open")

    found = numbers.explain(5, [lost, held], None, start_after=0, ahead_from=21)

    assert (found.state, found.lease) == ("leased", held)


def test_a_restored_database_lacks_only_what_it_does_not_know():
    journal = [{"id": "a"}, {"id": "b"}, {"id": "b"}]

    assert numbers.unknown(journal, {"a"}) == [{"id": "b"}]
