"""Every link of a page leads to something that is there."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def dead_links(page: Path) -> list[str]:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    return [f"{page.name}: {link}" for link in links if not (page.parent / link).exists()]


def test_no_page_has_a_dead_link() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    pages = [ROOT / name for name in listed.stdout.split() if (ROOT / name).is_file()]

    assert [dead for page in pages for dead in dead_links(page)] == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("![picture](pictures/none.png) [web](https://example.org)")

    assert dead_links(page) == ["page.md: pictures/none.png"]
