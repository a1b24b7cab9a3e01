"""Demo people: a branch head, two officers and a cadre per branch, and headquarters."""

from collections.abc import Iterator
from datetime import date
from random import Random

from sqlalchemy.orm import Session

from server.core.auth import Role
from server.demo.words import GIVEN_NAMES, SURNAMES
from server.features.accounts import commands as accounts
from server.features.accounts import passwords, queries
from server.features.accounts.commands import NewPerson
from server.features.organisation import queries as organisation

PASSWORD = "demo-2026"  # noqa: S105 - printed beside the address; the demo holds nothing real

# The few that the guide speaks of, by sign-in name.
KNOWN = {
    "chen": ("陈志远", Role.OFFICER, "长安分局", "审批员", "ordinary"),
    "li": ("李晓雯", Role.OFFICER, "长安分局", "审批员", "ordinary"),
    "wang": ("王建国", Role.BRANCH_HEAD, "长安分局", "分局长", "deputy_section"),
    "zhou": ("周海", Role.OFFICER, "虎门分局", "审批员", "ordinary"),
    "liang": ("梁国栋", Role.CADRE, None, "副局长", "deputy_division"),
    "he": ("何敏", Role.MANAGER, None, "办公室主任", "deputy_section"),
    "luo": ("罗正", Role.SUPERVISOR, None, "纪检监察", "deputy_section"),
    "admin": ("系统管理员", Role.ADMINISTRATOR, None, "信息中心", "ordinary"),
    "security": ("安全管理员", Role.SECURITY, None, "信息中心", "ordinary"),
    "audit": ("安全审计员", Role.AUDITOR, None, "办公室", "ordinary"),
}


def add_people(session: Session, chance: Random) -> int:
    """Add everybody with the demo password; return how many."""
    password_hash = passwords.hashed(PASSWORD)
    everybody = [*_known(session), *_branches(session, chance)]
    for new in everybody:
        accounts.add_person(session, new).password_hash = password_hash
    return len(everybody)


def open_to_everybody(session: Session) -> list[str]:
    """Return who of the guide's people signs in with the password that the guide names."""
    known = (queries.person_by_login(session, login) for login in KNOWN)
    active = [person for person in known if person is not None and person.active]
    return [one.login for one in active if passwords.matches(one.password_hash, PASSWORD)]


def _known(session: Session) -> Iterator[NewPerson]:
    for login, (name, role, branch_name, title, rank) in KNOWN.items():
        branch = organisation.branch_named(session, branch_name) if branch_name else None
        yield NewPerson(
            login=login,
            name=name,
            role=role,
            branch_id=branch.id if branch else None,
            title=title,
            rank=rank,
            rank_from=date(2015, 3, 2),
            party_from=date(2008, 7, 1),
        )


def _branches(session: Session, chance: Random) -> Iterator[NewPerson]:
    for number, branch in enumerate(organisation.branches(session), start=1):
        for role, letter in ((Role.BRANCH_HEAD, "h"), (Role.OFFICER, "a"), (Role.CADRE, "c")):
            is_head = role is Role.BRANCH_HEAD
            yield NewPerson(
                login=f"{letter}{number:02d}",
                name=chance.choice(SURNAMES) + chance.choice(GIVEN_NAMES),
                role=role,
                branch_id=branch.id,
                rank="deputy_section" if is_head else "ordinary",
                rank_from=date(2019, 3, 4),
                party_from=None if role is Role.OFFICER else date(2012, 7, 1),
            )
