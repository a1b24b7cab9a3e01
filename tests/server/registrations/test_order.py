"""In whatever order an act, its confirmation, its correction and its end arrive, all end alike."""

from collections import Counter
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.core import clock, running
from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.registrations import queries
from server.features.registrations.replica import COMMANDS
from sync.protocol import Command
from tests.server.registrations.acts import FORM, act

OWN = ("decide", "correct", "withdraw")
NUMBERS = count(1)


@st.composite
def histories(draw):
    """Draw what happens: the lead's deeds in their order, the co-officer's anywhere, some twice."""
    own = OWN[: draw(st.integers(1, len(OWN)))]
    words = draw(st.sampled_from([(), ("agree",), ("decline",), ("agree", "decline")]))
    told = list(own)
    for word in words:
        told.insert(draw(st.integers(0, len(told))), word)
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, len(told) - 1))
        told.insert(draw(st.integers(first + 1, len(told))), told[first])
    return told


def expected(told):
    """Say how it must end, from what happened alone and not from the order."""
    happened = set(told)
    co_state = "waiting"
    if happened & {"agree", "decline"}:
        co_state = "declined" if "decline" in happened else "confirmed"
    state = {"declined": "in_review", "confirmed": "confirmed", "waiting": "waiting"}[co_state]
    if "withdraw" in happened:
        state = "withdrawn"
    entries = {"agree": "confirm"}
    history = Counter(entries.get(one, one) for one in happened)
    history["review"] += "decline" in happened
    contact = "王五" if "correct" in happened else "李四"
    return state, co_state, contact, +history


@pytest.mark.timeout(600)  # each example is several transactions
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=histories())
def test_the_order_of_arrival_makes_no_difference(told, lead, people):
    registration_id = f"r-{next(NUMBERS)}"
    form = {**FORM, "project_name": f"项目{registration_id}"}
    args = act(registration_id, lead, people.co_officer, form=form)

    for deed in told:
        run(deed, registration_id, args, people)

    with reading() as session:
        found = queries.registration(session, registration_id)
        assert (
            found.state,
            found.co_state,
            found.form["contact_name"],
            Counter(entry["action"] for entry in found.history),
        ) == expected(told)
        assert found.number == args["number"]["text"]


def run(deed, registration_id, args, people):
    """Have a deed arrive once more, as the sync door and a rescue file would bring it."""
    said = {"essence_hash": args["essence_hash"], "reason": "没有到场"}
    name, who, told = {
        "decide": ("decide", people.officer, args),
        "correct": (
            "correct",
            people.officer,
            {"reason": "因", "changes": {"contact_name": ["李四", "王五"]}},
        ),
        "withdraw": ("withdraw", people.officer, {"reason": "因"}),
        "agree": ("confirm", people.co_officer, {**said, "agrees": True}),
        "decline": ("confirm", people.co_officer, {**said, "agrees": False}),
    }[deed]
    command = Command(
        1, f"{registration_id}-{deed}", f"registration.{name}", 1, registration_id, told, ""
    )
    with writing() as session:
        person = accounts.person(session, who)
        actor = Actor(
            person.id, person.name, Role(person.role), person.branch_id, "s", f"phone-of-{who}"
        )
        outcome = running.run(COMMANDS, session, command, by=actor, at=clock.now())
    assert outcome.status in {"applied", "duplicate", "rejected"}, outcome
