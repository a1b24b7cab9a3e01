"""The life of a matter: what always holds, whatever is done by whom in whatever order."""

import json
from dataclasses import asdict

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync import matters
from sync.matters import Deed, Stand, after, is_overdue
from tests.sync.matter_vectors import FILE, PEOPLE, matter_vectors

VERBS = st.sampled_from(matters.VERBS)
WHO = st.sampled_from(PEOPLE)
TAKING = {"take", "accept"}


class Life(RuleBasedStateMachine):
    """A matter to which a few people do everything that there is."""

    def __init__(self) -> None:
        super().__init__()
        self.stand = Stand()
        self.told: list[str] = []

    @initialize()
    def opened(self) -> None:
        assert (self.stand.state, self.stand.holder) == (matters.OPEN, None)

    @rule(verb=VERBS, by=WHO, leads=st.booleans(), to=WHO, agrees=st.booleans())
    def somebody_does(self, *, verb: str, by: str, leads: bool, to: str, agrees: bool) -> None:
        self._do(Deed(verb, by, leads, to, agrees))

    @rule(verb=st.sampled_from(("confirm", "dispute")))
    def the_party_answers_a_link(self, verb: str) -> None:
        self._do(Deed(verb, None))

    @rule(by=WHO)
    def somebody_works_it_to_the_end(self, by: str) -> None:
        """What chance alone seldom finds: the straight way."""
        for verb in ("take", "log", "propose", "confirm", "close"):
            self._do(Deed(verb, by))

    def _do(self, deed: Deed) -> None:
        before = self.stand
        found = after(before, deed)
        if isinstance(found, str):
            assert found in matters.REFUSALS
            return
        self._check_step(before, found, deed)
        self.stand = found
        self.told.append(deed.verb)

    def _check_step(self, before: Stand, found: Stand, deed: Deed) -> None:
        if found.holder != before.holder:
            assert found.holder == deed.by
            assert deed.verb in TAKING
            assert before.holder is None or before.offered_to == deed.by
        if found.state == matters.CONFIRMED != before.state:
            assert before.state == matters.PROPOSED
            assert deed.by in {None, before.holder}
        if found.solver and found.solver != before.solver:
            assert (deed.verb, deed.by) == ("propose", before.holder)
        if before.state in matters.SETTLED and found.state not in matters.SETTLED:
            assert deed.verb == "reopen"
            assert deed.leads or deed.by == before.holder
        again = after(found, deed)
        assert isinstance(again, str) or again == found, "what is done twice is done once"

    @invariant()
    def open_means_that_nobody_holds_it(self) -> None:
        if self.stand.state == matters.OPEN:
            assert self.stand.holder is None
        elif self.stand.state != matters.CLOSED:
            assert self.stand.holder is not None

    @invariant()
    def somebody_solved_it_exactly_while_that_stands(self) -> None:
        if self.stand.state in {matters.PROPOSED, matters.CONFIRMED}:
            assert self.stand.solver is not None
        elif self.stand.state != matters.CLOSED:
            assert self.stand.solver is None

    @invariant()
    def nothing_settled_is_offered_to_anybody(self) -> None:
        if self.stand.state in matters.SETTLED:
            assert self.stand.offered_to is None

    @invariant()
    def it_counts_only_after_an_answer(self) -> None:
        if self.stand.state == matters.CLOSED and self.stand.solver:
            assert "confirm" in self.told


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


def test_the_file_of_vectors_says_what_the_rules_say() -> None:
    assert json.loads(FILE.read_text()) == matter_vectors()


def test_every_state_and_every_refusal_is_among_the_vectors() -> None:
    answers = [answer for one in matter_vectors()["stands"] for answer in one["answers"]]
    stands = {one[0] for one in answers if isinstance(one, list)}
    refusals = {one for one in answers if isinstance(one, str)}

    assert stands == set(matters.STATES)
    assert refusals == set(matters.REFUSALS)


def test_the_straight_way_ends_confirmed_and_closed() -> None:
    stand = Stand()
    seen = []
    for verb in ("take", "log", "propose", "confirm", "close"):
        found = after(stand, Deed(verb, "a"))
        assert isinstance(found, Stand)
        stand = found
        seen.append(stand.state)

    assert seen == ["taken", "in_progress", "solved_proposed", "confirmed", "closed"]
    assert asdict(stand) == {
        "state": "closed",
        "holder": "a",
        "offered_to": None,
        "solver": "a",
    }


@pytest.mark.parametrize(
    ("state", "today", "late"),
    [
        ("open", "2026-11-30", False),
        ("open", "2026-12-01", True),
        ("disputed", "2026-12-01", True),
        ("solved_proposed", "2026-12-01", False),
        ("confirmed", "2026-12-01", False),
        ("closed", "2026-12-01", False),
    ],
)
def test_only_what_the_bureau_owes_is_overdue_and_only_after_the_day(
    state: str,
    today: str,
    late: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert is_overdue(state, "2026-11-30", today) is late
