"""How deep a command may be nested: what is deeper overflows whoever copies it later."""

import json

import pytest

from sync.parsing import MAX_DEPTH, MalformedError, parse_command


def command(args):
    body = {"v": 1, "seq": 1, "id": "c1", "name": "visit.close", "version": 1, "entity": "v1"}
    return json.dumps({**body, "device_time": "2026-11-23T01:40:00.000Z", "args": args})


def nested(times, innermost):
    return json.loads("[" * times + json.dumps(innermost) + "]" * times)


def test_a_command_may_be_nested_up_to_the_limit():
    # The body and its arguments are two of the levels, the word inside is the last.
    assert parse_command(command({"a": nested(MAX_DEPTH - 3, "x")})).args


@pytest.mark.parametrize("innermost", ["x", [], "[["])
def test_a_command_nested_one_deeper_is_refused(innermost):
    with pytest.raises(MalformedError, match="deeply"):
        parse_command(command({"a": nested(MAX_DEPTH - 2, innermost)}))


def test_many_lists_side_by_side_are_not_deep():
    assert len(parse_command(command({"a": [[]] * 100, "b": "[" * 100})).args["a"]) == 100
