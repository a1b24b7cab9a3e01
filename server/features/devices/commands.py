"""Register the key of a phone, enrol it, and revoke it."""

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
from server.features.devices.models import DeviceKey, EnrolmentRule

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


class KeyNameTaken(Problem):
    code = "409.280"
    title = "已有另一把签名密钥叫这个名字，这把没有登记"


class NotEnrolled(Problem):
    code = "403.235"
    title = "这台手机还没有在分局登记，记录先留在手机上，登记后会自动送到"


@dataclass(frozen=True)
class NewKey:
    """A phone, its public key, and its signature over both names (base64url)."""

    device_id: str
    jwk: Mapping[str, str]
    proof: str


def register(session: Session, new: NewKey, *, by: Actor, at: datetime) -> DeviceKey:
    """Take in the key of the caller's phone; the same key once more gives what is registered.

    Earlier keys of the phone end now. Where phones must be enrolled, only what is known is given;
    NotEnrolled for any other key. After a revocation a new key needs a new sign-in: whoever
    found the phone is still signed in, and must not make himself the next one.
    """
    jwk = proven(new, PROOF)
    kid = keys.kid_of(jwk)
    # Two tabs of one phone tell their key at the same moment.
    accounts.people_locked(session, {by.person_id})
    earlier = check_owner(session, new.device_id, jwk, by)
    held = queries.key(session, kid)
    if held is not None:
        return held
    if queries.required_from(session) is not None:
        raise NotEnrolled

    _refuse_after_revocation(session, earlier, by)
    row = _added(session, (new.device_id, jwk), earlier, by=by, at=at)
    hooks.tell("device_keys.registered", session, new.device_id, by, at)
    audit.record(session, "device_key.registered", subject=kid, by=by, at=at, device=new.device_id)
    return row


def enrol(
    session: Session, device_id: str, jwk: dict[str, str], *, by: Actor, at: datetime
) -> DeviceKey:
    """Take in the key of a phone that somebody of the desk has seen; `by` is whose phone it is.

    Raises as `check_owner` does, and KeyWasRevoked.
    """
    accounts.people_locked(session, {by.person_id})
    earlier = check_owner(session, device_id, jwk, by)
    row = queries.key(session, keys.kid_of(jwk))
    if row is not None and row.revoked_at is not None:
        raise KeyWasRevoked
    row = row or _added(session, (device_id, jwk), earlier, by=by, at=at)
    row.enrolled_at = at
    hooks.tell("device_keys.registered", session, device_id, by, at)
    return row


def require_enrolment(session: Session, *, required: bool, by: Actor | None, at: datetime) -> None:
    """Say whether phones must be enrolled from now on; those that are known by then go on."""
    row = queries.rule_locked(session)
    if row is None:
        row = EnrolmentRule(id=queries.RULE)
        session.add(row)
    if required is (row.required_from is not None):
        return
    row.required_from = at if required else None
    facts = {"required": required}
    audit.record(session, "enrolment.required", subject=row.id, by=by, at=at, **facts)


def found_rule(session: Session, *, at: datetime) -> None:
    """Have the phones of a bureau that has nobody yet be enrolled; what was decided stays."""
    if queries.rule_locked(session) is None and not accounts.people(session):
        require_enrolment(session, required=True, by=None, at=at)


def refuse_unenrolled(session: Session, device_id: str, known: Sequence[DeviceKey]) -> None:
    """Refuse a phone that should be enrolled and is not; `known` are all keys that it ever had."""
    if not queries.may_act(session, known):
        raise NotEnrolled(device=device_id)


def revoke(session: Session, kid: str, *, reason: str, by: Actor, at: datetime) -> DeviceKey:
    """Revoke a key: the security administrator any, a branch head those of the own branch's people.

    Its person is signed out everywhere, and the numbers that the phone carries are closed.
    """
    row = queries.key(session, kid)
    if row is None:
        raise NotFound
    if by.role is not Role.SECURITY and _branch_of(session, row) != by.branch_id:
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


def proven(new: NewKey, text: str) -> dict[str, str]:
    """Return the key that a phone tells; UnusableKey, ProofFails unless it signed `text` by it."""
    public, jwk = _usable(new.jwk)
    signed = text.format(device=new.device_id, kid=keys.kid_of(jwk)).encode()
    if not keys.verifies(public, signed, keys.from_base64url(new.proof)):
        raise ProofFails
    return jwk


def check_owner(
    session: Session, device_id: str, jwk: Mapping[str, str], by: Actor
) -> Sequence[DeviceKey]:
    """Return the earlier keys of a device; ForeignKeyOfDevice where it or the key is another's.

    KeyNameTaken for another key under a kid that is known: a kid has 64 bits of a hash, so who
    wants to can make two keys of one name.
    """
    earlier = queries.keys_of_device(session, device_id)
    held = queries.key(session, keys.kid_of(jwk))
    if any(row.person_id != by.person_id for row in (*earlier, *([held] if held else []))):
        raise ForeignKeyOfDevice
    if held is not None and held.device_id != device_id:
        raise ForeignKeyOfDevice
    if held is not None and held.jwk != jwk:
        raise KeyNameTaken
    return earlier


def _added(
    session: Session,
    told: tuple[str, dict[str, str]],
    earlier: Sequence[DeviceKey],
    *,
    by: Actor,
    at: datetime,
) -> DeviceKey:
    """Add the next key of a device; those before it end now."""
    device_id, jwk = told
    for before in earlier:
        before.valid_to = before.valid_to or at
    row = DeviceKey(
        id=keys.kid_of(jwk),
        device_id=device_id,
        person_id=by.person_id,
        branch_id=by.branch_id,
        jwk=jwk,
        valid_from=at,
    )
    session.add(row)
    session.flush()
    return row


def _usable(raw: Mapping[str, str]) -> tuple[keys.PublicKey, dict[str, str]]:
    try:
        public = keys.read_public_jwk(raw)
    except ValueError as fault:
        raise UnusableKey from fault
    return public, keys.jwk_of(public)


def _refuse_after_revocation(session: Session, earlier: Sequence[DeviceKey], by: Actor) -> None:
    revoked = [row.revoked_at for row in earlier if row.revoked_at is not None]
    if revoked and accounts.signed_in_at(session, by.session_id) <= max(revoked):
        raise KeyWasRevoked


def _branch_of(session: Session, row: DeviceKey) -> str | None:
    person = accounts.person(session, row.person_id)
    return person.branch_id if person else row.branch_id
