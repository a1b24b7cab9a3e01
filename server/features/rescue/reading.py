"""Read a rescue file (docs/protocol.md §8), never more of it in memory than one part."""

import io
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any, BinaryIO

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.core import sealing
from server.features.rescue.head import DamagedFile, read_head
from sync.parsing import MalformedError, parse_command, parse_request
from sync.protocol import PROTOCOL_VERSION, Envelope, SyncRequest

MOST_PART_BYTES = 16 * 1024 * 1024
LENGTH_BYTES = 4
NONCE_BYTES = 12
# Where the nonce of a box stands, behind `dsv1` (docs/vault.md §2).
BOX_NONCE = slice(4, 16)


@dataclass(frozen=True)
class Sent:
    """One command of the file, as far as it can be read."""

    seq: int
    hash: str
    name: str
    device_time: str


@dataclass(frozen=True)
class Contents:
    """What a file wholly holds: its own hash, its commands by seq, its photos by hash."""

    sha256: str
    commands: tuple[Sent, ...]
    blobs: tuple[str, ...]


class RescueFile:
    """An opened file, whose parts may be read again and again."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the head; refuse what is no rescue file, or none for this bureau."""
        self._stream = stream
        self.head = read_head(stream)
        self._begin = stream.tell()

    def contents(self) -> Contents:
        """Read and verify every part; refuse the file when anything is missing or too much."""
        commands = tuple(sent for batch in self.batches() for sent in _sent(batch))
        blobs = tuple(sha256(content).hexdigest() for content in self.blobs())
        rises = all(a.seq < b.seq for a, b in pairwise(commands))
        if len(commands) != self.head.commands or not rises or self._stream.read(1):
            raise DamagedFile
        self._stream.seek(0)
        return Contents(_hash_of(self._stream), commands, blobs)

    def batches(self) -> Iterator[SyncRequest]:
        """Yield the commands in the batches in which a phone would have sent them."""
        for plain in self._parts(range(self.head.batches)):
            yield self._parsed(plain)

    def blobs(self) -> Iterator[bytes]:
        """Yield the bytes of each photo and signature."""
        parts = self._parts(range(self.head.batches, self.head.batches + self.head.blobs))
        yield from (_photo(part) for part in parts) if self.head.is_locked else parts

    def _parts(self, wanted: range) -> Iterator[bytes]:
        cipher = AESGCM(self.head.key)
        self._stream.seek(self._begin)
        for n in range(wanted.stop):
            length = int.from_bytes(_exactly(self._stream, LENGTH_BYTES), "big")
            if length > MOST_PART_BYTES:
                raise DamagedFile
            if n not in wanted:
                self._stream.seek(length, io.SEEK_CUR)
                continue
            try:
                nonce = n.to_bytes(NONCE_BYTES, "big")
                plain = cipher.decrypt(nonce, _exactly(self._stream, length), None)
            except (InvalidTag, ValueError) as error:
                raise DamagedFile from error
            yield plain

    def _parsed(self, plain: bytes) -> SyncRequest:
        try:
            batch = orjson.loads(plain)
            first, commands = batch["first_seq"], batch["commands"]
            if self.head.is_locked:
                commands = [{"body": _text(one), "sig": one.get("sig")} for one in commands]
            asked = {"proto": PROTOCOL_VERSION, "device": self.head.device}
            request = parse_request({**asked, "first_seq": first, "commands": commands})
        except (MalformedError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise DamagedFile from error
        if not request.commands or request.first_seq < 1:
            raise DamagedFile
        return request


def _text(one: dict[str, Any]) -> str:
    """Open a command as a locked phone gives it: its hash, its key sealed to us, its box."""
    bond = b"doorstep-entry " + one["hash"].encode()
    return _unboxed(one["key"].encode(), b64decode(one["box"]), bond).decode()


def _photo(part: bytes) -> bytes:
    """Open a photo as a locked phone gives it: its hash and its key sealed to us, then its box."""
    head, _, box = part.partition(b"\n")
    digest, _, key = head.partition(b" ")
    return _unboxed(key, box, b"doorstep-blob " + digest)


def _unboxed(key: bytes, box: bytes, bond: bytes) -> bytes:
    nonce, cipher = box[BOX_NONCE], box[BOX_NONCE.stop :]
    try:
        return AESGCM(sealing.unseal(key)).decrypt(nonce, cipher, bond)
    except (sealing.NotSealedToUsError, InvalidTag, ValueError) as error:
        raise DamagedFile from error


def _sent(batch: SyncRequest) -> Iterator[Sent]:
    for seq, envelope in enumerate(batch.commands, start=batch.first_seq):
        name, device_time = _named(envelope)
        yield Sent(seq, envelope.hash, name, device_time)


def _named(envelope: Envelope) -> tuple[str, str]:
    """Return name and time of a command; one that cannot be read still goes its way to review."""
    try:
        command = parse_command(envelope.body)
    except MalformedError:
        return "", ""
    return command.name, command.device_time


def _exactly(stream: BinaryIO, length: int) -> bytes:
    found = stream.read(length)
    if len(found) != length:
        raise DamagedFile
    return found


def _hash_of(stream: BinaryIO) -> str:
    digest = sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
