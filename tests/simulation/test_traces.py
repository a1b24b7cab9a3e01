"""The traces through which the TypeScript core lives (`pwa/src/sync/traces.test.ts`)."""

import json
from collections import Counter

import pytest

from tests.simulation.__main__ import failed_seeds
from tests.simulation.curve import CurveKey
from tests.simulation.faults import FAULTS
from tests.simulation.record import kept, kept_names, written
from tests.simulation.recording import CHUNKED, trace_of
from tests.simulation.run import Run
from tests.simulation.snapshot_run import SnapshotRun
from tests.simulation.test_snapshots import MUST_HAPPEN


@pytest.mark.parametrize("name", kept_names())
def test_a_kept_trace_is_what_the_reference_client_does_today(name):
    assert json.loads(written(name)) == kept(name), "stale: python -m tests.simulation.record"


def test_every_fault_strikes_in_the_kept_traces():
    struck = _struck_in(name for name in kept_names() if not name.startswith(CHUNKED))

    assert FAULTS.keys() - struck.keys() == set()


def test_all_that_befalls_chunks_befalls_them_in_the_kept_traces():
    struck = _struck_in(name for name in kept_names() if name.startswith(CHUNKED))

    assert set(MUST_HAPPEN) - struck.keys() == set()


def test_every_seed_that_once_broke_something_has_a_trace():
    assert {str(seed) for seed in failed_seeds()} <= set(kept_names())


@pytest.mark.parametrize(("kind", "prefix"), [(Run, ""), (SnapshotRun, CHUNKED)])
def test_being_recorded_changes_nothing_of_a_run(kind, prefix):
    seed = 7

    assert trace_of(f"{prefix}{seed}")["struck"] == dict(sorted((+kind(seed).go()).items()))


def test_the_key_of_the_traces_refuses_what_it_did_not_sign():
    key = CurveKey()
    receipt = key.sign(b"a command")

    assert key.is_genuine(b"a command", receipt)
    assert not key.is_genuine(b"another", receipt)
    assert not key.is_genuine(b"a command", "forged")


def _struck_in(names):
    struck = Counter()
    for name in names:
        struck += Counter(dict.fromkeys(kept(name)["struck"], 1))
    return struck
