"""Files and functions stay small enough to be read at one sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ("server", "sync", "scripts", "bench", "tests")
FILE_LINES = 300
FUNCTION_LINES = 50
# Written by a generator or by Alembic, not by hand.
MADE = (".gen.", "/versions/")


def long_file(name: str, text: str) -> list[str]:
    """Return a complaint when `text` is over the budget of a file."""
    lines = len(text.splitlines())
    return [f"{name} has {lines} lines"] if lines > FILE_LINES else []


def long_functions(name: str, text: str) -> list[str]:
    """Return a complaint for each function in `text` that is over the budget of a function."""
    return [
        f"{name}:{node.lineno} {node.name} has {lines} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]


def sources(folders: tuple[str, ...], suffixes: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file written by hand."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in suffixes and path.is_file() and not any(m in name for m in MADE):
                yield name, path.read_text(encoding="utf-8")


def test_no_python_file_and_no_python_function_is_over_its_budget() -> None:
    complaints = [
        complaint
        for name, text in sources(PYTHON, {".py"})
        for complaint in (*long_file(name, text), *long_functions(name, text))
    ]

    assert complaints == []


def test_no_file_of_the_pwa_is_over_its_budget() -> None:
    files = sources(("pwa/src", "pwa/tools"), {".ts", ".vue", ".mjs"})

    assert [complaint for name, text in files for complaint in long_file(name, text)] == []


def test_one_line_too_many_is_noticed() -> None:
    assert long_file("a.py", "x\n" * FILE_LINES) == []
    assert long_file("a.py", "x\n" * (FILE_LINES + 1)) == ["a.py has 301 lines"]


def test_a_long_function_is_noticed_even_inside_a_class() -> None:
    body = "        x = 1\n" * FUNCTION_LINES

    found = long_functions("a.py", f"class A:\n    def go(self):\n{body}")

    assert found == ["a.py:2 go has 51 lines"]
