"""A real full disk below the bureau: said in words, nothing half, and it goes on with room."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from scripts.postgres import UNPRIVILEGED
from tests.conftest import administer, create_database, drop_database
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
from tests.e2e.faults.conftest import running, template_of
from tests.e2e.faults.real_phone import Answer, RealPhone, phones_on

SIZE = 160 * 1024 * 1024


@dataclass
class Disk:
    """A small file system of its own. `ballast` is what somebody else has put there."""

    folder: Path

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, *, but: int = 0) -> None:
        """Leave so many bytes free."""
        with self.ballast.open("ab") as file:
            while (free := shutil.disk_usage(self.folder).free) > but:
                # The bureau may take of the room between the look and the taking.
                with suppress(OSError):
                    os.posix_fallocate(file.fileno(), file.tell(), free - but)
                    return

    def make_room(self) -> None:
        self.ballast.unlink()


@pytest.fixture
def disk() -> Iterator[Disk]:
    # Not below pytest's own folder, into which only its owner may look.
    with TemporaryDirectory(prefix="doorstep-disk-") as name:
        Path(name).chmod(0o711)
        folder = Path(name) / "disk"
        folder.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0755", "none", folder]
        if subprocess.run(words, check=False).returncode != 0:
            pytest.skip("a file system of its own can only be mounted by root")
        yield Disk(folder)
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(params=["sqlite", "postgres"])
def bureau(request: pytest.FixtureRequest, disk: Disk) -> Iterator[Bureau]:
    """A bureau whose database and photos are on that disk."""
    folder = disk.folder / "bureau"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("demo_data"), folder)
        yield from running(Bureau(folder))
        return
    made: Bureau = request.getfixturevalue("postgres_demo")
    shutil.copytree(made.folder, folder)
    with database_on(disk, made) as url:
        yield from running(Bureau(folder, database_url=url))


@contextmanager
def database_on(disk: Disk, made: Bureau) -> Iterator[str]:
    """Give a copy of the demo's database whose tables, but not whose log, are on the disk."""
    space = disk.folder / "tables"
    space.mkdir(mode=0o700)
    shutil.chown(space, UNPRIVILEGED)
    name = f"full_{os.getpid()}"
    administer(f"CREATE TABLESPACE {name} LOCATION '{space}'")
    url = create_database(name, template=template_of(made), tablespace=name)
    try:
        yield url
    finally:
        drop_database(name)
        administer(f"DROP TABLESPACE {name}")


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
    n_refused = 0
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
            n_refused += 1
        # PostgreSQL wants room even to let somebody look.
        disk.make_room()
        receipts_stand(books, phone)
        nothing_is_half(books, before)

        phone.contact()
        assert phone.state.waiting == []
        nothing_is_half(books, before)
    assert n_refused >= 3
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
