"""What phone and bureau must answer alike reads neither clock, chance, files nor network."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"sync"}
IMPURE = {"asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket"}
IMPURE |= {"sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"}
READS_THE_CLOCK = {"now", "utcnow", "today"}
READS_FILES = {"open", "input", "print"}


def impurities(text: str) -> list[str]:
    """Return what in `text` reaches for the world, as `line: what`."""
    return [f"{node.lineno}: {what}" for node, what in _reaches(ast.parse(text))]


def _reaches(tree: ast.Module) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node, alias.name) for alias in names if _is_impure(alias.name))
            case ast.ImportFrom(module=str(module)) if _is_impure(module):
                yield node, module
            case ast.Call(func=ast.Attribute(attr=name)) if name in READS_THE_CLOCK:
                yield node, f"{name}()"
            case ast.Call(func=ast.Name(id=name)) if name in READS_FILES:
                yield node, f"{name}()"


def _is_impure(module: str) -> bool:
    top = module.split(".", maxsplit=1)[0]
    return top in IMPURE or (top not in OURS and top not in sys.stdlib_module_names)


def test_the_kernel_takes_the_world_as_arguments() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): faults
        for path in (ROOT / "sync").rglob("*.py")
        if (faults := impurities(path.read_text(encoding="utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "import flask",
        "from sqlalchemy.orm import Session",
        "import random",
        "from uuid import uuid4",
        "import os.path",
        "at = datetime.now(UTC)",
        "day = date.today()",
        "text = open('pack.json').read()",
        "from server.core import clock",
    ],
)
def test_reaching_for_the_world_is_noticed(line: str) -> None:
    assert len(impurities(line)) == 1


def test_taking_the_time_as_an_argument_is_no_fault() -> None:
    assert impurities("from datetime import datetime\n\ndef due(at: datetime): return at") == []
