"""A password that the office gave is there to choose another one by, for some days."""

from datetime import datetime, timedelta

from server.core.problems import Problem
from server.features.accounts.models import Person

GOOD_FOR = timedelta(days=7)


class FirstPasswordOver(Problem):
    code = "403.340"
    title = f"这个密码是局里给的，已超过 {GOOD_FOR.days} 天，不能再用，请联系管理员重新给一个"


class PasswordToChoose(Problem):
    """The sign-in page then asks for the new password and comes again with both."""

    code = "403.341"
    title = "这个密码是局里给的，请先设一个自己的密码"


class SamePassword(Problem):
    code = "422.340"
    title = "新密码不能和局里给的一样"


def check(person: Person, given: str, chosen: str, *, at: datetime) -> None:
    """Refuse a sign-in by a password that the office gave, unless another one is chosen."""
    if person.password_given_at is None:
        return
    if at - person.password_given_at > GOOD_FOR:
        raise FirstPasswordOver
    if not chosen:
        raise PasswordToChoose
    if chosen == given:
        raise SamePassword
