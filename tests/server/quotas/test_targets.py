"""Which row of a plan a person answers to."""

from datetime import date

from server.features.accounts.standing import Rank
from server.features.quotas.counting import Period
from server.features.quotas.targets import USUAL_ROWS, PlanRow, Span, target_of

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ALWAYS = Span.known(None, None)
ORDINARY = (Rank.ORDINARY, Span(date(2000, 1, 1), date(2026, 4, 30)))
PROMOTED = (Rank.DEPUTY_SECTION, Span(date(2026, 5, 1), None))


def test_the_circular_asks_two_and_two_one_and_one_and_one_problem_in_principle():
    asked = [(row.rank, row.visits, row.solved, row.in_principle) for row in USUAL_ROWS]

    assert asked == [
        (Rank.DEPUTY_DIVISION, 2, 2, False),
        (Rank.DEPUTY_SECTION, 1, 1, False),
        (Rank.ORDINARY, 0, 1, True),
    ]


def test_the_highest_rank_held_during_the_period_applies_and_part_of_the_year_is_noted():
    target = target_of(USUAL_ROWS, [ORDINARY, PROMOTED], [ALWAYS], YEAR)

    assert target is not None
    assert target.row.rank is Rank.DEPUTY_SECTION
    assert target.held == Period(date(2026, 5, 1), date(2026, 12, 31))


def test_a_rank_that_ended_before_the_period_is_of_no_account():
    past = (Rank.DEPUTY_DIVISION, Span(date(2010, 1, 1), date(2025, 12, 31)))

    target = target_of(
        USUAL_ROWS, [past, (Rank.ORDINARY, Span(date(2026, 1, 1), None))], [ALWAYS], YEAR
    )

    assert target is not None
    assert (target.row.rank, target.held) == (Rank.ORDINARY, YEAR)


def test_who_is_no_member_has_no_target():
    assert target_of(USUAL_ROWS, [PROMOTED], [], YEAR) is None


def test_who_became_a_member_in_the_period_is_held_from_that_day():
    joined = Span(date(2026, 7, 1), None)

    target = target_of(USUAL_ROWS, [(Rank.ORDINARY, ALWAYS)], [joined], YEAR)

    assert target is not None
    assert target.held == Period(date(2026, 7, 1), date(2026, 12, 31))


def test_membership_that_ended_before_the_promotion_leaves_the_lower_rank():
    left = Span(date(2000, 1, 1), date(2026, 3, 31))

    target = target_of(USUAL_ROWS, [ORDINARY, PROMOTED], [left], YEAR)

    assert target is not None
    assert target.row.rank is Rank.ORDINARY


def test_a_rank_that_the_plan_does_not_name_falls_to_the_next_one_held():
    rows = [PlanRow(Rank.ORDINARY, 0, 1)]

    target = target_of(rows, [ORDINARY, PROMOTED], [ALWAYS], YEAR)

    assert target is not None
    assert target.row.rank is Rank.ORDINARY


def test_who_holds_no_rank_has_no_target():
    assert target_of(USUAL_ROWS, [], [ALWAYS], YEAR) is None
