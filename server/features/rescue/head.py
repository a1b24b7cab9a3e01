"""The head of a rescue file: sealed to the bureau, it holds the key of all that follows."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson
from marshmallow import ValidationError, fields, validate

from server.core import http, sealing
from server.core.http import WireSchema
from server.core.problems import Malformed, Problem

MAGIC = b"doorstep-rescue-1\n"
# Made on a locked phone: the key of each text and photo is sealed to us (docs/vault.md §5).
MAGIC_OF_LOCKED = b"doorstep-sealed-1\n"
MOST_HEAD_BYTES = 64 * 1024
MOST_COMMANDS = 20_000
MOST_BLOBS = 5_000
KEY_BYTES = 32
# No phone made a file before there were any; what lies beyond no calendar can show.
PLAUSIBLE = validate.Range(datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
ID = validate.Regexp(r"[0-9A-Za-z_-]{1,64}\Z")


class NotARescueFile(Problem):
    code = "422.60"
    title = "这不是从“导出未上传的记录”得到的文件"


class NotForUs(Problem):
    code = "422.61"
    title = "这份文件打不开：它不是为本局导出的，或者开头已经损坏"


class DamagedFile(Problem):
    code = "422.62"
    title = "文件已损坏或不完整，什么都没有收入；请从手机上重新导出一次"


@dataclass(frozen=True)
class Head:
    """Whose work it is and how many parts follow: first batches of commands, then photos."""

    device: str
    person: str
    made_at: datetime
    commands: int
    batches: int
    blobs: int
    key: bytes = field(repr=False)
    # Whether it was made on a locked phone.
    is_locked: bool = False


class ContentKey(fields.Field[bytes]):
    """32 bytes as base64url without padding."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bytes:
        try:
            key = urlsafe_b64decode(f"{value}=")
        except ValueError as error:
            raise ValidationError("not base64url") from error
        if len(key) != KEY_BYTES:
            raise ValidationError("not of 32 bytes")
        return key


class RescueHead(WireSchema):
    device = fields.String(required=True, validate=ID)
    person = fields.String(required=True, validate=ID)
    made_at = fields.AwareDateTime(required=True, validate=PLAUSIBLE)
    commands = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_COMMANDS))
    batches = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_COMMANDS))
    blobs = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_BLOBS))
    key = ContentKey(required=True)


def read_head(stream: BinaryIO) -> Head:
    """Read what stands before the parts; refuse what is no rescue file, or none for us."""
    stream.seek(0)
    magic = stream.read(len(MAGIC))
    if magic not in {MAGIC, MAGIC_OF_LOCKED}:
        raise NotARescueFile
    try:
        opened = orjson.loads(sealing.unseal(stream.readline(MOST_HEAD_BYTES).rstrip(b"\n")))
        said = http.load(RescueHead(), _object(opened))
        return Head(**said, is_locked=magic == MAGIC_OF_LOCKED)
    except (sealing.NotSealedToUsError, orjson.JSONDecodeError) as error:
        raise NotForUs from error
    except Malformed as error:
        raise DamagedFile from error


def _object(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise DamagedFile
    return raw
