"""The server process, killed while phones push: what was receipted stands, nothing is double."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.bureau import Bureau
from tests.e2e.faults.books import (
    PROGRESS,
    Books,
    is_recounted,
    nothing_is_half,
    photos_stand,
    put_aside,
    receipts_stand,
)
from tests.e2e.faults.conftest import IS_LONG
from tests.e2e.faults.real_phone import LineError, RealPhone, phones_on
from tests.e2e.faults.wire import Wire

KILLS = 200 if IS_LONG else 20
# Three phones move some 60 KB for a visit each, so a kill strikes anywhere in one or two visits.
MOST_BYTES = 90_000


@pytest.mark.timeout(0 if IS_LONG else 1200)
def test_a_server_killed_while_phones_push_loses_nothing_and_doubles_nothing(
    bureau: Bureau, wire: Wire, books: Books
) -> None:
    chance = random.Random(7)  # noqa: S311 - the same kills in every run
    phones = list(phones_on(wire.port, a="chen", b="chen", c="li"))
    [before] = books.rows(PROGRESS)
    for phone in phones:
        phone.contact()

    for _ in range(KILLS):
        wire.strike_after(chance.randint(1, MOST_BYTES), bureau.kill)
        with ThreadPoolExecutor(len(phones)) as pool:
            list(pool.map(lambda phone: _push_until_killed(phone, wire), phones))
        bureau.start()
        for phone in phones:
            receipts_stand(books, phone)
            photos_stand(books, phone)
        nothing_is_half(books, before)
        is_recounted(books)

    for phone in phones:
        phone.contact()
        receipts_stand(books, phone)
        photos_stand(books, phone)
        assert sorted(phone.shown) == list(range(1, 3 * phone.visits + 1))
        assert phone.arrived == set(phone.photos)
        assert (phone.state.defects, phone.state.suspect) == (0, frozenset())
    nothing_is_half(books, before)
    aside = set().union(*(put_aside(books, phone) for phone in phones))
    waiting = sum(entity.startswith("v-") for entity in aside)
    assert books.taken("visit.close") == sum(phone.visits for phone in phones) - waiting
    assert len(aside) <= KILLS
    assert "✓ 同步账目" in bureau.said("doctor")


def _push_until_killed(phone: RealPhone, wire: Wire) -> None:
    try:
        while not wire.has_struck:
            phone.visit()
            phone.contact()
    except LineError:
        assert wire.has_struck
