"""Whatever is sent to the sync door, the answer is never a fault of the server."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.sync_api.phones import PHONE

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(["\x00", "𠮷", "' OR 1=1 --", "__proto__", "town:441900119", "bureau"]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
BODIES = st.fixed_dictionaries(
    {"seq": st.sampled_from([1, 2]), "id": st.text(min_size=1, max_size=8)},
    optional={
        "name": st.sampled_from(["note", "visit.close", "enterprise.add", "visit.correct", "x"]),
        "version": st.sampled_from([1, 2]),
        "entity": st.text(min_size=1, max_size=12),
        "args": ANYTHING,
        "deps": ANYTHING,
        "blobs": ANYTHING,
        "device_time": SCALARS,
        "base_ver": SCALARS,
    },
).map(json.dumps)
COMMANDS = st.lists(
    st.one_of(ANYTHING, BODIES.map(lambda body: {"body": body, "sig": None})), max_size=3
)
PROOFS = st.fixed_dictionaries(
    {"seq": SCALARS, "hash": SCALARS, "epoch": SCALARS, "receipt": st.text(max_size=90)}
)
REQUESTS = st.fixed_dictionaries(
    {"proto": st.just(2), "device": st.just(PHONE)},
    optional={
        "first_seq": st.sampled_from([1, 2, 0]) | SCALARS,
        "commands": COMMANDS | ANYTHING,
        "scopes": ANYTHING,
        "limit": SCALARS,
        "announced_head": SCALARS,
        "epoch": SCALARS,
        "schema": SCALARS,
        "digest": SCALARS | st.just("0" * 16),
        "proof": ANYTHING | PROOFS,
        "replaces": SCALARS,
        "snapshots": SCALARS,
    },
)
REPAIRS = st.fixed_dictionaries(
    {
        "device": st.sampled_from([PHONE, "never met", "\x00"]) | SCALARS,
        "scope": st.sampled_from(["bureau", "town:none", "town:441900116"]) | SCALARS,
        "seq": SCALARS,
        "tag": SCALARS,
        "buckets": st.just(["0" * 16] * 256) | ANYTHING,
    }
)


MANY = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@MANY
@given(request=REQUESTS | ANYTHING)
def test_no_request_breaks_the_sync_door(as_person_once, request):
    answer = _send(as_person_once, "/api/sync", request)

    assert answer.status_code in {200, 400, 409}, answer.text
    assert "Traceback" not in answer.text


@MANY
@given(request=REPAIRS | ANYTHING)
def test_no_request_breaks_the_repair(as_person_once, request):
    answer = _send(as_person_once, "/api/sync/repair", request)

    assert answer.status_code in {200, 400, 403, 409}, answer.text
    assert "Traceback" not in answer.text


def _send(client, path, request):
    # By the standard library, which writes numbers of any size.
    return client.post(path, data=json.dumps(request), content_type="application/json")
