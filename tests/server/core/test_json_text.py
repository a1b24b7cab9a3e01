"""What a column of JSON keeps comes back, and can be handed to anybody."""

import json
from datetime import date

import orjson
import pytest

from server.core import json_text

HALF = {"\ud800": ["a\udc00b", {"c": ("\ud83d",)}]}
WHOLE = {"": ["ab", {"c": [""]}]}


def test_halves_of_characters_are_left_out_of_names_and_values():
    assert json_text.read(json_text.written(HALF)) == WHOLE


def test_what_was_written_with_them_before_is_read_without():
    assert json_text.read(json.dumps(HALF)) == WHOLE


@pytest.mark.parametrize("value", [None, {}, [1.5, -0.0], {"东莞": True}, 2**63 - 1, "\0", "𠮷"])
def test_all_else_comes_back_as_it_was_and_can_be_handed_on(value):
    assert json_text.as_kept(value) == value
    assert orjson.loads(orjson.dumps(json_text.as_kept(value))) == value


def test_numbers_are_names_and_tuples_lists_when_they_come_back():
    assert json_text.as_kept({1: (2, 3)}) == {"1": [2, 3]}


@pytest.mark.parametrize("value", [date(2026, 11, 27), object()])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(TypeError):
        json_text.written({"at": value})
