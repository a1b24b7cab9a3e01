"""Roll a key of the bureau: a new one takes over, and the one before says so by its signature."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from server.core import key_files, keys
from server.core.key_files import CURVE, Held, KeyFileMissing, PrivateKey
from server.core.problems import Problem
from sync.protocol import Link
from sync.ring import Ring, roll_receipt, roll_rescue, unvouched
from sync.succession import Keys, keys_in

RECEIPT, RESCUE = "receipt", "rescue"


class NoKeysYet(Problem):
    code = "404.320"
    title = "这里还没有密钥，第一次启动时会自动生成"


@dataclass(frozen=True)
class Roll:
    """One link after the first: which key took over, and whether the one before could say so."""

    mark: str
    purpose: str
    kid: str
    before: str
    is_vouched: bool


def roll(folder: Path, purpose: str, *, is_lost: bool) -> Roll:
    """Put a new key in the place of the present one; nothing that signed or sealed is forgotten.

    `is_lost`: the file of the key is gone, so nothing is read from it. Raises KeyFileMissing when
    a key that is needed is not there, and NoKeysYet.
    """
    with key_files.alone(folder):
        if not key_files.read_public(folder) and not (folder / key_files.RECEIPT).exists():
            raise NoKeysYet
        ways: dict[tuple[str, bool], Callable[[Path], tuple[Link, ...]]] = {
            (RECEIPT, False): _roll_receipt,
            (RECEIPT, True): _begin_anew,
            (RESCUE, False): _roll_rescue,
            (RESCUE, True): _replace_rescue,
        }
        return rolls(ways[purpose, is_lost](folder))[-1]


def rolls(chain: tuple[Link, ...]) -> list[Roll]:
    """Return what a chain tells of rolls, the oldest first."""
    told = [keys_in(link.body)[1] for link in chain]
    return [
        _told(before, now, link)
        for before, now, link in zip(told, told[1:], chain[1:], strict=False)
    ]


def _told(before: Keys, now: Keys, link: Link) -> Roll:
    is_receipt = before.receipt != now.receipt
    old, new = (before.receipt, now.receipt) if is_receipt else (before.rescue, now.rescue)
    purpose = RECEIPT if is_receipt else RESCUE
    return Roll(now.mark, purpose, keys.kid_of(new), keys.kid_of(old), bool(link.signature))


def _roll_receipt(folder: Path) -> tuple[Link, ...]:
    return _written(folder, roll_receipt(key_files.read_held(folder), _new_key(), CURVE))


def _begin_anew(folder: Path) -> tuple[Link, ...]:
    """Nobody can vouch for the new key: phones learn of it by signing in."""
    chain, new = _links_left(folder), _new_key()
    if not chain:
        raise KeyFileMissing(f"{key_files.PUBLIC}：{key_files.WHAT_TO_DO}")
    link = unvouched(chain, keys.public_jwk(new))
    key_files.write_receipt(folder, new, (*chain, link))
    return (*chain, link)


def _links_left(folder: Path) -> tuple[Link, ...]:
    """Return the links from wherever they are left."""
    try:
        return key_files.read_held(folder).chain
    except KeyFileMissing:
        return key_files.read_public(folder)


def _roll_rescue(folder: Path) -> tuple[Link, ...]:
    return _seal_to_another(folder, key_files.read_held(folder))


def _replace_rescue(folder: Path) -> tuple[Link, ...]:
    """What was sealed to keys that are gone opens no more; those that are left are kept."""
    signing, chain = key_files.read_receipt(folder)
    try:
        left = key_files.read_rescues(folder)
    except KeyFileMissing:
        left = ()
    return _seal_to_another(folder, Ring(signing, left, chain or key_files.read_public(folder)))


def _seal_to_another(folder: Path, held: Held) -> tuple[Link, ...]:
    rolled = roll_rescue(held, _new_key(), CURVE)
    # First the key, then the link that names it: broken off between, it is a key of no use.
    key_files.write_rescues(folder, rolled.rescues)
    return _written(folder, rolled)


def _written(folder: Path, rolled: Held) -> tuple[Link, ...]:
    key_files.write_receipt(folder, rolled.signing, rolled.chain)
    return rolled.chain


def _new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())
