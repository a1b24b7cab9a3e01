"""Register the key of a phone, and revoke it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit, hooks, keys
from server.core.auth import Actor, Role
from server.core.problems import NotAllowed, NotFound, Problem
from server.features.accounts import commands as sign_ins
from server.features.accounts import queries as accounts
from server.features.devices import queries
from server.features.devices.models import DeviceKey

PROOF = "doorstep-device-key-v1\n{device}\n{kid}"


class UnusableKey(Problem):
    code = "422.130"
    title = "这台手机的签名密钥用不了，没有登记"


class ProofFails(Problem):
    code = "422.131"
    title = "这台手机没能证明密钥是它自己的，没有登记"


class ForeignKeyOfDevice(Problem):
    code = "403.130"
    title = "这台手机的签名密钥属于另一位同事"


class KeyWasRevoked(Problem):
    code = "403.131"
    title = "这台手机的签名密钥已作废，请重新登录后再用"


@dataclass(frozen=True)
class NewKey:
    """A phone, its public key, and its signature over both names (base64url)."""

    device_id: str
    jwk: Mapping[str, str]
    proof: str


def register(session: Session, new: NewKey, *, by: Actor, at: datetime) -> DeviceKey:
    """Take in the key of the caller's phone; the same key once more gives what is registered.

    Earlier keys of the phone end now. After a revocation a new key needs a new sign-in: whoever
    found the phone is still signed in, and must not make himself the next one.
    """
    public, jwk = _usable(new.jwk)
    kid = keys.kid_of(jwk)
    if not keys.verifies(public, _proof_text(new.device_id, kid), keys.from_base64url(new.proof)):
        raise ProofFails
    # Two tabs of one phone tell their key at the same moment.
    accounts.people_locked(session, {by.person_id})
    earlier = queries.keys_of_device(session, new.device_id)
    held = queries.key(session, kid)
    if any(row.person_id != by.person_id for row in (*earlier, *([held] if held else []))):
        raise ForeignKeyOfDevice
    if held is not None:
        return held

    _refuse_after_revocation(session, earlier, by)
    for row in earlier:
        row.valid_to = row.valid_to or at
    row = DeviceKey(
        id=kid,
        device_id=new.device_id,
        person_id=by.person_id,
        branch_id=by.branch_id,
        jwk=jwk,
        valid_from=at,
    )
    session.add(row)
    session.flush()
    hooks.tell("device_keys.registered", session, new.device_id, by, at)
    audit.record(session, "device_key.registered", subject=kid, by=by, at=at, device=new.device_id)
    return row


def revoke(session: Session, kid: str, *, reason: str, by: Actor, at: datetime) -> DeviceKey:
    """Revoke a key: an administrator any, a branch head those of the own branch's people.

    Its person is signed out everywhere, and the numbers that the phone carries are closed.
    """
    row = queries.key(session, kid)
    if row is None:
        raise NotFound
    if by.role is not Role.ADMINISTRATOR and _branch_of(session, row) != by.branch_id:
        raise NotAllowed
    if row.revoked_at is not None:
        return row

    row.revoked_at, row.revoked_reason = at, reason
    # Whoever has the phone is signed in on it, perhaps under an earlier device of its person.
    sign_ins.revoke_all(session, row.person_id, at=at)
    audit.record(session, "sign_in.all_revoked", subject=row.person_id, by=by, at=at)
    hooks.tell("device_keys.revoked", session, row.device_id, by, at)
    audit.record(session, "device_key.revoked", subject=kid, by=by, at=at, reason=reason)
    return row


def _usable(raw: Mapping[str, str]) -> tuple[keys.PublicKey, dict[str, str]]:
    try:
        public = keys.read_public_jwk(raw)
    except ValueError as fault:
        raise UnusableKey from fault
    return public, keys.jwk_of(public)


def _proof_text(device_id: str, kid: str) -> bytes:
    return PROOF.format(device=device_id, kid=kid).encode()


def _refuse_after_revocation(session: Session, earlier: Sequence[DeviceKey], by: Actor) -> None:
    revoked = [row.revoked_at for row in earlier if row.revoked_at is not None]
    if revoked and accounts.signed_in_at(session, by.session_id) <= max(revoked):
        raise KeyWasRevoked


def _branch_of(session: Session, row: DeviceKey) -> str | None:
    person = accounts.person(session, row.person_id)
    return person.branch_id if person else row.branch_id
