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


@pytest.mark.parametrize("depth", [31, 500, 900, 50_000])
def test_a_command_nested_deeper_than_any_waits_for_people_and_the_queue_moves_on(
    as_person, people, depth
):
    body = {
        "id": "c1",
        "name": "enterprise.add",
        "version": 1,
        "entity": "e1",
        "device_time": "now",
    }
    deep = json.dumps({**body, "seq": 1, "args": {"name": "DEEP"}})
    deep = deep.replace('"DEEP"', "[" * depth + "]" * depth)
    second = {**body, "id": "c2", "seq": 2, "entity": "e2", "args": {"name": "东莞市好厂"}}

    answer = sync(
        as_person(people.officer), commands=[{"body": deep}, {"body": json.dumps(second)}]
    )

    assert [result["status"] for result in answer.json["results"]] == ["quarantined", "applied"]


@pytest.mark.parametrize("version", [2**31, 2**53 - 1, 2**31 - 1])
def test_a_command_of_a_version_that_no_verb_has_waits_for_people_and_the_queue_moves_on(
    as_person, people, version
):
    body = {"name": "enterprise.add", "device_time": "now", "args": {"name": "东莞市好厂"}}
    odd = {**body, "id": "c1", "seq": 1, "version": version, "entity": "e1"}
    good = {**body, "id": "c2", "seq": 2, "version": 1, "entity": "e2"}

    sent = [{"body": json.dumps(one)} for one in (odd, good)]
    answer = sync(as_person(people.officer), commands=sent)

    assert [result["status"] for result in answer.json["results"]] == ["quarantined", "applied"]
