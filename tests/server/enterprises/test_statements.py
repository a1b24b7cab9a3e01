"""What a push of new enterprises costs the database: counted, as in tests/server/visits."""

import pytest

from tests.credit_codes import credit_code
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.pushes import COMMANDS, DEVICE, envelope, push
from tests.statements import counting


def adding(seq, **more):
    name = f"东莞市长安第{seq}五金厂"
    return envelope(seq, "enterprise.add", f"e-{seq}", name=name, address="东莞市长安镇", **more)


TOLD = {
    "a town": lambda seq: adding(seq, town_code=CHANGAN),
    "no town but in the address": adding,
    "a code": lambda seq: adding(seq, code=credit_code(seq)),
    "a signature of a key that nobody knows": lambda seq: {**adding(seq), "sig": "c2ln"},
}


@pytest.mark.parametrize("told", TOLD)
def test_an_enterprise_in_a_long_push_costs_hardly_a_statement(app, as_person, people, told):
    officer = as_person(people.officer, DEVICE)
    commands = [TOLD[told](seq) for seq in range(1, COMMANDS + 1)]

    with counting() as statements:
        became = push(officer, commands)

    assert became == ["applied"] * COMMANDS
    # What the first contact of a phone costs is in it.
    assert len(statements) < 2 * COMMANDS


def test_one_of_a_long_push_whose_code_is_known_becomes_that_enterprise(
    app, as_person, people, capsys
):
    add("known", "东莞市长安五金厂", code=credit_code(40), town=CHANGAN)
    officer = as_person(people.officer, DEVICE)
    # One of a former transaction of the push, one of the same, one in another spelling.
    codes = {41: credit_code(7), 42: credit_code(39), 43: f" {credit_code(40).lower()}"}
    commands = [
        adding(seq, code=codes.get(seq, credit_code(seq))) for seq in range(1, COMMANDS + 1)
    ]

    became = push(officer, commands)

    assert [seq for seq, status in enumerate(became, 1) if status == "merged"] == [40, 41, 42, 43]
    assert "command.failed" not in capsys.readouterr().out
