"""What the image is made of is among the files that its builder is given."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "pwa"
IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


def stages() -> dict[str, list[str]]:
    """Return the steps of each stage of the image by its name, the last one's by ''."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("FROM "):
            steps = found.setdefault(line.partition(" AS ")[2], [])
        elif re.match("[A-Z]", line):
            steps.append(line)
    return found


def test_the_pages_are_bundled_of_nothing_outside_their_own_folder():
    """Types are not looked at there: tests read vectors that stand elsewhere."""
    bundled = [
        path
        for ending in ("*.ts", "*.vue")
        for path in (PAGES / "src").rglob(ending)
        if not path.name.endswith(".test.ts")
    ]
    outside = [
        (path.relative_to(ROOT), name)
        for path in bundled
        for name in IMPORTED.findall(path.read_text())
        if not (path.parent / name).resolve().is_relative_to(PAGES)
    ]

    assert len(bundled) > 100
    assert outside == []
    assert stages()["pwa"][-1] == "RUN npm run bundle"


def test_whatever_is_copied_is_sent_to_the_builder():
    sent = [
        line.removeprefix("!").rstrip("/")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    copied = [
        name.rstrip("/")
        for steps in stages().values()
        for step in steps
        if step.startswith("COPY ") and "--from=" not in step
        for name in step.split()[1:-1]
    ]

    assert len(copied) > 5
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert [name for name in copied if not any(_holds(one, name) for one in sent)] == []


def _holds(folder: str, name: str) -> bool:
    return name == folder or name.startswith(f"{folder}/")
