"""Acts at the door on phones: at their town, and with lead and co-officer."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.registrations.models import Registration
from server.features.registrations.standing import scopes_of

COLUMNS = (
    "id",
    "ver",
    "enterprise_id",
    "enterprise_name",
    "enterprise_code",
    "branch_id",
    "town_code",
    "act",
    "word",
    "regime",
    "regime_version",
    "outcome",
    "items",
    "clauses",
    "facts",
    "packs",
    "form",
    "gaps",
    "number",
    "lease_id",
    "n",
    "filing_number",
    "opened_at",
    "decided_at",
    "decided_on",
    "lead_id",
    "co_id",
    "co_how",
    "co_state",
    "co_at",
    "representative",
    "representative_title",
    "sign_state",
    "sign_reason",
    "signature_sha",
    "co_signature_sha",
    "conditions",
    "valid_until",
    "follows",
    "essence_hash",
    "command_hash",
    "demo",
    "state",
    "withdrawn_reason",
    "history",
    "received_at",
)


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    wanted = [getattr(Registration, "row_ver" if name == "ver" else name) for name in COLUMNS]
    return session.execute(select(*wanted).where(Registration.id.in_(ids))).all()


REPLICAS = (Replica("registration", Registration, COLUMNS, scopes_of, _rows),)
