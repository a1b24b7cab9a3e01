"""What is asked of a person and what counts, case by case (docs/quotas.md)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.rules.quota import Solution, Visit, figures
from sync.rules.quota_plan import USUAL_ROWS, USUAL_WEIGHTS, Plan, Row, Rules, plan_faults
from sync.rules.quota_standing import Span, Standing

ME, COLLEAGUE = "me", "colleague"
NEW_YEAR, LAST_DAY = date(2026, 1, 1), date(2026, 12, 31)
ALWAYS = Span(date.min, date.max)
MAY = date(2026, 5, 1)
DAY = date(2026, 3, 4)
PLAN = Plan(NEW_YEAR, LAST_DAY, USUAL_ROWS, members_only=True, rules=Rules())
ORDINARY = Standing([("ordinary", ALWAYS)], [ALWAYS], [("east", ALWAYS)])
PROMOTED = replace(
    ORDINARY,
    ranks=[
        ("ordinary", Span(date.min, MAY - timedelta(days=1))),
        ("deputy_section", Span(MAY, date.max)),
    ],
)


def _by(**rules):
    return replace(PLAN, rules=Rules(**rules))


def _visit(name, **changes):
    usual = {"enterprise_id": name, "on": DAY, "author": ME, "people": [ME]}
    return Visit(name, **{**usual, **changes})


def _solution(name, **changes):
    return Solution(
        name, **{"problem": name, "source": "finding", "on": DAY, "people": [ME], **changes}
    )


def _of(plan=PLAN, standing=ORDINARY, visits=(), solutions=()):
    return figures(ME, plan, standing, visits, solutions)


def _targets(plan, standing):
    found = _of(plan, standing)
    return found.target_visits, found.target_solved


@pytest.mark.parametrize(
    ("rank", "targets"),
    [("deputy_division", (2, 2)), ("deputy_section", (1, 1)), ("ordinary", (0, 1))],
)
def test_the_circular_asks_by_rank_and_no_visit_of_ordinary_members(rank, targets):
    assert _targets(PLAN, replace(ORDINARY, ranks=[(rank, ALWAYS)])) == targets


def test_a_row_of_so_and_above_holds_for_higher_ranks_that_have_none_of_their_own():
    plan = replace(PLAN, rows=[Row("deputy_section", 1, 1), Row("ordinary", 0, 1)])

    assert _targets(plan, replace(ORDINARY, ranks=[("deputy_division", ALWAYS)])) == (1, 1)


def test_a_row_of_ordinary_members_does_not_hold_for_leaders():
    plan = replace(PLAN, rows=[Row("ordinary", 0, 1)])

    found = _of(plan, replace(ORDINARY, ranks=[("deputy_section", ALWAYS)]))

    assert (found.row, found.why_none) == (None, "no_rank")


@pytest.mark.parametrize(
    ("rules", "targets"),
    [
        ({"rank_rule": "highest"}, (1, 1)),
        ({"rank_rule": "at_end"}, (1, 1)),
        # 245 of 365 days at 1 visit, 365 of 365 at 1 problem.
        ({"rank_rule": "by_days"}, (1, 1)),
        ({"rank_rule": "by_days", "rounding": "down"}, (0, 1)),
        ({"rank_rule": "by_days", "rounding": "half_up"}, (1, 1)),
    ],
)
def test_a_promotion_within_the_period_follows_the_plans_rule(rules, targets):
    assert _targets(_by(**rules), PROMOTED) == targets


def test_who_steps_down_keeps_the_highest_row_or_that_of_the_end():
    down = replace(
        ORDINARY,
        ranks=[("deputy_division", Span(date.min, MAY)), ("ordinary", Span(MAY, date.max))],
    )

    assert _targets(_by(rank_rule="highest"), down) == (2, 2)
    assert _targets(_by(rank_rule="at_end"), down) == (0, 1)


@pytest.mark.parametrize(
    ("joined", "rounding", "targets"),
    [
        (date(2026, 7, 2), "half_up", (1, 1)),  # 183 of 365 days of 2: 1.003
        (date(2026, 10, 1), "half_up", (1, 1)),  # 92 days: 0.504
        (date(2026, 10, 2), "half_up", (0, 0)),  # 91 days: 0.499
        (date(2026, 12, 31), "up", (1, 1)),
        (date(2026, 1, 2), "down", (1, 1)),
    ],
)
def test_part_of_a_year_is_asked_for_by_days_in_whole_numbers(joined, rounding, targets):
    late = Standing([("deputy_division", ALWAYS)], [Span(joined, date.max)], ORDINARY.posts)

    assert _targets(_by(part_rule="by_days", rounding=rounding), late) == targets
    assert _targets(PLAN, late) == (2, 2)


def test_a_leap_year_has_a_day_more():
    plan = replace(PLAN, first=date(2028, 1, 1), last=date(2028, 12, 31))
    until_leap_day = replace(ORDINARY, posts=[("east", Span(date.min, date(2028, 2, 29)))])

    found = _of(plan, until_leap_day, [_visit("a", on=date(2028, 2, 29))])

    assert (plan.days, sum(piece.days for piece in found.pieces)) == (366, 60)
    assert found.enterprises == 1


def test_too_few_days_are_asked_for_nothing():
    short = replace(ORDINARY, posts=[("east", Span(date(2026, 12, 2), date.max))])

    assert _of(_by(least_days=31), short).why_none == "too_short"
    assert _of(_by(least_days=30), short).why_none is None


def test_a_cadre_who_is_no_party_member_has_no_target_unless_the_plan_asks_all():
    outside = replace(ORDINARY, members=[])

    assert _of(PLAN, outside).why_none == "not_member"
    assert _targets(replace(PLAN, members_only=False), outside) == (0, 1)


def test_work_before_joining_counts_unless_the_plan_wants_it_held():
    joined = replace(ORDINARY, members=[Span(MAY, date.max)])
    before = [_visit("a")]

    assert _of(_by(work_rule="period"), joined, before).enterprises == 1
    found = _of(_by(work_rule="held"), joined, before)
    assert (found.enterprises, found.visits[0].why) == (0, "not_held")


@pytest.mark.parametrize(("rule", "branch"), [("at_end", "west"), ("longest", "east")])
def test_who_was_transferred_is_answered_for_by_one_branch_and_keeps_the_work(rule, branch):
    moved = replace(
        ORDINARY,
        posts=[
            ("east", Span(date.min, date(2026, 9, 30))),
            ("west", Span(date(2026, 10, 1), date.max)),
        ],
    )

    found = _of(_by(transfer_rule=rule), moved, [_visit("a"), _visit("b", on=date(2026, 11, 1))])

    assert (found.branch_id, found.enterprises) == (branch, 2)


def test_two_visits_to_one_enterprise_are_one_enterprise_and_two_visit_times():
    found = _of(visits=[_visit("v1", enterprise_id="a"), _visit("v2", enterprise_id="a")])

    assert (found.enterprises, found.visit_times) == (1, 2)
    assert [item.why for item in found.visits] == ["counts", "again"]


def test_a_visit_to_a_petitioner_is_a_visit_time_and_no_enterprise():
    found = _of(visits=[_visit("v1", enterprise_id=None)])

    assert (found.enterprises, found.visit_times, found.visits[0].why) == (0, 1, "no_enterprise")


@pytest.mark.parametrize(("rule", "enterprises"), [("each", 1), ("author", 0)])
def test_a_co_visitor_counts_by_the_plans_rule(rule, enterprises):
    joint = [_visit("v", author=COLLEAGUE, people=[COLLEAGUE, ME])]

    assert _of(_by(co_rule=rule), visits=joint).enterprises == enterprises


@pytest.mark.parametrize("state", ["withdrawn", "rejected"])
def test_what_was_withdrawn_or_rejected_stops_counting_and_says_so(state):
    found = _of(visits=[_visit("v", state=state)], solutions=[_solution("s", state=state)])

    assert (found.enterprises, found.visit_times, found.solved) == (0, 0, 0)
    assert [item.why for item in (*found.visits, *found.problems)] == [state, state]


def test_the_first_and_the_last_day_belong_to_the_period():
    ends = (NEW_YEAR - timedelta(1), NEW_YEAR, LAST_DAY, LAST_DAY + timedelta(1))

    found = _of(visits=[_visit(f"v{n}", on=day) for n, day in enumerate(ends)])

    assert [item.why for item in found.visits] == ["outside", "counts", "counts", "outside"]


def test_a_visit_in_the_future_counts_on_the_day_it_arrived():
    ahead = _visit("v", on=date(2027, 2, 1), received_on=LAST_DAY)
    late = _visit("w", on=LAST_DAY, received_on=date(2027, 3, 1))

    found = _of(visits=[ahead, late])

    assert [(item.on, item.why) for item in found.visits] == [(LAST_DAY, "counts")] * 2


def test_one_problem_counts_once_for_each_who_is_entitled():
    twice = [_solution("case", problem="f", people=[ME, COLLEAGUE]), _solution("f", problem="f")]

    found = _of(solutions=twice)

    assert (found.solved, found.problems[1].why) == (1, "same_problem")
    assert figures(COLLEAGUE, PLAN, ORDINARY, [], twice).solved == 1


def test_weights_say_what_a_solved_problem_counts():
    weights = {**USUAL_WEIGHTS, "petition": 2, "finding": 0, "hard": 3}
    solved = [
        _solution("a"),
        _solution("b", source="petition"),
        _solution("c", source="registration", hard=True),
    ]

    found = _of(_by(weights=weights), solutions=solved)

    assert [(item.why, item.adds) for item in found.problems] == [
        *(("no_weight", 0), ("counts", 2), ("counts", 3))
    ]


def test_a_waiver_frees_of_a_target_in_principle_and_of_no_other():
    leader = replace(ORDINARY, ranks=[("deputy_section", ALWAYS)])

    assert _of(standing=replace(ORDINARY, waiver="长期病假")).waived
    assert _targets(PLAN, replace(ORDINARY, waiver="长期病假")) == (0, 0)
    assert _targets(PLAN, replace(leader, waiver="忙")) == (1, 1)


@given(st.permutations(range(6)), st.integers(0, 5))
def test_order_and_repetition_change_nothing(order, again):
    told = [_visit(f"v{n}", enterprise_id="abc"[n % 3]) for n in range(6)]

    shuffled = [told[n] for n in order]

    assert _of(visits=[*shuffled, told[again]]) == _of(visits=told)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"period_to": "2025-12-31"}, ("period_to", "backwards")),
        (
            {"rows": [_row := {"rank": "ordinary", "visits": 0, "solved": 1}] * 2},
            ("rows.1.rank", "twice"),
        ),
        ({"rows": [{**_row, "rank": "emperor"}]}, ("rows.0.rank", "rank")),
        ({"rows": [{**_row, "visits": -1}]}, ("rows.0.visits", "target")),
        ({"rows": [{**_row, "solved": True}]}, ("rows.0.solved", "target")),
        ({"rules": {"rank_rule": "lowest"}}, ("rules.rank_rule", "choice")),
        ({"rules": {"luck": "yes"}}, ("rules.luck", "choice")),
        ({"rules": {"least_days": -1}}, ("rules.least_days", "target")),
        ({"rules": {"weights": {"finding": 1}}}, ("rules.weights", "weight")),
        ({"rules": {"weights": {**USUAL_WEIGHTS, "hard": -1}}}, ("rules.weights", "weight")),
    ],
)
def test_a_plan_that_makes_no_sense_is_told_where(changes, fault):
    sound = {"period_from": "2026-01-01", "period_to": "2026-12-31", "rows": [_row], "rules": {}}

    assert list(plan_faults(sound)) == []
    assert list(plan_faults({**sound, **changes})) == [fault]
