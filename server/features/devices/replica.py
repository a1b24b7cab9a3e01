"""Every phone knows every key: it must verify what it is shown without a network."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.devices.models import DeviceKey

COLUMNS = (
    "id",
    "ver",
    "device_id",
    "person_id",
    "branch_id",
    "jwk",
    "valid_from",
    "valid_to",
    "revoked_at",
    "revoked_reason",
)
BUREAU = frozenset({"bureau"})


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    wanted = [getattr(DeviceKey, "row_ver" if name == "ver" else name) for name in COLUMNS]
    return session.execute(select(*wanted).where(DeviceKey.id.in_(ids))).all()


REPLICAS = (Replica("device_key", DeviceKey, COLUMNS, lambda _: BUREAU, _rows),)
