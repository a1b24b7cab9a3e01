"""Whether commands bear the signature of the phone that they are said to come from (§2).

Pure: the mathematics comes in as `Bureau.is_signed_by`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync import troubles
from sync.bureau import Bureau
from sync.caller import Caller
from sync.parsing import MalformedError, parse_command
from sync.patience import patiently
from sync.protocol import Envelope, SyncRequest, Trouble, command_bytes
from sync.store import Refused, Sighting, SigningKey


class BadSignatureError(Exception):
    """The command under `seq` is not the phone's own, as far as anybody can tell; nothing ran."""

    def __init__(self, seq: int, why: Trouble) -> None:
        super().__init__(seq)
        self.seq = seq
        self.why = why


def vet(request: SyncRequest, caller: Caller, bureau: Bureau[Any]) -> Mapping[int, Trouble]:
    """Return which of the commands are signed by a revoked key, and are not to be run.

    Raises BadSignatureError for the first that no key of the device signed although it must be
    signed; it is kept as evidence. What was taken in before only has its result repeated, so it is
    not looked at.
    """
    if not caller.keys:
        return {}
    doubts: dict[int, Trouble] = {}
    for seq, envelope in enumerate(request.commands, request.first_seq):
        if seq <= caller.state.last_seq:
            continue
        why = _Vetting(request.device, caller, bureau).fault(seq, envelope)
        if why is troubles.KEY_REVOKED:
            doubts[seq] = why
        elif why is not None:
            _keep_evidence(request.device, Refused(seq, envelope, why), bureau)
            raise BadSignatureError(seq, why)
    return doubts


@dataclass(frozen=True)
class _Vetting:
    device: str
    caller: Caller
    bureau: Bureau[Any]

    def fault(self, seq: int, envelope: Envelope) -> Trouble | None:
        """Return what is wrong with the signature of a command, if anything."""
        if envelope.sig is None:
            is_due = 0 < self.caller.state.signed_from <= seq
            return troubles.UNSIGNED if is_due else None
        stated_seq, prev_hash = _place(envelope, seq)
        signer = self._signer(command_bytes(self.device, seq, prev_hash, envelope.body), envelope)
        if stated_seq != seq or signer is None:
            return troubles.BADLY_SIGNED
        return troubles.KEY_REVOKED if signer.is_revoked else None

    def _signer(self, message: bytes, envelope: Envelope) -> SigningKey | None:
        is_signed_by, sig = self.bureau.is_signed_by, envelope.sig or ""
        return next((key for key in self.caller.keys if is_signed_by(key.jwk, message, sig)), None)


def _place(envelope: Envelope, seq: int) -> tuple[int, str]:
    """Return where a command says that it stands; what cannot be read stands where it came."""
    try:
        command = parse_command(envelope.body)
    except MalformedError:
        return seq, ""
    return command.seq, command.prev_hash


def _keep_evidence(device: str, refused: Refused, bureau: Bureau[Any]) -> None:
    patiently(lambda: _note(device, refused, bureau))


def _note(device: str, refused: Refused, bureau: Bureau[Any]) -> None:
    with bureau.store.write() as tx:
        tx.lock_device(device)
        tx.keep_refused(device, refused)
        tx.note(device, Sighting("badly_signed", seq=refused.seq))
