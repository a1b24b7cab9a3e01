"""The bureau's own keys, and what becomes of them when one is rolled (docs/keys.md)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from sync.protocol import Link
from sync.succession import Jwk, Keys, keys_in, link_text, signed_bytes

Secret = TypeVar("Secret")


@dataclass(frozen=True)
class Curve(Generic[Secret]):
    """What can be done with a private key."""

    public: Callable[[Secret], Jwk]
    sign: Callable[[Secret, bytes], str]


@dataclass(frozen=True)
class Ring(Generic[Secret]):
    """The key that signs, every key to which work was sealed, and how they followed each other."""

    signing: Secret
    rescues: tuple[Secret, ...]
    chain: tuple[Link, ...]

    @property
    def public(self) -> Keys:
        """Return what the links tell."""
        return told_by(self.chain)


def told_by(chain: tuple[Link, ...]) -> Keys:
    """Return the keys in force at the end of a chain, and all that signed before."""
    links = [keys_in(link.body)[1] for link in chain]
    known = links[0]
    for told in links[1:]:
        known = known.then(told.receipt, told.rescue)
    return known


def roll_receipt(ring: Ring[Secret], new: Secret, curve: Curve[Secret]) -> Ring[Secret]:
    """Have another key sign from now on; the one before vouches for it, and is not needed more."""
    body = link_text(ring.public.mark, curve.public(new), ring.public.rescue)
    link = Link(body, curve.sign(ring.signing, signed_bytes(body)))
    return replace(ring, signing=new, chain=(*ring.chain, link))


def roll_rescue(ring: Ring[Secret], new: Secret, curve: Curve[Secret]) -> Ring[Secret]:
    """Have work sealed to another key from now on; what was sealed to those before still opens."""
    body = link_text(ring.public.mark, ring.public.receipt, curve.public(new))
    link = Link(body, curve.sign(ring.signing, signed_bytes(body)))
    return replace(ring, rescues=(*ring.rescues, new), chain=(*ring.chain, link))


def unvouched(chain: tuple[Link, ...], receipt: Jwk) -> Link:
    """Return the link to a key that signs after one that was lost: nobody can vouch for it."""
    known = told_by(chain)
    return Link(link_text(known.mark, receipt, known.rescue))
