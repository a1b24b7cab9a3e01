"""A bureau that rolls its keys, and loses one now and then."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from sync.bureau import Bureau
from sync.memory import MemoryTransaction
from sync.protocol import Link
from sync.ring import Curve, Ring, roll_receipt, roll_rescue, unvouched
from sync.succession import Jwk, Keys, link_text, links_after
from tests.simulation import trust_life
from tests.simulation.faults import Faults
from tests.simulation.office import Key
from tests.simulation.trust_office import TrustOffice, TrustStore


def jwk_of(secret: str) -> Jwk:
    """Return the public half of a secret: here that is as good as the whole."""
    return {"kty": "EC", "crv": "P-256", "x": secret, "y": "-"}


def signed_by(secret: str, message: bytes) -> str:
    return sha256(f"bureau {secret}".encode() + message).hexdigest()


CURVE = Curve(jwk_of, signed_by)


class RollingKey(Key):
    """The bureau's keys; which ones there ever were is noted beside, for the oracle."""

    def __init__(self) -> None:
        first = Link(link_text("", jwk_of("receipt0"), jwk_of("rescue0")))
        self.ring: Ring[str] = Ring("receipt0", ("rescue0",), (first,))
        self.made = {"receipt0", "rescue0"}

    @property
    def public(self) -> Keys:
        return self.ring.public

    def sign(self, message: bytes) -> str:
        return signed_by(self.ring.signing, message)

    def is_genuine(self, message: bytes, receipt: str) -> bool:
        return any(self.verifies(jwk, message, receipt) for jwk in self.public.signers)

    def verifies(self, jwk: Mapping[str, str], message: bytes, sig: str) -> bool:
        return signed_by(jwk["x"], message) == sig

    def succession(self, mark: str) -> tuple[Link, ...]:
        return tuple(links_after(self.ring.chain, mark))

    def opens(self, sealed_to: str) -> bool:
        """Return whether what was sealed to a key can be opened."""
        return sealed_to in self.ring.rescues

    def roll_receipt(self) -> None:
        self.ring = roll_receipt(self.ring, self._next("receipt"), CURVE)

    def roll_rescue(self) -> None:
        self.ring = roll_rescue(self.ring, self._next("rescue"), CURVE)

    def lose_receipt(self) -> None:
        """The file of the key that signs is gone, and another key begins anew."""
        new = self._next("receipt")
        chain = (*self.ring.chain, unvouched(self.ring.chain, jwk_of(new)))
        self.ring = replace(self.ring, signing=new, chain=chain)

    def _next(self, kind: str) -> str:
        name = f"{kind}{len(self.made)}"
        self.made.add(name)
        return name


class KeysStore(TrustStore):
    """Grants leases by whichever key is in force."""

    def sign_by(self, key: Key) -> None:
        self.verbs = self._verbs = trust_life.verbs(key.sign)


class KeysOffice(TrustOffice):
    """Tells phones of its keys."""

    store_kind = KeysStore
    store: KeysStore
    key: RollingKey

    def __init__(self, faults: Faults, key: Key) -> None:
        super().__init__(faults, key)
        self.store.sign_by(key)

    def _bureau(self) -> Bureau[MemoryTransaction]:
        return replace(super()._bureau(), succession=self.key.succession)
