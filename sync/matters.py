"""The life of a matter (事项): which deed leads where, and who may do it.

A matter is a problem that somebody is to solve: found on a visit, brought by a petitioner, or left
of an act at the door (docs/cases.md §3). Phone and bureau must answer alike here; the phone's side
is `pwa/src/features/cases/life.ts`, and `sync/vectors/matters.json` says what both answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

OPEN, TAKEN, IN_PROGRESS = "open", "taken", "in_progress"
PROPOSED, DISPUTED, CONFIRMED, CLOSED = "solved_proposed", "disputed", "confirmed", "closed"
STATES = (OPEN, TAKEN, IN_PROGRESS, PROPOSED, DISPUTED, CONFIRMED, CLOSED)
# Nothing more is to be done about a matter in these.
SETTLED = frozenset({CONFIRMED, CLOSED})
# The next step is somebody's of the bureau.
DUE = frozenset({OPEN, TAKEN, IN_PROGRESS, DISPUTED})

# Why a deed is not done: it is as wanted already · another holds it · it was handed to another and
# waits for him · it is somebody else's to do · the matter is not at that point.
AGAIN, HELD, OFFERED, NOT_YOURS, NOT_NOW = "again", "held", "offered", "not_yours", "not_now"
REFUSALS = frozenset({AGAIN, HELD, OFFERED, NOT_YOURS, NOT_NOW})


@dataclass(frozen=True)
class Stand:
    """How a matter stands: `holder` has taken it, `offered_to` is asked to take it over.

    `solver` is who proposed it as solved, as long as that stands.
    """

    state: str = OPEN
    holder: str | None = None
    offered_to: str | None = None
    solver: str | None = None


@dataclass(frozen=True)
class Deed:
    """What somebody does to a matter.

    `by` is None for the enterprise or petitioner, answering by a link. `leads`: the person heads
    the branch of the matter, or manages the bureau. `to` is who shall take it over; `agrees` is
    what is answered to that.
    """

    verb: str
    by: str | None
    leads: bool = False
    to: str | None = None
    agrees: bool = True


def after(stand: Stand, deed: Deed) -> Stand | str:
    """Return how the matter stands after a deed, or the word of REFUSALS why it is not done."""
    return _VERBS[deed.verb](stand, deed)


def is_overdue(state: str, due_on: str, today: str) -> bool:
    """Return whether the bureau should have been done by now; ISO civil days of the city."""
    return state in DUE and bool(due_on) and due_on < today


def _flag(stand: Stand, deed: Deed) -> Stand | str:
    del deed
    return NOT_NOW if stand.state in SETTLED else stand


def _take(stand: Stand, deed: Deed) -> Stand | str:
    # Who has it is told first, however far he has come meanwhile.
    if stand.holder not in {None, deed.by}:
        return HELD
    if stand.state in SETTLED:
        return NOT_NOW
    if stand.holder == deed.by:
        return AGAIN
    if stand.offered_to not in {None, deed.by}:
        return OFFERED
    return replace(stand, state=TAKEN, holder=deed.by, offered_to=None)


def _log(stand: Stand, deed: Deed) -> Stand | str:
    """A note is a fact: it is kept whoever makes it and whenever it comes."""
    is_work = stand.holder == deed.by and stand.state in {TAKEN, DISPUTED}
    return replace(stand, state=IN_PROGRESS) if is_work else stand


def _propose(stand: Stand, deed: Deed) -> Stand | str:
    if stand.holder != deed.by:
        return HELD if stand.holder else NOT_YOURS
    if stand.state in SETTLED:
        return NOT_NOW
    return replace(stand, state=PROPOSED, solver=deed.by)


def _confirm(stand: Stand, deed: Deed) -> Stand | str:
    if refused := _refused_answer(stand, deed, CONFIRMED):
        return refused
    return replace(stand, state=CONFIRMED, offered_to=None)


def _dispute(stand: Stand, deed: Deed) -> Stand | str:
    if refused := _refused_answer(stand, deed, DISPUTED):
        return refused
    return replace(stand, state=DISPUTED, solver=None)


def _refused_answer(stand: Stand, deed: Deed, wanted: str) -> str:
    """An answer comes from the party itself, or through the phone of whoever holds the matter."""
    if deed.by is not None and stand.holder != deed.by:
        return HELD if stand.holder else NOT_YOURS
    if stand.state == wanted:
        return AGAIN
    return "" if stand.state == PROPOSED else NOT_NOW


def _hand_over(stand: Stand, deed: Deed) -> Stand | str:
    if stand.state in SETTLED:
        return NOT_NOW
    if stand.holder != deed.by and not deed.leads:
        return HELD if stand.holder else NOT_YOURS
    if deed.to in {stand.holder, stand.offered_to}:
        return AGAIN
    return replace(stand, offered_to=deed.to)


def _accept(stand: Stand, deed: Deed) -> Stand | str:
    if stand.state in SETTLED:
        return NOT_NOW
    if stand.offered_to != deed.by:
        if stand.holder == deed.by:
            return AGAIN
        return OFFERED if stand.offered_to else NOT_YOURS
    if not deed.agrees:
        return replace(stand, offered_to=None)
    state = TAKEN if stand.state == OPEN else stand.state
    return replace(stand, state=state, holder=deed.by, offered_to=None)


def _extend(stand: Stand, deed: Deed) -> Stand | str:
    if not deed.leads:
        return NOT_YOURS
    return NOT_NOW if stand.state in SETTLED else stand


def _close(stand: Stand, deed: Deed) -> Stand | str:
    """A confirmed matter is closed by its holder too; an unsolved one by who leads alone."""
    if stand.state == CLOSED:
        return AGAIN
    is_his = stand.state == CONFIRMED and stand.holder == deed.by
    if not (is_his or deed.leads):
        return NOT_YOURS
    solver = stand.solver if stand.state == CONFIRMED else None
    return replace(stand, state=CLOSED, offered_to=None, solver=solver)


def _reopen(stand: Stand, deed: Deed) -> Stand | str:
    if stand.state not in SETTLED:
        return AGAIN
    if stand.holder != deed.by and not deed.leads:
        return NOT_YOURS
    state = IN_PROGRESS if stand.holder else OPEN
    return replace(stand, state=state, solver=None)


_VERBS: Mapping[str, Callable[[Stand, Deed], Stand | str]] = {
    "flag": _flag,
    "take": _take,
    "log": _log,
    "propose": _propose,
    "confirm": _confirm,
    "dispute": _dispute,
    "hand_over": _hand_over,
    "accept": _accept,
    "extend": _extend,
    "close": _close,
    "reopen": _reopen,
}
VERBS = tuple(_VERBS)
