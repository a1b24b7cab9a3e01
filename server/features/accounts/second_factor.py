"""A second factor at sign-in: codes of an authenticator, for accounts of which it is demanded.

No secret is stored. Each is made of a salt in the database and of a key that lies with the
bureau's keys alone, so that nobody who reads the database can make codes.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from server.core import audit, keys, one_time, tries
from server.core.auth import Actor
from server.core.problems import Problem
from server.core.tries import Bound, TooManyTries
from server.features.accounts.models import Person, SecondFactor

ISSUER = "上门办"
KEY = "totp-hmac.bin"
KEY_BYTES = SALT_BYTES = 32
NONE, TO_BIND, BOUND = "none", "to_bind", "bound"


class CodeWanted(Problem):
    code = "401.340"
    title = "请输入动态验证码"


class FactorToBind(Problem):
    """Its `uri` is what the authenticator reads; told only to who knows the password."""

    code = "401.341"
    title = "这个账号登录要用动态验证码，请先在手机的验证器里添加"


class WrongCode(Problem):
    code = "401.342"
    title = "动态验证码不对或已经用过，请用最新的一组再试"


class CodesWrongTooOften(TooManyTries):
    code = "429.341"
    title = "动态验证码错了多次，请稍后再试"


# Of a million codes three are right at a time: a hundred tries a day find none in years.
CODES = Bound(
    kind="code",
    free=4,
    within=timedelta(hours=1),
    first_wait=timedelta(seconds=30),
    longest_wait=timedelta(minutes=15),
    refusal=CodesWrongTooOften,
)


def check(session: Session, person: Person, code: str, *, at: datetime) -> bool | WrongCode:
    """Refuse a sign-in without the code that is demanded; return whether it was the first one.

    A wrong one is returned, to be raised after the commit: it is counted while the person's row is
    held, so that of many that come side by side no more are tried than one after the other.
    """
    factor = session.get(SecondFactor, person.id, with_for_update=True)
    if factor is None:
        return False
    tries.check(session, CODES, person.id, at=at)
    secret = _secret(factor)
    if not code and factor.bound_at is None:
        uri = one_time.address_of(secret, issuer=ISSUER, login=person.login)
        raise FactorToBind(uri=uri)
    if not code:
        raise CodeWanted
    step = one_time.step_of(secret, code, at=at)
    if step is None or step <= factor.last_step:
        tries.note(session, CODES, person.id, at=at)
        return WrongCode()
    tries.forget(session, CODES, person.id)
    is_first = factor.bound_at is None
    factor.last_step, factor.bound_at = step, factor.bound_at or at
    return is_first


def demand(session: Session, person_id: str, *, by: Actor, at: datetime) -> None:
    """Have a person sign in by codes; one who does already binds an authenticator anew."""
    factor = session.get(SecondFactor, person_id)
    if factor is None:
        factor = SecondFactor(person_id=person_id)
        session.add(factor)
    factor.salt, factor.bound_at, factor.last_step = secrets.token_hex(SALT_BYTES), None, 0
    tries.forget(session, CODES, person_id)
    audit.record(session, "sign_in.code_demanded", subject=person_id, by=by, at=at)


def drop(session: Session, person_id: str, *, by: Actor | None, at: datetime) -> None:
    """Demand no codes of a person any more."""
    factor = session.get(SecondFactor, person_id)
    if factor is not None:
        session.delete(factor)
        audit.record(session, "sign_in.code_dropped", subject=person_id, by=by, at=at)


def state_of(session: Session, person_id: str) -> str:
    """Return whether codes are demanded of a person, and whether an authenticator is bound."""
    factor = session.get(SecondFactor, person_id)
    if factor is None:
        return NONE
    return TO_BIND if factor.bound_at is None else BOUND


def _secret(factor: SecondFactor) -> bytes:
    text = f"doorstep-totp-v1\n{factor.person_id}\n{factor.salt}"
    return hmac.digest(_key(), text.encode(), "sha256")[: one_time.SECRET_BYTES]


def _key() -> bytes:
    path = current_app.extensions["doorstep.settings"].data_dir / "keys" / KEY
    if not path.exists():
        keys.keep_first(path, secrets.token_bytes(KEY_BYTES))
    key: bytes = path.read_bytes()
    return key
