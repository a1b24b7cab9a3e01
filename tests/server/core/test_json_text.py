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


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (2**64, "18446744073709551616"),
        (-(2**63) - 1, "-9223372036854775809"),
        (10**400, "1" + "0" * 400),
        (16**5000, "0x1" + "0" * 5000),
    ],
    ids=["one too much", "one too little", "beyond doubles", "beyond digits"],
)
def test_a_number_of_more_than_64_bits_becomes_its_digits(value, kept):
    assert json_text.as_kept({"n": [value]}) == {"n": [kept]}


@pytest.mark.parametrize(
    "value", [None, {}, [1.5, -0.0], {"东莞": True}, 2**64 - 1, -(2**63), True, "\0", "𠮷"]
)
def test_all_else_comes_back_as_it_was_and_can_be_handed_on(value):
    assert json_text.as_kept(value) == value
    assert orjson.loads(orjson.dumps(json_text.as_kept(value))) == value


def test_numbers_are_names_and_tuples_lists_when_they_come_back():
    assert json_text.as_kept({1: (2, 3)}) == {"1": [2, 3]}


@pytest.mark.parametrize("value", [date(2026, 11, 27), object()])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(TypeError):
        json_text.written({"at": value})
