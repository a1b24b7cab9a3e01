"""The borders of chunks stay where they are, whatever happens elsewhere in the scope."""

import json
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from sync.chunking import MOST_ROWS, chunked
from sync.columns import unpacked_columns
from sync.protocol import TablePage

COLS = ["id", "ver", "text"]


def encode(raw):
    return json.dumps(raw, separators=(",", ":")).encode()


def row(n, ver=1):
    return [sha256(str(n).encode()).hexdigest()[:12], ver, f"note {n}"]


def chunks_of(rows):
    return list(chunked({"note": TablePage(COLS, rows)}, encode))


def rows_in(content):
    return list(zip(*unpacked_columns(json.loads(content)["columns"]), strict=True))


def names(rows):
    return [chunk.sha256 for chunk, _ in chunks_of(rows)]


def test_a_chunk_is_named_by_the_hash_of_its_bytes_and_says_how_many_rows_it_holds():
    for chunk, content in chunks_of([row(n) for n in range(5000)]):
        assert chunk.sha256 == sha256(content).hexdigest()
        assert chunk.bytes == len(content)
        assert chunk.rows == len(rows_in(content))


def test_the_same_rows_give_the_same_chunks_in_whatever_order_they_come():
    rows = [row(n) for n in range(5000)]

    assert names(rows) == names(rows[::-1])


def test_a_changed_row_changes_its_own_chunk_only():
    before = names([row(n) for n in range(20_000)])

    after = names([row(n, ver=2 if n == 7 else 1) for n in range(20_000)])

    assert len(before) > 5
    assert len(set(after) - set(before)) == 1


def test_an_added_row_changes_its_own_chunk_only():
    before = names([row(n) for n in range(20_000)])

    after = names([row(n) for n in range(20_001)])

    assert len(set(after) - set(before)) <= 2


def test_no_chunk_is_larger_than_the_limit():
    rows = [[f"same-{n:06}", 1, ""] for n in range(3 * MOST_ROWS)]

    assert max(chunk.rows for chunk, _ in chunks_of(rows)) <= MOST_ROWS


@given(st.sets(st.integers(0, 400), max_size=200), st.sets(st.integers(0, 400), max_size=5))
def test_every_row_stands_in_exactly_one_chunk(numbers, removed):
    rows = [row(n) for n in numbers - removed]

    found = [cells for _, content in chunks_of(rows) for cells in rows_in(content)]

    assert sorted(found) == sorted(tuple(cells) for cells in rows)
