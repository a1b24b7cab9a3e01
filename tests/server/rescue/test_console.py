"""`doorstep rescue FILE` in words, and a file of the size of a hard week."""

import json
import tracemalloc

import pytest

from server.core.problems import Problem
from server.features.rescue import console
from server.features.rescue.reading import RescueFile as Reader
from tests.server.rescue.conftest import PHONE
from tests.server.rescue.files import command


@pytest.fixture
def path(tmp_path, file):
    def write():
        place = tmp_path / "救援.dsr"
        place.write_bytes(file.bytes())
        return place

    return write


def test_the_console_says_of_each_command_what_became_of_it(path, file):
    file.add(
        command(1, PHONE, "note", "a", text="x"),
        command(2, PHONE, "crash", "b", text="x"),
    )

    dry = list(console.rescue(path(), dry_run=True))
    first = list(console.rescue(path(), dry_run=False))
    again = list(console.rescue(path(), dry_run=False))

    assert dry[0] == "陈志远（长安分局）2026-11-23 10:00 导出的文件"
    assert dry[1] == "第 1 条 手机上的操作：将收入"
    assert first[1] == "第 1 条 手机上的操作：已收入"
    assert first[2].startswith("第 2 条 手机上的操作：已收到，暂时处理不了，进入待复核（")
    assert again[1] == "第 1 条 手机上的操作：以前已收到过（已收入）"
    assert json.loads(dry[-1]) == counts(new=2)
    assert json.loads(first[-1]) == counts(applied=1, quarantined=1)
    assert json.loads(again[-1]) == counts(known=2)


def counts(**lines):
    photos = {"photos_new": 0, "photos_known": 0, "photos_refused": 0}
    return {"commands": 2, **lines, **photos}


def test_a_damaged_file_ends_the_console_in_words(path, file):
    file.add(command(1, PHONE, "note", "a", text="x"))
    place = path()
    place.write_bytes(place.read_bytes()[:-1] + b"x")

    with pytest.raises(Problem, match="文件已损坏"):
        list(console.rescue(place, dry_run=False))


def test_a_hundred_megabytes_are_read_without_holding_them(path, file):
    file.add(command(1, PHONE, "note", "a", text="x"))
    file.blobs = [n.to_bytes(4, "big") * 65_536 for n in range(400)]
    place = path()
    file.blobs = []
    assert place.stat().st_size > 100_000_000

    tracemalloc.start()
    with place.open("rb") as stream:
        contents = Reader(stream).contents()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(contents.blobs) == 400
    assert peak < 8_000_000
