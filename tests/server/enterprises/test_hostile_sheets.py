"""Lists made to do harm: each is refused in words or read as plain text, within 300 MB."""

import re
from pathlib import Path

import pytest

from server.core.confined import Confined
from tests.server.enterprises.hostile_sheets import SECRET, all_of_them

MOST_MEMORY_BYTES = 300_000_000
SHEETS = all_of_them()


@pytest.fixture(scope="module")
def reader():
    reader = Confined("tests.server.enterprises.confined_reader")
    yield reader
    reader.stop()


@pytest.mark.parametrize("name", SHEETS)
def test_a_hostile_list_is_refused_in_words_or_read_as_text(name, reader):
    content, said = SHEETS[name]

    told = reader.ask(name.encode() + b"\n" + content, 60)

    assert said in told.decode()
    assert re.search(r"[\u4e00-\u9fff]|rows \d", told.decode())
    assert SECRET not in told.decode()
    assert peak_bytes(reader.pid) < MOST_MEMORY_BYTES


def peak_bytes(pid):
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(kilobytes) * 1024
