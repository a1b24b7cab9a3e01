"""Nothing is fetched from a foreign host while the product runs, and no file names a mirror."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("pwa/src", "pwa/public", "pwa/index.html", "pwa/manifest.ts", "server")
TEXTS = {".ts", ".vue", ".css", ".html", ".json", ".webmanifest", ".svg", ".py", ".j2", ".txt"}
ABSOLUTE = re.compile(r"(?:https?|wss?):(?:\\?/){2}([\w.-]+)|(?:src|href|url)[=(]['\"]?//([\w.-]+)")
# Names of formats that are never fetched, this machine, and the names reserved for examples.
HARMLESS = re.compile(
    r"(?:^|\.)(?:w3\.org|localhost|127\.0\.0\.1|example(?:\.(?:com|org|net))?|invalid|test)$"
)
# Put together here, so that this file does not name what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("registry", "npmmirror", "com"),
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("deb", "debian", "org"),
    )
)
WRITTEN = (
    *("*.*", "locks/*", "Makefile", "Dockerfile", ".ci/*", "pwa/*", "pwa/.*", "pwa/src/**/*"),
    *(f"{folder}/**/*" for folder in ("docs", "scripts", "server", "sync", "tests", "bench")),
)


def foreign_hosts(text: str) -> list[str]:
    """Return the hosts of other people that `text` has addresses of."""
    hosts = [first or second for first, second in ABSOLUTE.findall(text)]
    return [host for host in hosts if not HARMLESS.search(host)]


def registries(text: str) -> list[str]:
    """Return the package registries that `text` names."""
    return [host for host in REGISTRIES if host in text]


def _files(patterns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_text(errors="replace")


def _shipped() -> Iterator[tuple[str, str]]:
    patterns = tuple(f"{place}/**/*" for place in SHIPPED) + SHIPPED
    for name, text in _files(patterns):
        if Path(name).suffix in TEXTS and ".test." not in name:
            yield name, text


def test_what_is_shipped_has_no_address_of_a_foreign_host() -> None:
    found = {name: hosts for name, text in _shipped() if (hosts := foreign_hosts(text))}

    assert found == {}


def test_no_file_names_a_package_registry() -> None:
    found = {name: hosts for name, text in _files(WRITTEN) if (hosts := registries(text))}

    assert found == {}


def test_the_locks_say_nothing_of_where_packages_come_from() -> None:
    assert [name for name, text in _files(("locks/*",)) if "://" in text] == []
    assert '"resolved"' not in (ROOT / "pwa" / "package-lock.json").read_text()


@pytest.mark.parametrize(
    "text",
    [
        "<script src='https://cdn.evil.io/vue.js'>",
        "@import url(//fonts.evil.io/a.css)",
        'const socket = "wss://evil.io"',
        '{"logo": "https:\\/\\/evil.io\\/a.png"}',
        "http://example.com.evil.io/",
    ],
)
def test_an_address_of_a_foreign_host_is_noticed(text: str) -> None:
    assert len(foreign_hosts(text)) == 1


def test_formats_examples_and_this_machine_are_no_foreign_hosts() -> None:
    text = "http://www.w3.org/2000/svg http://127.0.0.1:8000 https://doorstep.example/x // said"

    assert foreign_hosts(text) == []


def test_a_registry_is_noticed() -> None:
    assert registries(f"index-url = {REGISTRIES[3]}/simple") == [REGISTRIES[3]]
