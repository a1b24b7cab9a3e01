"""Repair by buckets: a phone's copy that differs is put right, and somebody hears of it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.digest import bucket_digests, bucket_of
from sync.protocol import RepairRequest
from sync.repairing import ForeignScopeError, SyncFirstError, repair
from tests.sync.office import TOWN, Office


@pytest.fixture
def office():
    office = Office()
    office.sync()
    with office.store.write() as tx:
        for n in range(600):
            tx.put("note", {"id": f"n{n}", "text": "hello"}, frozenset({TOWN}))
        tx.publish()
    return office


def held(office):
    with office.store.read() as tx:
        return {(table, row_id): ver for table, row_id, ver in tx.standing(TOWN)}


def head(office):
    with office.store.read() as tx:
        return tx.heads([TOWN])[TOWN]


def ask(office, copy, scope=TOWN, device="d", seq=None):
    stands = head(office)
    buckets = bucket_digests((*key, ver) for key, ver in copy.items())
    request = RepairRequest(device, scope, seq or stands.seq, stands.tag, buckets)
    return repair(request, office.bureau, scopes=lambda _: [TOWN])


def mended(copy, response):
    """Put a copy right as a phone does."""
    wanted = set(response.buckets)
    kept = {key: ver for key, ver in copy.items() if bucket_of(*key) not in wanted}
    for table, part in response.put.items():
        at, ver = part.cols.index("id"), part.cols.index("ver")
        kept |= {(table, row[at]): row[ver] for row in part.rows}
    return kept


def test_a_copy_with_missing_foreign_and_outdated_rows_becomes_the_bureaus(office):
    copy = held(office)
    del copy["note", "n5"]
    copy["note", "n6"] = 99
    copy["note", "ghost"] = 1

    response = ask(office, copy)

    assert mended(copy, response) == held(office)
    assert (response.n_rows, response.digest) == (600, head(office).digest)
    assert set(response.buckets) == {bucket_of("note", n) for n in ("n5", "n6", "ghost")}


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lost=st.sets(st.integers(0, 599)), ghosts=st.sets(st.integers(600, 700)))
def test_any_damage_is_mended_by_one_answer(office, lost, ghosts):
    copy = held(office)
    for n in lost:
        del copy["note", f"n{n}"]
    copy |= {("note", f"n{n}"): 1 for n in ghosts}

    assert mended(copy, ask(office, copy)) == held(office)


def test_only_the_rows_of_differing_buckets_travel(office):
    copy = held(office)
    del copy["note", "n5"]

    [part] = ask(office, copy).put.values()

    assert {bucket_of("note", row[0]) for row in part.rows} == {bucket_of("note", "n5")}


def test_each_repair_is_kept_and_a_copy_that_agrees_is_none(office):
    copy = held(office)
    ask(office, copy)
    copy.pop(("note", "n5"))

    response = ask(office, copy)

    [(device, repaired)] = office.store.world.repairs
    assert (device, repaired.scope, repaired.buckets) == ("d", TOWN, response.buckets)
    assert repaired.rows == len(response.put["note"].rows)


def test_a_scope_that_has_moved_on_is_synced_first(office):
    with pytest.raises(SyncFirstError):
        ask(office, held(office), seq=7)


def test_a_phone_that_was_never_met_syncs_first(office):
    with pytest.raises(SyncFirstError):
        ask(office, held(office), device="stranger")


def test_a_scope_of_others_is_not_repaired(office):
    with pytest.raises(ForeignScopeError):
        ask(office, {}, scope="town:2")
