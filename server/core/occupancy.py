"""Who uses an installation: many at once, or a restore alone, of which a started one must end."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from server.core.durable_files import sync_folder, write_durably
from server.core.problems import Problem

LOCK = ".in-use"
MARK = "restore-unfinished.json"


class RestoreUnfinished(Problem):
    code = "409.90"
    title = "恢复没有完成"


class InUse(Problem):
    code = "409.91"
    title = "这个数据目录正在使用"


@dataclass(frozen=True)
class Unfinished:
    """A restore that began: which backup (by its seal and its folder), into which database."""

    seal: str
    folder: str
    database: str


def enter(data_dir: Path) -> IO[str]:
    """Use the installation until the returned file is closed or the process ends.

    Raises InUse while a restore runs, RestoreUnfinished when one was broken off.
    """
    held = _locked(data_dir, fcntl.LOCK_SH, "正在恢复备份，请等它完成。")
    begun = unfinished(data_dir)
    if begun is None:
        return held
    held.close()
    raise RestoreUnfinished(f"请再执行一次 doorstep restore {begun.folder}，完成以后才能启动。")


@contextmanager
def taken_over(data_dir: Path) -> Iterator[None]:
    """Have the installation alone; raise InUse while anybody uses it."""
    with _locked(data_dir, fcntl.LOCK_EX, "请先停止服务（以及正在执行的导入、备份），再恢复。"):
        yield


def unfinished(data_dir: Path) -> Unfinished | None:
    """Return the restore that began here and did not end."""
    mark = data_dir / MARK
    return Unfinished(**json.loads(mark.read_text(encoding="utf-8"))) if mark.exists() else None


def begin(data_dir: Path, restore: Unfinished) -> None:
    """Note, so that a power cut does not undo it, that a restore began."""
    write_durably(data_dir / MARK, json.dumps(asdict(restore), ensure_ascii=False).encode())


def end(data_dir: Path) -> None:
    """Note that the restore is complete."""
    (data_dir / MARK).unlink()
    sync_folder(data_dir)


def _locked(data_dir: Path, how: int, words: str) -> IO[str]:
    data_dir.mkdir(parents=True, exist_ok=True)
    file = (data_dir / LOCK).open("a")
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError as busy:
        file.close()
        raise InUse(words) from busy
    return file
