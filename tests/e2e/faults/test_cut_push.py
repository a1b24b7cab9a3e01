"""One canonical push, cut at every byte of the request and of the answer: one effect each time."""

import random
from collections.abc import Iterator

import pytest

from tests.e2e.bureau import Bureau
from tests.e2e.faults.books import PROGRESS, Books, is_recounted, nothing_is_half, receipts_stand
from tests.e2e.faults.conftest import IS_LONG
from tests.e2e.faults.real_phone import LineError, RealPhone, phones_on
from tests.e2e.faults.wire import Cut, Wire

SAMPLED = 200
# One push differs from the next by some digits, so that its last byte may lie a little further.
MARGIN = 64
# A phone keeps what it sent until a backup has it, and looks through all of it at each answer.
OF_A_PHONE = 250
PHONES = {f"p{n:02}": "chen" for n in range(100)}


@pytest.mark.timeout(0 if IS_LONG else 1200)
def test_a_push_cut_at_any_byte_happens_exactly_once(
    bureau: Bureau, wire: Wire, books: Books
) -> None:
    phones = phones_on(wire.port, **PHONES)
    [before] = books.rows(PROGRESS)
    first = next(phones)
    up, down = _lengths(first, wire)

    cuts = list(_cuts(up + MARGIN, down + MARGIN))
    used = [first]
    n_broken = 0
    for at in range(0, len(cuts), OF_A_PHONE):
        phone = _ready(next(phones))
        n_broken += sum(_is_broken(phone, wire, cut) for cut in cuts[at : at + OF_A_PHONE])
        used.append(phone)

    assert n_broken >= len(cuts) - 2 * MARGIN
    for phone in used:
        receipts_stand(books, phone)
        assert sorted(phone.shown) == list(range(1, 3 * phone.visits + 1))
    assert books.taken("visit.close") == sum(phone.visits for phone in used)
    assert sum(phone.visits for phone in used) == len(cuts) + len(used) + 1
    nothing_is_half(books, before)
    is_recounted(books)


def _lengths(phone: RealPhone, wire: Wire) -> tuple[int, int]:
    """Return how many bytes one whole push is, up and down."""
    _ready(phone)
    wire.carried = {"up": 0, "down": 0}
    phone.visit()
    phone.sync()
    return wire.carried["up"], wire.carried["down"]


def _ready(phone: RealPhone) -> RealPhone:
    """Have all that there is, and a visit behind it: each push tells the rows of the one before."""
    while "scopes" in phone.sync().json:
        continue
    phone.visit()
    phone.sync()
    return phone


def _cuts(up: int, down: int) -> Iterator[Cut]:
    every = [Cut("up", n) for n in range(up)] + [Cut("down", n) for n in range(down)]
    chance = random.Random(11)  # noqa: S311 - the same cuts in every run
    yield from every if IS_LONG else chance.sample(every, SAMPLED)


def _is_broken(phone: RealPhone, wire: Wire, cut: Cut) -> bool:
    """Push a visit over a wire that breaks, then again until the phone is content."""
    phone.visit()
    wire.cut = cut
    try:
        phone.sync()
    except LineError:
        assert phone.state.waiting
        phone.sync()
        assert phone.state.waiting == []
        return True
    assert phone.state.waiting == []
    return False
