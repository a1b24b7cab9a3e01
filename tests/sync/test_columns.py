"""Columns take the form that packs best, and are read back as they were."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.columns import packed_columns, unpacked_columns
from tests.sync.vectors import places

ODD = st.sampled_from(
    ["", " ", "  7", "007", "\t", "a\tb", "1\t2", "\x00", "\x7f", "é", "东莞12号03"]
)
CELLS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5) | ODD
ALIKE = (
    st.lists(CELLS, max_size=30)
    | st.lists(ODD, max_size=30)
    | st.lists(st.none() | st.integers(-99, 999), max_size=30)
    | st.lists(st.none() | st.text("0123456789 ab", max_size=6), max_size=30)
    | st.lists(st.lists(st.integers()), max_size=5)
)


def encode(raw):
    return json.dumps(raw, separators=(",", ":"), ensure_ascii=False).encode()


def there_and_back(columns):
    return unpacked_columns(json.loads(encode(packed_columns(columns, encode))))


def kinds(cells):
    return [(type(cell), cell) for cell in cells]


@given(st.lists(ALIKE, max_size=4), st.integers(1, 8))
def test_every_cell_comes_back_as_it_was(columns, times):
    repeated = [cells * times for cells in columns]

    assert [kinds(cells) for cells in there_and_back(repeated)] == [kinds(one) for one in repeated]


@given(st.lists(st.tuples(st.text("东莞ab", max_size=6), st.text("dgab", max_size=6)), max_size=60))
def test_a_column_that_follows_another_comes_back_as_it_was(pairs):
    columns = [[name for name, _ in pairs], [other for _, other in pairs]]

    assert there_and_back(columns) == columns


@pytest.mark.parametrize(
    ("col", "mark"),
    [
        ("id", "wide"),
        ("ver", "all"),
        ("initials", "letters"),
        ("code", "wide"),
        ("address", "shapes"),
        ("kind", "words"),
        ("lat_e7", "wide"),
    ],
)
def test_a_column_takes_the_form_that_suits_it(col, mark):
    page = places(Random(7))  # noqa: S311 - always the same

    packed = packed_columns(list(zip(*page.rows, strict=True)), encode)

    assert mark in packed[page.cols.index(col)]


def test_what_no_form_suits_stays_a_list():
    page = places(Random(7))  # noqa: S311 - always the same

    packed = packed_columns(list(zip(*page.rows, strict=True)), encode)

    assert packed[page.cols.index("history")] == tuple(row[-1] for row in page.rows)
