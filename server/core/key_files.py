"""The bureau's own keys on disk: those in force, and how each followed the one before.

`receipt-es256.pem` holds the private key that signs, and behind it every link of the succession;
of keys that signed before only the public half is left, in the links. `rescue-p256.pem` holds every
private key to which work was ever sealed: which of them is in force the last link says. So a roll
happens in one step, when one file takes the place of another. `keys-public.json` is a copy of the
links, for when the first of the two is lost; it holds no secret.
"""

import fcntl
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server.core import keys
from server.core.durable_files import write_durably
from server.core.problems import Problem
from sync.protocol import Link
from sync.ring import Curve, Ring
from sync.succession import Jwk, keys_in, link_text

RECEIPT, RESCUE, PUBLIC = "receipt-es256.pem", "rescue-p256.pem", "keys-public.json"
OWN = (RECEIPT, RESCUE, PUBLIC)
# Hidden, so that it is in no backup.
LOCK = ".keys.lock"
LINK = "DOORSTEP LINK"
BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\n(.+?)-----END \1-----\n?", re.DOTALL)
LINE = 64

PrivateKey = ec.EllipticCurvePrivateKey


class KeyFileMissing(Problem):
    code = "503.320"
    title = "局里的密钥文件不见了或者读不了"


Held = Ring[PrivateKey]
CURVE: Curve[PrivateKey] = Curve(keys.public_jwk, keys.signature_of)


def open_held(folder: Path) -> Held:
    """Return the bureau's keys, making them at the first start; refuse when one is gone."""
    if not (folder / PUBLIC).exists():
        keys.load_or_make(folder / RECEIPT)
        keys.load_or_make(folder / RESCUE)
        keys.keep_first(folder / PUBLIC, _public_text(read_held(folder).chain))
    held = read_held(folder)
    if (folder / PUBLIC).read_bytes() != _public_text(held.chain):
        # A roll was broken off between the two files, or the copy is damaged.
        with alone(folder):
            write_durably(folder / PUBLIC, _public_text(read_held(folder).chain))
    return held


def read_held(folder: Path) -> Held:
    """Return the keys that stand there; the file that names a key is read before that with it."""
    signing, chain = read_receipt(folder)
    rescues = read_rescues(folder)
    if not chain:
        first = link_text("", keys.public_jwk(signing), keys.public_jwk(rescues[0]))
        chain = (Link(first),)
    held = Ring(signing, rescues, chain)
    if not any(held.public.rescue == keys.public_jwk(key) for key in rescues):
        raise KeyFileMissing(f"{RESCUE} 里没有现在用的救援密钥。{WHAT_TO_DO}")
    return held


WHAT_TO_DO = "请从备份放回 keys/；确实没有备份时见 doorstep keys roll --lost。"


def read_receipt(folder: Path) -> tuple[PrivateKey, tuple[Link, ...]]:
    """Return the key that signs, and the links behind it; none before the first roll."""
    blocks = _blocks(folder / RECEIPT)
    private = _private_keys(folder / RECEIPT, blocks)
    with _in_words(RECEIPT):
        links = tuple(Link(**json.loads(b64decode(text))) for kind, text in blocks if kind == LINK)
        is_theirs = not links or keys_in(links[-1].body)[1].receipt == keys.public_jwk(private[0])
    if not is_theirs:
        raise KeyFileMissing(f"{RECEIPT} 里的密钥和它后面的说明对不上。{WHAT_TO_DO}")
    return private[0], links


def read_rescues(folder: Path) -> tuple[PrivateKey, ...]:
    """Return every key to which work was sealed."""
    return _private_keys(folder / RESCUE, _blocks(folder / RESCUE))


def read_public(folder: Path) -> tuple[Link, ...]:
    """Return the copy of the links; none where nobody ever made keys."""
    if not (folder / PUBLIC).exists():
        return ()
    with _in_words(PUBLIC):
        told = json.loads((folder / PUBLIC).read_text(encoding="utf-8"))
        return tuple(Link(**link) for link in told)


def write_receipt(folder: Path, signing: PrivateKey, chain: Sequence[Link]) -> None:
    """Put a key and its links in the place of those before: the step by which a roll happens."""
    links = "".join(_block(LINK, json.dumps(asdict(link)).encode()) for link in chain)
    write_durably(folder / RECEIPT, keys.pem_of(signing) + links.encode())
    write_durably(folder / PUBLIC, _public_text(chain))


def write_rescues(folder: Path, rescues: Sequence[PrivateKey]) -> None:
    """Write down everything by which sealed work opens."""
    write_durably(folder / RESCUE, b"".join(map(keys.pem_of, rescues)))


def goes_on_from(folder: Path, earlier: Path) -> bool:
    """Return whether the keys here are those of another folder, rolled since."""
    try:
        here, before = read_held(folder), read_held(earlier)
    except KeyFileMissing:
        return False
    left = [keys.public_jwk(key) for key in here.rescues]
    are_kept = all(keys.public_jwk(key) in left for key in before.rescues)
    return are_kept and here.chain[: len(before.chain)] == before.chain


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have no other roll go on meanwhile."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kid(jwk: Jwk) -> str:
    """Return by what people tell keys apart."""
    return keys.kid_of(jwk)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """Have whatever a damaged file leads to end in the words of a missing one."""
    try:
        yield
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise KeyFileMissing(f"{name}：{WHAT_TO_DO}") from error


def _blocks(path: Path) -> list[tuple[str, str]]:
    with _in_words(path.name):
        return BLOCK.findall(path.read_text(encoding="ascii"))


def _private_keys(path: Path, blocks: Sequence[tuple[str, str]]) -> tuple[PrivateKey, ...]:
    with _in_words(path.name):
        found = tuple(_private(kind, text) for kind, text in blocks if kind != LINK)
    if not found:
        raise KeyFileMissing(f"{path.name}：{WHAT_TO_DO}")
    return found


def _private(kind: str, text: str) -> PrivateKey:
    pem = f"-----BEGIN {kind}-----\n{text}-----END {kind}-----\n".encode()
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not a key of EC")
    return key


def _block(kind: str, content: bytes) -> str:
    text = b64encode(content).decode()
    lines = "".join(f"{text[at : at + LINE]}\n" for at in range(0, len(text), LINE))
    return f"-----BEGIN {kind}-----\n{lines}-----END {kind}-----\n"


def _public_text(chain: Sequence[Link]) -> bytes:
    return json.dumps([asdict(link) for link in chain], indent=1).encode()
