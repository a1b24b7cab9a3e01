"""What a backup says of itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from server.backup.refusals import NotABackup
from server.core.durable_files import write_durably

FORMAT = 1
FILE = "manifest.json"
DATABASE = "database.sqlite"
BLOBS = "blobs"
KEYS = "keys"
# Which blocks of numbers were leased: outside the database, so that it may be newer than that.
JOURNAL = "number-leases.jsonl"


@dataclass(frozen=True)
class Manifest:
    """The present and the past of a backup.

    `made_at` is the moment that it holds; `revision` names the tables' form; `counts` the rows of
    each table; `parts` the SHA-256 of each file but the blobs, whose names are their hashes.
    """

    format: int
    app: str
    revision: str
    epoch: str
    made_at: datetime
    finished_at: datetime
    counts: Mapping[str, int]
    blobs: int
    blob_bytes: int
    parts: Mapping[str, str]

    @property
    def seal(self) -> str:
        """SHA-256 over everything else: the identity of the backup."""
        return sha256(_text(_plain(self)).encode()).hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest durably: where it stands, the rest stands."""
    content = {**_plain(manifest), "seal": manifest.seal}
    write_durably(folder / FILE, _text(content).encode())


def read(folder: Path) -> Manifest:
    """Read the manifest; refuse a folder without one, or whose manifest was changed."""
    try:
        raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
        found, seal = _manifest(raw), raw["seal"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotABackup(f"{folder / FILE} 缺失或读不懂。") from error
    if found.seal != seal:
        raise NotABackup(f"{folder / FILE} 被改动过。")
    if found.format != FORMAT:
        raise NotABackup("它由更新的版本制作，请先更新程序。")
    return found


def _manifest(raw: dict[str, Any]) -> Manifest:
    fields = {name: raw[name] for name in Manifest.__dataclass_fields__}
    moments = {name: datetime.fromisoformat(raw[name]) for name in ("made_at", "finished_at")}
    return Manifest(**{**fields, **moments})


def _plain(manifest: Manifest) -> dict[str, Any]:
    moments = {name: getattr(manifest, name).isoformat() for name in ("made_at", "finished_at")}
    return {**asdict(manifest), **moments}


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
