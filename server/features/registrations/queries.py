"""Read acts at the door: one by one, of an enterprise, and what people said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.features.registrations.models import Registration, RegistrationConfirmation


@dataclass(frozen=True)
class Tally:
    """How many acts of one kind and state a lead officer has made at places of a branch."""

    branch_id: str | None
    lead_id: str
    act: str
    state: str
    n: int


def registration(session: Session, registration_id: str) -> Registration | None:
    """Return one act."""
    return session.get(Registration, registration_id)


def registration_locked(session: Session, registration_id: str) -> Registration | None:
    """Return one act as it now is, held until the end of the transaction."""
    return session.get(Registration, registration_id, with_for_update=True, populate_existing=True)


def registrations(session: Session, ids: Sequence[str]) -> Sequence[Registration]:
    """Return the acts of these ids that exist."""
    return session.scalars(select(Registration).where(Registration.id.in_(ids))).all()


def of_enterprise(session: Session, enterprise_id: str) -> Sequence[Registration]:
    """Return the acts at an enterprise in the order in which they were decided."""
    found = select(Registration).where(Registration.enterprise_id == enterprise_id)
    return session.scalars(found.order_by(Registration.decided_at, Registration.id)).all()


def is_hash_of_another(session: Session, command_hash: str, registration_id: str) -> bool:
    """Return whether the receipt of an act other than this one bears a command's hash."""
    other = (Registration.command_hash == command_hash, Registration.id != registration_id)
    return session.scalar(select(Registration.id).where(*other).limit(1)) is not None


def confirmations(session: Session, registration_id: str) -> Sequence[RegistrationConfirmation]:
    """Return what people said of an act from their own phones, the earliest first."""
    found = select(RegistrationConfirmation).where(
        RegistrationConfirmation.registration_id == registration_id
    )
    order = (RegistrationConfirmation.received_at, RegistrationConfirmation.person_id)
    return session.scalars(found.order_by(*order)).all()


def count(session: Session) -> int:
    """Return how many acts there are, withdrawn ones included."""
    return session.scalar(select(func.count()).select_from(Registration)) or 0


def tallies(
    session: Session, first: date, last: date, *, branch_id: str | None = None
) -> Sequence[Tally]:
    """Return how many acts were decided from the first to the last day, withdrawn ones included.

    They are told by branch, lead officer, kind and state: of one branch, or of the bureau.
    """
    by = (Registration.branch_id, Registration.lead_id, Registration.act, Registration.state)
    found = select(*by, func.count()).where(Registration.decided_on.between(first, last))
    if branch_id is not None:
        found = found.where(Registration.branch_id == branch_id)
    return [Tally(*row) for row in session.execute(found.group_by(*by).order_by(*by))]
