"""A file is named for its one idea; a name that fits everything says nothing."""

from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("server", "sync", "scripts", "bench", "tests", "pwa/src")
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "types"}


def nameless(paths: Iterable[Path]) -> list[str]:
    """Return the paths with a file or a folder whose name would fit anything."""
    return [
        path.as_posix()
        for path in paths
        if any(part.split(".")[0].lower() in BANNED for part in path.parts)
    ]


def test_no_file_or_folder_has_a_name_that_fits_anything() -> None:
    files = (path.relative_to(ROOT) for place in PLACES for path in (ROOT / place).rglob("*"))

    assert nameless(files) == []


def test_a_banned_name_is_noticed_as_file_folder_and_test() -> None:
    names = ("server/utils.py", "pwa/src/common/x.ts", "pwa/src/Types.test.ts", "sync/typing.py")

    found = nameless(Path(name) for name in names)

    assert found == list(names[:3])
