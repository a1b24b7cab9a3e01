"""Stamps: what each step was last done for, so that it is done again only when that changes."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from scripts.setup.places import STATE


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """Return a hash of the names and contents of `files`, in any order, and of `words`."""
    whole = sha256()
    for file in sorted(files):
        whole.update(f"{file}\0".encode())
        whole.update(sha256(file.read_bytes()).digest())
    for word in words:
        whole.update(f"\0{word}".encode())
    return whole.hexdigest()


def stamped(name: str, state: Path = STATE) -> str:
    """Return what the step `name` was last done for, or an empty text."""
    path = state / name
    return path.read_text() if path.is_file() else ""


def stamp(name: str, value: str, state: Path = STATE) -> None:
    """Remember that the step `name` is done for `value`."""
    state.mkdir(parents=True, exist_ok=True)
    (state / name).write_text(value)
