"""A run among phones that can be lost, at a bureau that rolls its keys while they sleep."""

import json
from typing import Any

from sync.client import Absorbed
from sync.protocol import receipt_bytes
from sync.succession import keys_in, link_text, signed_bytes
from tests.simulation import keys_acts
from tests.simulation.keys_office import KeysOffice, RollingKey, jwk_of, signed_by
from tests.simulation.keys_phone import KeysPhone
from tests.simulation.oracle import ViolationError
from tests.simulation.phone import SimPhone
from tests.simulation.trust_phone import TrustPhone
from tests.simulation.trust_run import TRUST_STEPS, TrustRun

FORGED, SIGNS_IN = 0.06, 0.3
THIEF = "thief"


class KeysRun(TrustRun):
    """The world of one seed."""

    phone_kind = KeysPhone
    office_kind = KeysOffice
    office: KeysOffice
    weights = keys_acts.WEIGHTS

    def __init__(self, seed: int, steps: int = TRUST_STEPS) -> None:
        super().__init__(seed, steps, RollingKey())

    def _phone(self, n: int) -> KeysPhone:
        phone = super()._phone(n)
        assert isinstance(phone, KeysPhone)
        phone.verifies, phone.genuine = self.office.key.verifies, phone.is_of_the_bureau
        phone.noted = self._noted
        phone.knows(self.office.key.public)
        return phone

    def _ours(self) -> list[KeysPhone]:
        """The phones as `_phone` makes them here; the list itself belongs to every kind of run."""
        return [phone for phone in self.phones if isinstance(phone, KeysPhone)]

    def _noted(self, what: str) -> None:
        self.happened[what] += 1

    def step(self) -> None:
        super().step()
        for phone in self._ours():
            self._check_keys(phone)

    def contact(self, phone: SimPhone) -> Absorbed | None:
        assert isinstance(phone, KeysPhone)
        absorbed = super().contact(phone)
        is_tried = self.faults.healed or self.chance.random() < SIGNS_IN
        if phone.is_estranged and is_tried and not phone.is_locked:
            self.happened["F33 signed in for the keys"] += 1
            keys = self.office.key.public
            phone.knows(keys)
        return absorbed

    def answered(self, raw: dict[str, Any]) -> dict[str, Any]:
        answer = super().answered(raw)
        is_served = "keys" in raw and "code" not in answer
        if is_served and not self.faults.healed and self.chance.random() < FORGED:
            self._forge(raw, answer)
        return answer

    def _forge(self, raw: dict[str, Any], answer: dict[str, Any]) -> None:
        """Somebody on the way tells of a key of their own, or says earlier links again.

        They may have stolen any key but the one that this phone believes now.
        """
        self.happened["F33 succession forged"] += 1
        chain = [vars(link) for link in self.office.key.ring.chain]
        if self.chance.random() < 0.3:
            answer["succession"] = self.chance.sample(chain, self.chance.randint(1, len(chain)))
            return
        known = self.office.key.public
        body = link_text(raw["keys"], jwk_of(THIEF), known.rescue)
        told = (keys_in(link.body)[1] for link in self.office.key.ring.chain)
        believed = {keys.receipt["x"] for keys in told if keys.mark == raw["keys"]}
        stolen = sorted({jwk["x"] for jwk in known.signers} - believed) if believed else []
        by_them = [signed_by(secret, signed_bytes(body)) for secret in (THIEF, *stolen)]
        sig = self.chance.choice((*by_them, "", chain[-1]["signature"]))
        answer["succession"] = [{"body": body, "signature": sig}]

    def bring(self, phone: TrustPhone) -> int:
        assert isinstance(phone, KeysPhone)
        for entry in phone.state.outbox.values():
            self._open(phone.sealed_to.get(entry.id, phone.keys.rescue["x"]))
        return super().bring(phone)

    def _open(self, sealed_to: str) -> None:
        """F32: what waits on a phone that nobody opens is opened by the bureau's key alone."""
        key = self.office.key
        if not key.opens(sealed_to):
            raise ViolationError(f"F32: nobody opens what was sealed to {sealed_to}")
        self.happened["F32 sealed to a key of before"] += sealed_to != key.public.rescue["x"]

    def heal(self) -> None:
        super().heal()
        for phone in self._ours():
            self._check_receipts(phone)
            for sealed_to in phone.sealed_to.values():
                self._open(sealed_to)
            if not phone.is_locked and phone.keys.mark != self.office.key.public.mark:
                raise ViolationError(f"K3: {phone.state.device} knows other keys than the bureau")

    def _check_keys(self, phone: KeysPhone) -> None:
        """K1: nobody but the bureau puts a key in the place of another."""
        known = {jwk["x"] for jwk in (*phone.keys.signers, phone.keys.rescue)}
        if foreign := known - self.office.key.made:
            raise ViolationError(f"K1: {phone.state.device} trusts {foreign}")

    def _check_receipts(self, phone: KeysPhone) -> None:
        """K2: what the bureau once receipted it knows for ever, and so does the phone."""
        for entry in phone.state.outbox.values():
            told = json.dumps({"seq": entry.seq, "hash": entry.hash})
            if entry.receipt and not self._is_receipted(phone, entry.seq):
                raise ViolationError(f"K2: no key of {phone.state.device} signed {told}")

    def _is_receipted(self, phone: KeysPhone, seq: int) -> bool:
        entry = phone.state.outbox[seq]
        signed = receipt_bytes(entry.epoch, phone.state.device, seq, entry.hash)
        at_bureau = self.office.key.is_genuine(signed, entry.receipt)
        return at_bureau and phone.is_of_the_bureau(signed, entry.receipt)
