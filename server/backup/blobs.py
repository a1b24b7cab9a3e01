"""The photos of a backup: the new ones are copied, the others are links to the last backup."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.backup.manifest import BLOBS, DATABASE
from server.backup.reading import blobs_in, damaged_in, opened
from server.core.durable_files import copy_durably, hash_of, sync_file, sync_folder
from server.features.evidence.blob_files import place_in


@dataclass
class Collected:
    """What a backup holds of photos, and which of them it did not take from an earlier one."""

    count: int
    bytes: int
    fresh: list[str]


def collect(store: Path, draft: Path, earlier: Path | None) -> Collected:
    """Bring every photo that the copied database knows into `draft`; those missing are left out."""
    found = Collected(0, 0, [])
    (draft / BLOBS).mkdir()
    with opened(draft / DATABASE) as connection:
        for sha256, size in blobs_in(connection):
            if not _linked(sha256, draft, earlier):
                found.fresh.append(sha256)
                _copied(place_in(store, sha256), place_in(draft / BLOBS, sha256))
            found.count += 1
            found.bytes += size
        for sha256 in damaged_in(connection):
            # Damaged in the bureau, but perhaps whole in the backup before.
            _linked(sha256, draft, earlier)
    _sync_folders(draft / BLOBS)
    return found


def put_back(folder: Path, store: Path) -> None:
    """Bring every photo of a backup into the store; those that stand there whole stay."""
    with opened(folder / DATABASE) as connection:
        for sha256, _ in blobs_in(connection):
            _put_back(sha256, folder, store)
        for sha256 in damaged_in(connection):
            if place_in(folder / BLOBS, sha256).is_file():
                _put_back(sha256, folder, store)
    if store.exists():
        _sync_folders(store)


def faults(folder: Path, only: list[str] | None) -> Iterator[str]:
    """Yield in words which photos are missing or changed; `only`: look at these alone."""
    with opened(folder / DATABASE) as connection:
        looked_at = only if only is not None else (sha256 for sha256, _ in blobs_in(connection))
        for sha256 in looked_at:
            place = place_in(folder / BLOBS, sha256)
            if not place.is_file():
                yield f"照片缺失：{sha256}"
            elif hash_of(place) != sha256:
                yield f"照片内容已损坏：{sha256}"


def _linked(sha256: str, draft: Path, earlier: Path | None) -> bool:
    """Take a photo from the last backup without writing it again, where the disk can do that."""
    if earlier is None:
        return False
    place = place_in(draft / BLOBS, sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.hardlink_to(place_in(earlier / BLOBS, sha256))
    except OSError:
        return False
    return True


def _copied(source: Path, place: Path) -> None:
    """Copy straight into the draft, which nobody sees yet; what is missing shows when verified."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.is_file():
        place.write_bytes(source.read_bytes())
        sync_file(place)


def _put_back(sha256: str, folder: Path, store: Path) -> None:
    place = place_in(store, sha256)
    if place.is_file() and hash_of(place) == sha256:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    copy_durably(place_in(folder / BLOBS, sha256), place)


def _sync_folders(top: Path) -> None:
    for folder, _, _ in os.walk(top):
        sync_folder(Path(folder))
