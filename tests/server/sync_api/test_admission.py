"""The sync door takes so many at once and asks the others to come again."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore, get_ident
from time import monotonic

import pytest

from server.core import clock, gate
from server.core.gate import KEPT_FOR_S, LATEST_S, Places
from tests.server.sync_api.phones import sync
from tests.statements import counting

PATIENCE_S = 30


def come(places, now=0.0, *, is_promised=False):
    return places.take(now, is_promised=is_promised)


class HeldClock:
    """A clock that holds two requests at their second look, which is taken behind the gate."""

    def __init__(self, time):
        self.time = time
        self.looks = Counter()
        self.held = 0
        self.inside = Semaphore(0)
        self.go_on = Event()

    def __call__(self):
        self.looks[get_ident()] += 1
        if self.looks[get_ident()] == 2 and self.held < 2:
            self.held += 1
            self.inside.release()
            assert self.go_on.wait(PATIENCE_S)
        return self.time()


@pytest.fixture
def held(app, time):
    gate.install(app, 2)
    app.extensions[clock.EXTENSION] = HeldClock(time)
    return app.extensions[clock.EXTENSION]


def test_who_comes_when_all_places_are_taken_is_asked_to_come_again(held, as_person, people):
    phones = [as_person(person) for person in (people.officer, people.co_officer)]
    late = as_person(people.stranger)
    with ThreadPoolExecutor(2) as pool:
        inside = [pool.submit(sync, phone, f"phone-{n}") for n, phone in enumerate(phones)]
        assert all(held.inside.acquire(timeout=PATIENCE_S) for _ in phones)

        with counting() as asked:
            refused = [sync(late, "late"), late.post("/api/sync/repair", {})]

        held.go_on.set()
        answers = [answer.result() for answer in inside]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.status_code for answer in refused] == [503, 503]
    assert refused[0].headers["Retry-After"] == "2"
    assert refused[0].json["code"] == "503.02"
    assert asked == []
    assert sync(late, "late").status_code == 200


def test_a_place_is_free_again_after_a_request_that_failed(app, as_person, people):
    gate.install(app, 1)
    officer = as_person(people.officer)

    answers = [officer.post("/api/sync", {"proto": 2}).status_code for _ in range(5)]

    assert answers == [400] * 5
    assert sync(officer).status_code == 200


def test_those_who_are_sent_away_are_asked_to_come_one_after_the_other_as_places_become_free():
    places = Places(2)
    for _ in range(200):
        assert come(places)
        places.leave(held_s=6)

    waits = [places.promise(now=100) for _ in range(5)]

    assert waits == [3, 6, 9, 12, 15]


def test_a_crowd_that_comes_before_anybody_has_left_is_spread_all_the_same():
    places = Places(16)

    waits = [places.promise(now=0) for _ in range(480)]

    assert (waits[0], waits[-1]) == (2, 30)


def test_a_promise_that_time_has_passed_keeps_nobody_waiting():
    places = Places(1)
    for _ in range(200):
        assert come(places)
        places.leave(held_s=5)

    assert [places.promise(now=100), places.promise(now=100)] == [5, 10]
    assert places.promise(now=1000) == 5


def test_a_place_is_kept_for_who_was_sent_away_from_its_moment_on():
    places = Places(2)
    assert come(places)
    assert come(places)
    assert not come(places)
    wait_s = places.promise(now=0)
    places.leave(held_s=1)

    assert come(places, wait_s - 0.5), "before it is due the place is anybody's"
    places.leave(held_s=1)
    assert not come(places, wait_s + 0.5)
    assert not places.has_room(wait_s + 0.5, is_promised=False)
    assert come(places, wait_s + 0.5, is_promised=True)
    places.leave(held_s=1)
    assert come(places, wait_s + 0.6), "the promise is kept once"


def test_a_place_that_nobody_comes_for_is_given_to_others():
    places = Places(1)
    wait_s = places.promise(now=0)

    assert not come(places, wait_s + KEPT_FOR_S)
    assert come(places, wait_s + KEPT_FOR_S + 0.1)


def test_a_promise_makes_no_place_where_all_are_taken():
    places = Places(1)
    assert come(places)
    places.promise(now=0)

    assert not come(places, 2.0, is_promised=True)
    assert not places.has_room(2.0, is_promised=True)


def test_who_was_promised_a_place_goes_before_who_comes_first(app, as_person, people):
    gate.install(app, 1)
    officer, stranger = as_person(people.officer), as_person(people.stranger)
    app.extensions[gate.EXTENSION].promise(now=monotonic() - gate.SOONEST_S)

    assert sync(stranger).status_code == 503
    assert officer.post("/api/sync?promised", {"proto": 2}).status_code == 400


def test_nobody_is_sent_away_for_longer_than_a_minute():
    places = Places(1)
    for _ in range(200):
        assert come(places)
        places.leave(held_s=25)

    assert {places.promise(now=0) for _ in range(50)} == {25, 50, LATEST_S}


def test_a_long_queue_steps_aside_until_the_others_have_left():
    places = Places(3)
    assert come(places)
    assert come(places)
    with ThreadPoolExecutor(1) as pool:
        aside = pool.submit(places.make_way, PATIENCE_S)
        assert not aside.done()

        places.leave(held_s=1)

        assert aside.result(PATIENCE_S / 2) is False


def test_two_long_queues_do_not_wait_for_each_other():
    places = Places(2)
    assert come(places)
    assert come(places)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(places.make_way, PATIENCE_S) for _ in range(2)]

        assert None not in [one.result(PATIENCE_S / 2) for one in both]


def test_a_long_queue_hears_whether_anybody_came_since_it_last_made_way():
    places = Places(2)
    assert come(places)
    said = [places.make_way(PATIENCE_S), places.make_way(PATIENCE_S)]
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: [come(places), places.leave(held_s=1)]).result()

    said += [places.make_way(PATIENCE_S), places.make_way(PATIENCE_S)]

    assert said == [True, True, False, True]


def test_a_long_queue_that_is_alone_or_has_waited_goes_on():
    places = Places(2)
    assert come(places)
    places.make_way(PATIENCE_S)

    assert come(places)
    places.make_way(0.01)
