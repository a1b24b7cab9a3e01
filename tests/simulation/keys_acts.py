"""What can happen in one step of a run in which the bureau rolls its keys."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sync.authority import HOUR_MS
from tests.simulation import trust_acts

if TYPE_CHECKING:
    from tests.simulation.run import Run

DAY_MS = 24 * HOUR_MS


def roll_the_receipt_key(run: "Any") -> None:
    run.happened["F33 receipt key rolled"] += 1
    run.office.key.roll_receipt()


def roll_the_rescue_key(run: "Any") -> None:
    run.happened["F33 rescue key rolled"] += 1
    run.office.key.roll_rescue()


def roll_both_while_all_sleep(run: "Any") -> None:
    """Nobody has a network for a month, in which both keys are rolled twice."""
    waiting = any(phone.state.waiting for phone in run.phones)
    for phone in run.phones:
        phone.put_away()
    for _ in range(2):
        run.now_ms += 15 * DAY_MS
        roll_the_receipt_key(run)
        roll_the_rescue_key(run)
    run.happened["F33 both rolled twice over work of a month"] += waiting


def lose_the_receipt_key(run: "Any") -> None:
    """The file is gone: nobody can say which key comes next."""
    if run.chance.random() < 0.3:
        run.happened["F33 receipt key lost"] += 1
        run.office.key.lose_receipt()


WEIGHTS: "dict[Callable[[Run], None], int]" = {
    **trust_acts.WEIGHTS,
    trust_acts.forget_a_passphrase: 4,
    roll_the_receipt_key: 3,
    roll_the_rescue_key: 3,
    roll_both_while_all_sleep: 1,
    lose_the_receipt_key: 1,
}
