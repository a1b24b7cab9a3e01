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
# One push differs from the next by a few digits, so that its last byte may lie a little further.
MARGIN = 16


@pytest.mark.timeout(0 if IS_LONG else 1200)
def test_a_push_cut_at_any_byte_happens_exactly_once(
    bureau: Bureau, wire: Wire, books: Books
) -> None:
    [phone] = phones_on(wire.port, a="chen")
    [before] = books.rows(PROGRESS)
    phone.contact()
    up, down = _lengths(phone, wire)

    cuts = list(_cuts(up + MARGIN, down + MARGIN))
    n_broken = sum(_is_broken(phone, wire, cut) for cut in cuts)

    assert n_broken >= len(cuts) - 2 * MARGIN
    receipts_stand(books, phone)
    assert sorted(phone.shown) == list(range(1, 3 * phone.visits + 1))
    assert books.taken("visit.close") == phone.visits == len(cuts) + 2
    nothing_is_half(books, before)
    is_recounted(books)


def _lengths(phone: RealPhone, wire: Wire) -> tuple[int, int]:
    """Return how many bytes one whole push is, up and down."""
    # The second one tells the rows of the first, as each later one tells those of the one before.
    phone.visit()
    phone.sync()
    wire.carried = {"up": 0, "down": 0}
    phone.visit()
    phone.sync()
    return wire.carried["up"], wire.carried["down"]


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
