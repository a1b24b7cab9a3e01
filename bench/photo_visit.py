"""A visit that declares photos, told to a running bureau as a phone tells it."""

import io
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from PIL import Image

from bench.bureau_talk import Phone

AT = "2026-11-23T01:00:00.000Z"
UNTIL = "2026-11-23T01:40:00.000Z"
VISIT = "01a20af0-0000-7000-8000-000000000002"


def photographs(count: int) -> list[bytes]:
    """Make JPEGs of some 250 KB, as a phone keeps them, no two alike."""
    return [_photograph() for _ in range(count)]


def hash_of(photo: bytes) -> str:
    """Return the name under which a photo is declared."""
    return sha256(photo).hexdigest()


def declare(phone: Phone, enterprise_id: str, photos: Sequence[bytes]) -> None:
    """Close this phone's first visit, with these photos."""
    body = json.dumps(_closing(phone, enterprise_id, photos), ensure_ascii=False)
    said = phone.sync(commands=[{"body": body, "sig": None}], announced_head=1).said
    assert [result["status"] for result in said["results"]] == ["applied"], said["results"]


def closing_args(phone: Phone, enterprise_id: str, photos: Sequence[bytes]) -> dict[str, Any]:
    """Return what `visit.close` says of a visit with these photos."""
    return {
        "enterprise_id": enterprise_id,
        "kind": "guidance",
        "opened_at": AT,
        "closed_at": UNTIL,
        "participants": [phone.person["person"]["id"]],
        "checkin": None,
        "guidance": "已指导台账",
        "findings": [],
        "photos": [
            {"id": _id(100 + n), "sha256": hash_of(photo), "bytes": len(photo)}
            for n, photo in enumerate(photos)
        ],
        "representative": "张经理",
        "representative_title": "厂长",
        "signature": {"state": "absent", "reason": "无人在场"},
        "note": "",
    }


def _photograph() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1024, 768), 30).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


def _closing(phone: Phone, enterprise_id: str, photos: Sequence[bytes]) -> dict[str, Any]:
    return {
        "v": 1,
        "seq": 1,
        "id": _id(1),
        "name": "visit.close",
        "version": 1,
        "entity": VISIT,
        "args": closing_args(phone, enterprise_id, photos),
        "blobs": [hash_of(photo) for photo in photos],
        "device_time": UNTIL,
    }


def _id(number: int) -> str:
    return f"01a20af0-0000-7000-8000-{number:012d}"
