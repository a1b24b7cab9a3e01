"""Every deed that the code records has words on the supervisor's page, and nothing else has."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from server.core import audit
from server.demo import city
from server.features.audit import looking, queries
from server.features.cases.arguments import OF_VERBS
from server.features.quotas import closing
from server.features.registrations.arguments import ACTS, NOTICE

ROOT = Path(__file__).parents[3]
SERVER = ROOT / "server"
WORDS = ROOT / "pwa/src/features/audit/locales/zh-CN.json"
OF_CASES = {f"case.{verb}" for verb in (*OF_VERBS, "log")}
# What stands for the name of a deed where it is not written out, by file and text.
NOT_WRITTEN_OUT = {
    ("features/cases/guessing.py", "GUESSED"): {"case.guessed"},
    ("demo/city.py", "BEGUN"): {city.BEGUN},
    ("demo/city.py", "DONE"): {city.DONE},
    ("features/audit/console.py", "queries.VERIFIED"): {queries.VERIFIED},
    ("features/audit/looking.py", "deed"): set(looking.LOOKS.values()),
    ("features/cases/commands.py", "f'case.{verb}'"): OF_CASES,
    ("features/cases/links.py", "f'case.{verb}'"): OF_CASES,
    # Read where `end` is called.
    ("features/numbering/commands.py", "deed"): set(),
    ("features/quotas/closing.py", "CLOSED"): {closing.CLOSED},
    ("features/registrations/commands.py", "f'registration.{act.act}'"): {
        f"registration.{act}" for act in (*ACTS, NOTICE)
    },
    ("features/sync_api/commands.py", "deed"): {audit.TAKEN_IN, audit.ANSWERED_ANEW},
}


def test_every_deed_that_is_recorded_has_words():
    words = json.loads(WORDS.read_text(encoding="utf-8"))["deed"]
    spoken = {f"{kind}.{deed}" for kind, deeds in words.items() for deed in deeds}

    assert set(_recorded()) == spoken


def _recorded() -> Iterator[str]:
    for file in sorted(SERVER.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and (deed := _deed(call)):
                yield from _names(file.relative_to(SERVER).as_posix(), deed)


def _deed(call: ast.Call) -> ast.expr | None:
    """Return the argument that names a deed: the trail's own verbs, and the end of a block."""
    match ast.unparse(call.func), call.args:
        case ("audit.record", [_, deed, *_]) | ("audit.told", [deed, *_]):
            return deed
        case ("end" | "commands.end", [_, _, deed, *_]):
            return deed
    return None


def _names(file: str, deed: ast.expr) -> set[str]:
    if isinstance(deed, ast.Constant):
        return {str(deed.value)}
    return NOT_WRITTEN_OUT[file, ast.unparse(deed)]
