"""The headers of tus 1.0 (core, creation, checksum, expiration, termination), read once."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Literal

from werkzeug.datastructures import Headers

from server.core.problems import Problem
from server.features.evidence.upload_files import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
ALGORITHMS = "sha256,sha1"
CHUNK_TYPE = "application/offset+octet-stream"

_NUMBER = re.compile(r"[0-9]{1,12}")
_METADATA = re.compile(r"[ -~]{0,2000}")
_HASH = re.compile(rb"[0-9a-f]{64}")


class OtherVersion(Problem):
    code = "412.40"
    title = "上传方式的版本不一致，请更新应用"


class BadUpload(Problem):
    code = "400.40"
    title = "上传请求不完整"


class NotAChunk(Problem):
    code = "415.40"
    title = "上传的内容不是文件的一段"


@dataclass(frozen=True)
class Checksum:
    """What the bytes of one chunk were when they set out."""

    algorithm: Literal["sha1", "sha256"]
    digest: bytes

    def fits(self, chunk: bytes) -> bool:
        """Return whether the chunk arrived as it set out."""
        return hashlib.new(self.algorithm, chunk).digest() == self.digest


def check_version(headers: Headers) -> None:
    """Refuse what speaks another version of tus, or none."""
    if headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion


def check_is_chunk(content_type: str | None) -> None:
    """Refuse a body that does not call itself a part of a file."""
    if content_type != CHUNK_TYPE:
        raise NotAChunk


def number(headers: Headers, name: str) -> int:
    """Return the whole number of bytes that a header states."""
    text = headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise BadUpload(name)
    return int(text)


def declared_hash(metadata: str) -> str:
    """Return the SHA-256 (hex) that `Upload-Metadata` names under `sha256`."""
    if not _METADATA.fullmatch(metadata):
        raise BadUpload("Upload-Metadata")
    pairs = (pair.strip().partition(" ") for pair in metadata.split(","))
    value = {key: value for key, _, value in pairs}.get("sha256", "")
    found = _decoded(value, "Upload-Metadata")
    if not _HASH.fullmatch(found):
        raise BadUpload("Upload-Metadata")
    return found.decode()


def metadata_of(sha256: str) -> str:
    """Return the `Upload-Metadata` that names a hash."""
    return f"sha256 {base64.b64encode(sha256.encode()).decode()}"


def checksum(headers: Headers) -> Checksum | None:
    """Return what `Upload-Checksum` says of the chunk, or None when nothing is said."""
    text = headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, digest = text.partition(" ")
    match algorithm:
        case "sha1" | "sha256":
            return Checksum(algorithm, _decoded(digest, "Upload-Checksum"))
        case _:
            raise BadUpload("Upload-Checksum")


def state_of(upload: Upload, offset: int) -> dict[str, str]:
    """Return the headers that say how far an upload has come, and until when it is kept."""
    return {
        "Upload-Offset": str(offset),
        "Upload-Expires": format_datetime(upload.expires_at, usegmt=True),
    }


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadUpload(name) from error
