"""A real full disk below the bureau: said in words, nothing half, and it goes on with room."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.bureau import Bureau
from tests.e2e.faults.books import (
    PROGRESS,
    Books,
    books_of,
    is_recounted,
    nothing_is_half,
    photos_stand,
    receipts_stand,
)
from tests.e2e.faults.real_phone import Answer, RealPhone, phones_on

MIB = 1024 * 1024


@dataclass
class Disk:
    """A small file system of its own. `ballast` is what somebody else has put there."""

    folder: Path

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, *, but: int = 0) -> None:
        """Leave so many bytes free."""
        free = shutil.disk_usage(self.folder).free
        with self.ballast.open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), max(1, free - but))

    def make_room(self) -> None:
        self.ballast.unlink()


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Disk]:
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a file system of its own can only be mounted by root")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", 96 * MIB) as disk:
        yield disk


@pytest.fixture
def bureau(disk: Disk, demo_data: Path) -> Iterator[Bureau]:
    """A bureau whose database and photos are on that disk."""
    folder = disk.folder / "bureau"
    shutil.copytree(demo_data, folder)
    running = Bureau(folder)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def books(bureau: Bureau) -> Books:
    return books_of(bureau)


@pytest.fixture
def phone(bureau: Bureau) -> RealPhone:
    [phone] = phones_on(bureau.port, a="chen")
    phone.contact()
    return phone


def is_refused_in_words(answer: Answer) -> bool:
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["title"] == "服务器存储空间已满，内容没有保存"
    assert int(answer.headers["Retry-After"]) > 0
    return bool(answer.status == 507)


def test_commands_on_a_full_disk_wait_on_the_phone_and_go_up_with_room_again(
    disk: Disk, bureau: Bureau, books: Books, phone: RealPhone
) -> None:
    [before] = books.rows(PROGRESS)
    # Little by little, so that the disk is full in the middle of a commit and not before it.
    for left in range(20):
        disk.fill(but=4096 * left)
        for _ in range(3):
            phone.visit()
        answer = phone.sync()
        while answer.status == 200 and phone.state.waiting:
            answer = phone.sync()
        if phone.state.waiting:
            assert is_refused_in_words(answer)
        receipts_stand(books, phone)
        nothing_is_half(books, before)
        disk.make_room()

        phone.contact()
        assert phone.state.waiting == []
        nothing_is_half(books, before)
    assert books.taken("visit.close") == phone.visits
    photos_stand(books, phone)
    is_recounted(books)
    assert "Traceback" not in (bureau.folder / "server.log").read_text()


def test_a_photo_on_a_full_disk_is_not_called_received_and_arrives_with_room_again(
    disk: Disk, bureau: Bureau, books: Books, phone: RealPhone
) -> None:
    phone.visit()
    phone.sync()
    [sha] = phone.photos
    disk.fill()

    refused = phone.ask("PUT", f"/api/blobs/{sha}", phone.photos[sha], {"X-Doorstep": "1"})

    assert is_refused_in_words(refused)
    assert books.rows("SELECT state FROM photo WHERE sha256 = :sha", sha=sha)[0].state == "pending"
    assert list((bureau.folder / "blobs").rglob(".part-*")) == []
    disk.make_room()
    phone.contact()
    photos_stand(books, phone)
    assert books.rows("SELECT state FROM photo WHERE sha256 = :sha", sha=sha)[0].state == "received"
