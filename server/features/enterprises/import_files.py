"""The imported files themselves, kept under the data directory as they came."""

import errno
import os
from pathlib import Path

from flask import current_app

from server.config import Settings
from server.core.problems import DiskFull, NotFound
from server.features.enterprises.models import ImportBatch

FOLDER = "imports"


def keep(batch_id: str, content: bytes) -> None:
    """Write a file's content durably; nothing of it stands there when the disk is full."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{batch_id}.part"
    try:
        with unfinished.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(folder / batch_id)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull from error
        raise


def content_of(batch: ImportBatch) -> bytes:
    """Return a batch's file."""
    try:
        return (_folder() / batch.id).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("这一批的原文件已经不在了") from error


def forget(batch_id: str) -> None:
    """Delete a file that nobody will import any more."""
    (_folder() / batch_id).unlink(missing_ok=True)


def _folder() -> Path:
    settings: Settings = current_app.extensions["doorstep.settings"]
    return settings.data_dir / FOLDER
