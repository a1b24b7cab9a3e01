"""People on every phone: names to choose a co-officer from, nothing else."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.accounts.models import Person

COLUMNS = ("id", "ver", "name", "initials", "branch_id", "role", "active")


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    columns = (
        Person.id,
        Person.row_ver,
        Person.name,
        Person.initials,
        Person.branch_id,
        Person.role,
        Person.active,
    )
    return session.execute(select(*columns).where(Person.id.in_(ids))).all()


REPLICAS = (Replica("person", Person, COLUMNS, lambda _: frozenset({"bureau"}), _rows),)
