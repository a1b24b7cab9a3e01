"""The number that an act bears stands in the register, whatever else is odd about it."""

import pytest

from server.core.doors import reading
from server.features.numbering import queries as numbering
from server.features.organisation import queries as organisation
from tests.server.registrations.acts import FORM, act, grounds_of, state_of


def decide(phone, co_id, registration_id="r1", **changes):
    told = act(registration_id, phone, co_id, **changes)
    return phone.tell("registration.decide", registration_id, **told)


def test_a_number_stands_in_the_register_for_its_act(lead, people):
    decide(lead, people.co_officer)

    with reading() as session:
        series = numbering.newest_part(session, (_branch(session), "decision", 2026))
        held = numbering.entry(session, series.id, 1)
    assert (held.state, held.act_id, held.about) == ("used", "r1", "东莞市明丰五金厂")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (
            {"lease_id": "nobodys", "n": 9, "text": "东环建（长安）〔2026〕9号"},
            "编号不在这台手机领用的号段内：东环建（长安）〔2026〕9号",
        ),
        (None, "“批准”应当编号，却没有编号"),
    ],
)
def test_a_number_that_is_not_the_phones_is_looked_at(number, words, lead, people):
    decide(lead, people.co_officer, number=number)

    assert grounds_of("r1") == [words]
    assert state_of("r1") == ("in_review", "waiting")


def test_a_number_that_another_act_bears_is_looked_at(lead, people):
    number = lead.number()
    decide(lead, people.co_officer, number=number)
    form = {**FORM, "project_name": "另一个项目"}

    decide(lead, people.co_officer, "r2", number=number, form=form)

    assert grounds_of("r2") == ["这个编号已经用过：东环建（长安）〔2026〕1号：东莞市明丰五金厂"]


def test_a_withdrawn_act_keeps_its_number_used(lead, people, head):
    decide(lead, people.co_officer)
    head.post("/api/registrations/r1/withdraw", {"reason": "因"})

    with reading() as session:
        series = numbering.newest_part(session, (_branch(session), "decision", 2026))
        assert numbering.entry(session, series.id, 1).state == "used"


def _branch(session):
    return organisation.branch_named(session, "长安分局").id
