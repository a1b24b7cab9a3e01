"""The few people that tests are about. Every test means the same person by the same word."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from server.core.auth import Role
from server.features.accounts import commands as accounts
from server.features.accounts.commands import NewPerson
from server.features.accounts.models import Person
from server.features.organisation import queries as organisation

PASSWORD = "correct horse 9"  # one for all, as only the sign-in tests type it
CHOSEN = "own horse 2026"  # what follows a password that the office gave


@dataclass(frozen=True)
class People:
    """Ids. Officer, co-officer and branch head are of 长安分局, the stranger is of 虎门分局."""

    officer: str
    co_officer: str
    branch_head: str
    stranger: str
    cadre: str
    manager: str
    supervisor: str
    administrator: str
    security: str
    auditor: str


def settle(session: Session, password_hash: str) -> People:
    """Write everybody into the database."""
    changan = organisation.branch_named(session, "长安分局")
    humen = organisation.branch_named(session, "虎门分局")
    assert changan is not None
    assert humen is not None
    everybody = {
        "officer": NewPerson("chen", "陈志远", Role.OFFICER, changan.id),
        "co_officer": NewPerson("li", "李晓雯", Role.OFFICER, changan.id),
        "branch_head": NewPerson(
            "wang", "王建国", Role.BRANCH_HEAD, changan.id, rank="deputy_section"
        ),
        "stranger": NewPerson("zhou", "周海", Role.OFFICER, humen.id),
        "cadre": NewPerson(
            "liang", "梁国栋", Role.CADRE, rank="deputy_division", party_from=date(2001, 7, 1)
        ),
        "manager": NewPerson("he", "何敏", Role.MANAGER, rank="deputy_section"),
        "supervisor": NewPerson("luo", "罗正", Role.SUPERVISOR),
        "administrator": NewPerson("admin", "管理员", Role.ADMINISTRATOR),
        "security": NewPerson("security", "安全管理员", Role.SECURITY),
        "auditor": NewPerson("audit", "安全审计员", Role.AUDITOR),
    }
    return People(**{who: _add(session, new, password_hash) for who, new in everybody.items()})


def _add(session: Session, new: NewPerson, password_hash: str) -> str:
    person: Person = accounts.add_person(session, new)
    person.password_hash = password_hash
    return person.id
