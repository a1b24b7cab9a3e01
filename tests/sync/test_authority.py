"""What phone and bureau must answer alike about authority leases."""

import json
from pathlib import Path

import pytest

from sync import authority
from sync.authority import Deed, Lease, Span

VECTORS = Path(__file__).resolve().parents[2] / "sync" / "vectors" / "authority.json"
CASES = json.loads(VECTORS.read_text())
HOUR = authority.HOUR_MS


def lease(**changes):
    told = {
        "id": "l1",
        "device": "d1",
        "person": "p1",
        "branch": "b1",
        "acts": ("decision",),
        "numbers": (Span("n1", 1, 20),),
        "issued_at": 0,
        "not_before": -authority.SLACK_MS,
        "expires_at": 72 * HOUR,
        "dark_at": 168 * HOUR,
        "epoch": "e1",
    }
    return Lease(**{**told, **changes})


def deed(**changes):
    told = {"device": "d1", "person": "p1", "branch": "b1", "act": "decision"}
    return Deed(**{**told, "block": "n1", "n": 1, "at": HOUR, **changes})


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_deed_is_judged_as_the_vectors_say(case):
    read = authority.read_lease(json.dumps(case["lease"]))

    assert authority.why_not(read, Deed(**case["deed"])) == case["why_not"]


def test_the_text_of_a_lease_is_read_as_it_was_written():
    assert authority.read_lease(authority.lease_text(lease())) == lease()


def test_one_lease_of_several_is_enough():
    old, new = lease(expires_at=2 * HOUR), lease(id="l2", not_before=3 * HOUR)

    assert authority.why_none([old, new], deed(at=HOUR)) is None
    assert authority.why_none([old, new], deed(at=4 * HOUR)) is None


def test_between_two_leases_nothing_is_covered_and_the_closest_objection_is_told():
    old, new = lease(expires_at=2 * HOUR), lease(id="l2", not_before=3 * HOUR)

    assert authority.why_none([old, new], deed(at=2 * HOUR)) == "late"
    assert authority.why_none([new], deed(at=2 * HOUR)) == "early"


def test_without_any_lease_nothing_is_covered():
    assert authority.why_none([], deed()) == "late"


def test_a_lease_is_renewed_once_a_sixth_of_it_has_passed_or_what_it_says_is_not_so_any_more():
    assert not authority.is_due(lease(), "e1", "b1", 12 * HOUR - 1)
    assert authority.is_due(lease(), "e1", "b1", 12 * HOUR)
    assert authority.is_due(lease(), "e2", "b1", 0)
    assert authority.is_due(lease(), "e1", "b2", 0)
    assert authority.is_due(lease(policy=0), "e1", "b1", 0)
