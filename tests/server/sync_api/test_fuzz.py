"""Whatever is sent to the sync door, the answer is never a fault of the server."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.sync_api.test_sync_door import PHONE

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
REQUESTS = st.fixed_dictionaries(
    {"proto": st.just(1), "device": st.just(PHONE)},
    optional={
        "first_seq": st.sampled_from([1, 2, 0]) | SCALARS,
        "commands": COMMANDS | ANYTHING,
        "scopes": ANYTHING,
        "limit": SCALARS,
        "announced_head": SCALARS,
        "epoch": SCALARS,
    },
)


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(request=REQUESTS | ANYTHING)
def test_no_request_breaks_the_sync_door(as_person_once, request):
    answer = as_person_once.post("/api/sync", request)

    assert answer.status_code in {200, 400, 409}, answer.text
    assert "Traceback" not in answer.text
