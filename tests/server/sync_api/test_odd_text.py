"""Text that no database keeps, inside a command."""

import json

import pytest

from tests.server.sync_api.phones import sync


@pytest.mark.parametrize("odd", ["\\u0000", "\\ud800"], ids=["nul", "half a character"])
def test_letters_that_no_database_keeps_are_left_out_and_the_queue_moves_on(as_person, people, odd):
    body = {"id": "c1", "name": "enterprise.add", "version": 1, "entity": "e1"}
    first = json.dumps({**body, "seq": 1, "device_time": "now", "args": {"name": "五金ODD厂"}})
    second = json.dumps(
        {**body, "id": "c2", "seq": 2, "entity": "e2", "device_time": "now", "args": {"name": "好"}}
    )

    answer = sync(
        as_person(people.officer),
        commands=[{"body": first.replace("ODD", odd)}, {"body": second}],
    )

    assert [result["status"] for result in answer.json["results"]] == ["applied", "applied"]
