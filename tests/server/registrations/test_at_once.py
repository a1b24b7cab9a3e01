"""An act and its confirmation, or two acts on one project, that arrive at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from tests.server.registrations.acts import FORM, act, grounds_of, state_of

ROUNDS = 5


def test_an_act_and_its_confirmation_at_the_same_moment_meet(lead, co_officer, people):
    told = {
        name: act(name, lead, people.co_officer, form={**FORM, "project_name": f"项目{name}"})
        for name in (f"r{number}" for number in range(ROUNDS))
    }

    def decide():
        return [
            lead.tell("registration.decide", name, **args)["status"] for name, args in told.items()
        ]

    def confirm():
        return [
            co_officer.tell(
                "registration.confirm", name, essence_hash=args["essence_hash"], agrees=True
            )["status"]
            for name, args in told.items()
        ]

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(deed) for deed in (decide, confirm)]
        statuses = [status for one in both for status in one.result()]

    assert statuses == ["applied"] * 2 * ROUNDS
    assert {state_of(name) for name in told} == {("confirmed", "confirmed")}


def test_of_two_acts_on_one_project_at_the_same_moment_one_is_looked_at(lead, co_officer, people):
    told = {
        "r0": (lead, act("r0", lead, people.co_officer)),
        "r1": (co_officer, act("r1", co_officer, people.officer)),
    }

    def decide(name):
        phone, args = told[name]
        return phone.tell("registration.decide", name, **args)["status"]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(decide, told)) == ["applied", "applied"]

    assert sorted(len(grounds_of(name)) for name in told) == [0, 1]
