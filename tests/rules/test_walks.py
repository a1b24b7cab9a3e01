"""Nobody is asked more than a few questions, whatever the project is."""

from collections import Counter

from scripts.rule_walks import ENOUGH, WALKS, most_questions, walks, written


def test_all_173_items_are_reached_and_nearly_all_within_eight_questions() -> None:
    counted = most_questions(walks())

    print(sorted(Counter(counted.values()).items()))  # noqa: T201 - the distribution, with -s
    assert set(counted) == set(range(1, 174))
    assert sum(questions <= ENOUGH for questions in counted.values()) >= 0.95 * len(counted)
    assert max(counted.values()) <= ENOUGH + 1


def test_every_way_ends_at_a_verdict_that_is_not_below_its_clause() -> None:
    assert [way.clause for way in walks() if way.outcome is None] == []
    assert [way.clause for way in walks() if way.outcome == "outside"] == []
    assert [way.clause for way in walks() if way.item not in way.items] == []


def test_the_written_walks_are_those_of_the_pack() -> None:
    kept = WALKS.read_text(encoding="utf-8")

    assert kept == written(walks()), "stale: python -m scripts.rule_walks"
