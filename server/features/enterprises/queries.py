"""Find enterprises: one by id or code, many by fragments of name, initials or code."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.core import held_rows, known
from server.features.enterprises import search
from server.features.enterprises.codes import normalise_code
from server.features.enterprises.models import Enterprise, EnterpriseAlias, ImportBatch, ImportRow

LATEST_BATCHES = 100


def enterprise(session: Session, enterprise_id: str) -> Enterprise | None:
    """Return one enterprise, also by the id that a phone gave it before it was merged."""
    found = known.get(session, Enterprise, enterprise_id)
    if found is not None:
        return found
    alias = known.get(session, EnterpriseAlias, enterprise_id)
    return known.get(session, Enterprise, alias.enterprise_id) if alias else None


def foresee(session: Session, ids: Collection[str], *, locked: bool = False) -> frozenset[str]:
    """Load at once the enterprises of these ids or aliases; return their own ids."""
    known.foresee(session, Enterprise, ids, locked=locked)
    others = [one for one in ids if known.get(session, Enterprise, one) is None]
    known.foresee(session, EnterpriseAlias, others)
    aliases = [known.get(session, EnterpriseAlias, one) for one in others]
    merged = {alias.enterprise_id for alias in aliases if alias}
    known.foresee(session, Enterprise, merged, locked=locked)
    return frozenset(ids) | merged


def foresee_new(session: Session, ids: Collection[str], codes: Collection[str]) -> None:
    """Learn at once which of these ids and codes stand, for enterprises that are to be added."""
    ours = frozenset(normalise_code(code) for code in codes)
    sought = {Enterprise.id: ids, EnterpriseAlias.id: ids, Enterprise.code: ours}
    known.rule_out(session, sought)
    foresee(session, ids)


def enterprise_locked(session: Session, enterprise_id: str) -> Enterprise | None:
    """Return one enterprise as it now is, held until the end of the transaction."""
    found = enterprise(session, enterprise_id)
    if found is not None and not known.is_locked(session, found):
        held_rows.hold(session, found, key_share=True)
    return found


def ids_of_text(text: str) -> Select[str]:
    """Return, as a sub-select, the ids of enterprises that hold every word of a text."""
    return search.ids_of_text(text)


def enterprise_of_code(session: Session, code: str) -> Enterprise | None:
    """Return the enterprise of a normalised code."""
    foreseen = known.listed(session, Enterprise.code, code)
    if foreseen is not None:
        return next(iter(foreseen), None)
    return session.scalars(select(Enterprise).where(Enterprise.code == code)).one_or_none()


def enterprises(session: Session, ids: Sequence[str]) -> Sequence[Enterprise]:
    """Return the enterprises of these ids that exist."""
    return session.scalars(select(Enterprise).where(Enterprise.id.in_(ids))).all()


def batches(session: Session) -> Sequence[ImportBatch]:
    """Return the latest import batches, newest first."""
    return session.scalars(
        select(ImportBatch).order_by(ImportBatch.checked_at.desc()).limit(LATEST_BATCHES)
    ).all()


def batches_left_unimported(session: Session, before: datetime) -> Sequence[ImportBatch]:
    """Return the batches that were checked before an instant and never imported."""
    return session.scalars(
        select(ImportBatch).where(ImportBatch.state == "checked", ImportBatch.checked_at < before)
    ).all()


def taken_back(session: Session, enterprise_id: str) -> ImportRow | None:
    """Return the imported row that made an enterprise which the undoing of its batch removed."""
    return session.scalars(
        select(ImportRow)
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .where(ImportRow.enterprise_id == enterprise_id, ImportRow.created.is_(True))
        .where(ImportBatch.state == "undone")
    ).one_or_none()


def batch(session: Session, batch_id: str) -> ImportBatch | None:
    """Return one import batch."""
    return session.get(ImportBatch, batch_id)


def count(session: Session) -> int:
    """Return how many enterprises the registry holds."""
    return session.scalar(select(func.count()).select_from(Enterprise)) or 0


def enterprises_of_town(session: Session, town_code: str, *, limit: int) -> Sequence[Enterprise]:
    """Return the first enterprises of a town by id."""
    return session.scalars(
        select(Enterprise)
        .where(Enterprise.town_code == town_code)
        .order_by(Enterprise.id)
        .limit(limit)
    ).all()
