"""Roll a key of the bureau: a new one takes over, and the one before says so by its signature."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from server.core import key_files, keys
from server.core.key_files import KeyFileMissing, PrivateKey
from server.core.problems import Problem
from sync.protocol import Link
from sync.succession import Keys, keys_in, link_text, signed_bytes

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
    held, new = key_files.read_held(folder), _new_key()
    link = _link(held.public, Keys(keys.public_jwk(new), held.public.rescue), held.signing)
    return _written(folder, new, (*held.chain, link))


def _begin_anew(folder: Path) -> tuple[Link, ...]:
    """Nobody can vouch for the new key: phones learn of it by signing in."""
    chain, new = _links_left(folder), _new_key()
    known = key_files.told_by(chain)
    link = Link(link_text(known.mark, keys.public_jwk(new), known.rescue))
    return _written(folder, new, (*chain, link))


def _links_left(folder: Path) -> tuple[Link, ...]:
    """Return the links from wherever they are left; the files of before any roll hold none."""
    try:
        return key_files.read_held(folder).chain
    except KeyFileMissing:
        return key_files.read_public(folder)


def _roll_rescue(folder: Path) -> tuple[Link, ...]:
    held = key_files.read_held(folder)
    return _seal_to_another(folder, held.rescues, held.signing, held.chain)


def _replace_rescue(folder: Path) -> tuple[Link, ...]:
    """What was sealed to keys that are gone opens no more; those that are left are kept."""
    signing, chain = key_files.read_receipt(folder)
    try:
        left = key_files.read_rescues(folder)
    except KeyFileMissing:
        left = ()
    return _seal_to_another(folder, left, signing, chain or key_files.read_public(folder))


def _seal_to_another(
    folder: Path, rescues: tuple[PrivateKey, ...], signing: PrivateKey, chain: tuple[Link, ...]
) -> tuple[Link, ...]:
    new, known = _new_key(), key_files.told_by(chain)
    # First the key, then the link that names it: broken off between, it is a key of no use.
    key_files.write_rescues(folder, (*rescues, new))
    link = _link(known, Keys(known.receipt, keys.public_jwk(new)), signing)
    return _written(folder, signing, (*chain, link))


def _link(known: Keys, told: Keys, signing: PrivateKey) -> Link:
    body = link_text(known.mark, told.receipt, told.rescue)
    return Link(body, keys.signature_of(signing, signed_bytes(body)))


def _written(folder: Path, signing: PrivateKey, chain: tuple[Link, ...]) -> tuple[Link, ...]:
    key_files.write_receipt(folder, signing, chain)
    return chain


def _new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())
