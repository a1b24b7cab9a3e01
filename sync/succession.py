"""How a phone follows the bureau's keys when they are rolled (docs/keys.md).

The bureau tells of its keys in links. Each names the keys that are in force from then on, and is
signed by the key that signed receipts before it. A phone takes over only what it can verify, link
by link, from the keys that it has; what a key signed while it was in force stays true.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sync.protocol import Link

Jwk = Mapping[str, str]
# Whether a text is the signature of a public key over the bytes; never raises.
Verifies = Callable[[Jwk, bytes, str], bool]

TITLE = "doorstep-keys-v1\n"
MARK_DIGITS = 16
MEMBERS = ("kty", "crv", "x", "y")


@dataclass(frozen=True)
class Keys:
    """The bureau's public keys: which signs, to which work is sealed, and which signed before."""

    receipt: Jwk
    rescue: Jwk
    retired: tuple[Jwk, ...] = ()

    @property
    def mark(self) -> str:
        """Name the two keys in force: by it phone and bureau see that they mean the same ones."""
        told = "|".join(key[name] for key in (self.receipt, self.rescue) for name in ("x", "y"))
        return sha256(told.encode()).hexdigest()[:MARK_DIGITS]

    @property
    def signers(self) -> tuple[Jwk, ...]:
        """Return every key by which the bureau ever signed, the present one first."""
        return (self.receipt, *self.retired)

    def then(self, receipt: Jwk, rescue: Jwk) -> "Keys":
        """Return what is known once these two are in force."""
        before = tuple(key for key in self.signers if key != receipt)
        return Keys(receipt, rescue, before)


@dataclass(frozen=True)
class Followed:
    """The keys after every link that could be verified.

    `is_whole`: they are those that the bureau has now. Where they are not, a link was lost or
    forged, and only a sign-in tells which keys are the bureau's.
    """

    keys: Keys
    is_whole: bool


class MalformedLinkError(ValueError):
    """A text is not a link."""


def link_text(after: str, receipt: Jwk, rescue: Jwk) -> str:
    """Return the body of the link that follows the keys of a mark; it is signed as it stands."""
    pair = {"receipt": receipt, "rescue": rescue}
    told = {name: {part: jwk[part] for part in MEMBERS} for name, jwk in pair.items()}
    return json.dumps({"after": after, **told}, separators=(",", ":"))


def signed_bytes(body: str) -> bytes:
    """Return the bytes that are signed of a link."""
    return (TITLE + body).encode()


def keys_in(body: str) -> tuple[str, Keys]:
    """Return the mark that a link follows, and the keys that it names; or MalformedLinkError."""
    try:
        told = json.loads(body)
        receipt, rescue = (_jwk(told[name]) for name in ("receipt", "rescue"))
        return str(told["after"]), Keys(receipt, rescue)
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedLinkError(str(error)) from error


def follow(known: Keys, chain: Sequence[Link], verifies: Verifies) -> Followed:
    """Go on from the keys that are known as far as each link is signed by the one before it."""
    keys, end = known, known.mark
    for link in chain:
        try:
            after, told = keys_in(link.body)
        except MalformedLinkError:
            return Followed(keys, is_whole=False)
        end = told.mark
        is_next = after == keys.mark
        if is_next and verifies(keys.receipt, signed_bytes(link.body), link.signature):
            keys = keys.then(told.receipt, told.rescue)
    return Followed(keys, is_whole=keys.mark == end)


def links_after(chain: Sequence[Link], mark: str) -> Sequence[Link]:
    """Return the links that a phone lacks whose keys have this mark, none if it has them all.

    From keys that are in no link nothing leads on: then the last link alone says that there are
    others.
    """
    marks = [keys_in(link.body)[1].mark for link in chain]
    if mark not in marks:
        return chain[-1:]
    return chain[marks.index(mark) + 1 :]


def _jwk(raw: Any) -> Jwk:
    found = {name: raw[name] for name in MEMBERS}
    if not all(isinstance(part, str) for part in found.values()):
        raise TypeError("a part of a key is no text")
    return found
