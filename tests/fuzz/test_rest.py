"""Whatever the description of the REST interface allows: answered in words, and done whole."""

import json
import warnings

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.transport.wsgi import WSGI_TRANSPORT

from server.app import API
from server.core import auth
from tests.fuzz.conftest import IS_LONG
from tests.fuzz.holdings import changed, holdings, is_recounted
from tests.server.quotas.visiting import finding

# Some 70 operations on two databases: 420 requests at every change, 17,000 in the long run.
SHARES, CALLERS, EACH = (8, 2, 60) if IS_LONG else (1, 1, 3)
# A wrong password is noted, so that guessing becomes slow.
NOTED = {"wrong_try"}

MANY = settings(
    max_examples=EACH,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def known(officer, people):
    """Ids of things that are there, by the name that they have in a path."""
    officer.visit("v1", "e1", findings=[finding("f1")])
    return {
        "enterprise_id": ["e1"],
        "visit_id": ["v1"],
        "finding_id": ["f1"],
        "person_id": [people.officer, people.cadre, people.branch_head],
    }


@pytest.mark.usefixtures("unbounded")
@pytest.mark.parametrize("share", range(SHARES))
def test_no_request_to_the_rest_interface_is_a_fault_or_half_done(
    app, as_person, people, known, folder, share
):
    faults = []
    for operation in operations(app)[share::SHARES]:
        for person in (people.administrator, people.branch_head, people.security)[:CALLERS]:
            # Signed in anew for each, as the one before may have signed itself out.
            client = as_person(person, operation.label)
            faults += asked(client.flask, operation, known, folder)
    assert faults == []
    assert is_recounted()


def operations(app):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_dict(app.extensions[API].spec.to_dict())
        return [found.ok() for found in schema.get_all_operations()]


def asked(client, operation, known, folder):
    """Send what the description lets one send; return what went wrong first, if anything."""

    @MANY
    @given(case=operation.as_strategy(), pick=st.integers(0, 5))
    def try_one(case, pick):
        for name in set(case.path_parameters or {}) & set(known) if pick else ():
            case.path_parameters[name] = known[name][pick % len(known[name])]
        before = holdings(folder)
        words = WSGI_TRANSPORT.serialize_case(case)
        words["headers"] = {**words["headers"], auth.CHANGE_HEADER: "1"}
        if "json" in words:
            # By the standard library, which writes numbers of any size.
            words["data"] = json.dumps(words.pop("json"))
        answer = client.open(**words)
        told = (operation.label, words, answer.data[:500])
        assert answer.status_code < 500, told
        assert b"Traceback" not in answer.data, told
        if answer.status_code >= 400:
            assert changed(before, holdings(folder), but=NOTED) == [], told
            assert answer.mimetype == "application/problem+json", told
            assert case.method == "HEAD" or {"code", "title"} <= answer.json.keys(), told

    try:
        try_one()
    except AssertionError as fault:
        return [str(fault)]
    return []
