"""Planted bugs: each a small change of one file of `sync/`, applied while it is imported anew."""

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.toml")
OURS = ("sync", "tests.simulation")


@dataclass(frozen=True)
class Mutant:
    """In `file`, each first text becomes its second."""

    name: str
    seed: int
    file: str
    changes: tuple[tuple[str, str], ...]


def _mutated(mutant: Mutant) -> str:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    for old, new in mutant.changes:
        if text.count(old) != 1:
            msg = f"{mutant.name}: its place in {mutant.file} is not there once"
            raise LookupError(msg)
        text = text.replace(old, new)
    return text


@contextmanager
def planted(mutant: Mutant) -> Iterator[ModuleType]:
    """Give the simulation, imported anew over a core with this bug in it."""
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_ours(name)}
    try:
        _load_mutated(mutant)
        yield import_module("tests.simulation.run")
    finally:
        for name in [name for name in sys.modules if _is_ours(name)]:
            del sys.modules[name]
        sys.modules.update(kept)


def _is_ours(name: str) -> bool:
    return any(name == ours or name.startswith(f"{ours}.") for ours in OURS)


def _load_mutated(mutant: Mutant) -> None:
    path = ROOT / mutant.file
    name = mutant.file.removesuffix(".py").replace("/", ".")
    import_module("sync")
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    code = compile(_mutated(mutant), str(path), "exec")
    exec(code, module.__dict__)  # noqa: S102 - our own source, with one planted bug
    setattr(sys.modules["sync"], name.rsplit(".", 1)[1], module)


def _read(kind: str) -> tuple[Mutant, ...]:
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))[kind]
    return tuple(
        Mutant(
            one["name"],
            one["seed"],
            one["file"],
            tuple((change["old"], change["new"]) for change in one["changes"]),
        )
        for one in listed
    )


MUTANTS = _read("mutant")
NUMBER_MUTANTS = _read("number_mutant")
SNAPSHOT_MUTANTS = _read("snapshot_mutant")
TRUST_MUTANTS = _read("trust_mutant")
COPY_MUTANTS = _read("copy_mutant")
KEYS_MUTANTS = _read("keys_mutant")
