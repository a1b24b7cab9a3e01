"""The traces through which the TypeScript core lives (`pwa/src/sync/traces.test.ts`)."""

import gzip
import json
from collections import Counter

import pytest

from tests.simulation.__main__ import failed_seeds
from tests.simulation.curve import CurveKey
from tests.simulation.faults import FAULTS
from tests.simulation.record import FOLDER, kept_seeds, written
from tests.simulation.recording import trace_of
from tests.simulation.run import Run


@pytest.mark.parametrize("seed", kept_seeds())
def test_a_kept_trace_is_what_the_reference_client_does_today(seed):
    kept = json.loads(gzip.decompress((FOLDER / f"{seed}.json.gz").read_bytes()))

    assert json.loads(written(seed)) == kept, "stale: python -m tests.simulation.record"


def test_every_fault_strikes_in_the_kept_traces():
    struck = Counter()
    for seed in kept_seeds():
        kept = json.loads(gzip.decompress((FOLDER / f"{seed}.json.gz").read_bytes()))
        struck += Counter(dict.fromkeys(kept["struck"], 1))

    assert FAULTS.keys() - struck.keys() == set()


def test_every_seed_that_once_broke_something_has_a_trace():
    assert set(failed_seeds()) <= set(kept_seeds())


def test_being_recorded_changes_nothing_of_a_run():
    seed = kept_seeds()[0]

    assert trace_of(seed)["struck"] == dict(sorted(Run(seed).go().items()))


def test_the_key_of_the_traces_refuses_what_it_did_not_sign():
    key = CurveKey()
    receipt = key.sign(b"a command")

    assert key.is_genuine(b"a command", receipt)
    assert not key.is_genuine(b"another", receipt)
    assert not key.is_genuine(b"a command", "forged")
