"""The vectors are what this core makes today; the TypeScript core makes the same of them."""

import json
from base64 import b64decode
from hashlib import sha256

import pytest

from tests.sync.vectors import FOLDER, all_vectors, chunks, plain

VECTORS = all_vectors()


@pytest.mark.parametrize("name", VECTORS)
def test_the_kept_vectors_are_what_this_core_makes_of_them(name):
    kept = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))

    assert json.loads(json.dumps(VECTORS[name])) == kept, "stale: python -m tests.sync.vectors"


def test_the_kept_chunks_are_cut_as_this_core_cuts():
    kept = json.loads((FOLDER / "chunks.json").read_text(encoding="utf-8"))["chunks"]

    assert len(kept) == 4
    for one, ours in zip(kept, chunks()["chunks"], strict=True):
        content = b64decode(one["bytes"])
        assert sha256(content).hexdigest() == one["sha256"]
        assert plain(json.loads(content)) == one["content"] == ours["content"]


def test_the_vectors_of_numbers_hold_phones_with_and_without_one():
    phones = VECTORS["numbers"]["phones"]

    assert {phone["next"] is None for phone in phones} == {True, False}
    assert {phone["is_low"] for phone in phones} == {True, False}


def test_the_vectors_of_time_hold_clocks_that_are_believed_and_such_that_are_not():
    steps = [step for case in VECTORS["trusted-time"]["cases"] for step in case["steps"]]

    assert {step["do"] for step in steps} == {"pass", "turn", "open", "word"}
    assert {step["dark"] for step in steps} == {True, False}


def test_the_vectors_hold_what_is_refused_and_what_is_not():
    assert {one["is_genuine"] for one in VECTORS["receipts"]["receipts"]} == {True, False}
    assert {one["is_readable"] for one in VECTORS["answers"]["answers"]} == {True, False}
