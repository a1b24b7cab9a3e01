"""What counts, whatever the order and however often it is told."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.features.quotas.counting import Counts, Period, SolvedFinding, Visit, count
from server.features.quotas.targets import is_met, share_met

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
OFFICER, CO_OFFICER = "officer", "co_officer"
PEOPLE = st.sampled_from([OFFICER, CO_OFFICER, "stranger"])
DAYS = st.dates(date(2025, 11, 1), date(2027, 2, 1))


def _visit(number, **changes):
    usual = {
        "id": f"visit {number}",
        "enterprise_id": f"enterprise {number}",
        "on": date(2026, 5, 4),
        "participants": frozenset({OFFICER}),
    }
    return Visit(**{**usual, **changes})


@st.composite
def visits(draw):
    return [
        Visit(
            f"visit {n}",
            draw(st.sampled_from("abcd")),
            draw(DAYS),
            draw(st.frozensets(PEOPLE, min_size=1)),
            draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 8)))
    ]


@st.composite
def findings(draw):
    return [
        SolvedFinding(f"finding {n}", draw(PEOPLE), draw(DAYS), draw(st.booleans()))
        for n in range(draw(st.integers(0, 8)))
    ]


def test_two_visits_of_one_enterprise_are_one_enterprise_and_two_visit_times():
    twice = [_visit(1), _visit(2, enterprise_id="enterprise 1")]

    assert count(OFFICER, YEAR, twice, []) == Counts(enterprises=1, visit_times=2, solved=0)


def test_a_joint_visit_counts_for_each_participant():
    joint = [_visit(1, participants=frozenset({OFFICER, CO_OFFICER}))]

    assert count(OFFICER, YEAR, joint, []) == count(CO_OFFICER, YEAR, joint, [])
    assert count("stranger", YEAR, joint, []) == Counts(0, 0, 0)


def test_a_withdrawn_visit_counts_for_nobody_nor_do_its_problems():
    visit = _visit(1, withdrawn=True)
    finding = SolvedFinding("finding", OFFICER, date(2026, 5, 5), withdrawn=True)

    assert count(OFFICER, YEAR, [visit], [finding]) == Counts(0, 0, 0)


def test_a_problem_counts_for_who_solved_it_on_the_day_it_was_solved():
    last_day = SolvedFinding("finding", CO_OFFICER, date(2026, 12, 31))
    next_year = SolvedFinding("other", CO_OFFICER, date(2027, 1, 1))

    assert count(CO_OFFICER, YEAR, [], [last_day, next_year]).solved == 1
    assert count(OFFICER, YEAR, [], [last_day, next_year]).solved == 0


def test_the_first_and_the_last_day_belong_to_the_period():
    edges = [
        _visit(n, on=day)
        for n, day in enumerate(
            (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
        )
    ]

    assert count(OFFICER, YEAR, edges, []).visit_times == 2


@given(visits(), findings(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(told, solved, random):
    shuffled = [*told, *told]
    random.shuffle(shuffled)

    assert count(OFFICER, YEAR, shuffled, [*solved, *reversed(solved)]) == count(
        OFFICER, YEAR, told, solved
    )


@given(visits(), findings())
def test_there_are_never_more_enterprises_than_visit_times(told, solved):
    counts = count(OFFICER, YEAR, told, solved)

    assert (counts.enterprises == 0) == (counts.visit_times == 0)
    assert counts.enterprises <= counts.visit_times <= len(told)
    assert counts.solved <= len(solved)


@given(visits(), findings(), st.integers(0, 364))
def test_two_halves_of_a_period_have_the_visit_times_and_problems_of_the_whole(told, solved, days):
    middle = YEAR.first + timedelta(days=days)
    first, second = Period(YEAR.first, middle), Period(middle + timedelta(days=1), YEAR.last)

    whole = count(OFFICER, YEAR, told, solved)
    halves = [count(OFFICER, part, told, solved) for part in (first, second)]

    assert whole.visit_times == sum(half.visit_times for half in halves)
    assert whole.solved == sum(half.solved for half in halves)
    assert max(half.enterprises for half in halves) <= whole.enterprises


@given(visits(), findings())
def test_withdrawing_a_visit_never_raises_a_count(told, solved):
    before = count(OFFICER, YEAR, told, solved)
    fewer = [
        Visit(v.id, v.enterprise_id, v.on, v.participants, withdrawn=n == 0 or v.withdrawn)
        for n, v in enumerate(told)
    ]

    after = count(OFFICER, YEAR, fewer, solved)

    assert after.enterprises <= before.enterprises
    assert after.visit_times <= before.visit_times


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 9), st.integers(0, 9))
def test_a_target_is_met_exactly_when_all_of_it_is_reached(visits_due, solved_due, seen, solved):
    counts = Counts(seen, seen, solved)

    assert is_met(visits_due, solved_due, counts) == (
        share_met(visits_due, solved_due, counts) == 1
    )


def test_many_visits_do_not_stand_in_for_a_problem():
    assert not is_met(2, 2, Counts(enterprises=9, visit_times=12, solved=1))
    assert share_met(2, 2, Counts(enterprises=9, visit_times=12, solved=1)) == 0.75


def test_visit_times_at_one_enterprise_do_not_meet_a_target_of_two_enterprises():
    assert not is_met(2, 0, Counts(enterprises=1, visit_times=5, solved=0))
