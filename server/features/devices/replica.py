"""Every phone knows every key, to verify what it is shown without a network, and its own lease."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.replication import Replica
from server.features.devices.models import AuthorityLease, DeviceKey

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
LEASE_COLUMNS = ("id", "ver", "device_id", "body", "signature")
BUREAU = frozenset({"bureau"})


def _rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    wanted = [getattr(DeviceKey, "row_ver" if name == "ver" else name) for name in COLUMNS]
    return session.execute(select(*wanted).where(DeviceKey.id.in_(ids))).all()


def _lease_scopes(lease: AuthorityLease) -> frozenset[str]:
    is_open = lease.superseded_at is None and lease.ended_at is None
    return frozenset({f"device:{lease.device_id}"}) if is_open else frozenset()


def _lease_rows(session: Session, ids: Select[Any]) -> Iterable[Sequence[Any]]:
    wanted = [
        getattr(AuthorityLease, "row_ver" if name == "ver" else name) for name in LEASE_COLUMNS
    ]
    return session.execute(select(*wanted).where(AuthorityLease.id.in_(ids))).all()


REPLICAS = (
    Replica("device_key", DeviceKey, COLUMNS, lambda _: BUREAU, _rows),
    Replica("authority_lease", AuthorityLease, LEASE_COLUMNS, _lease_scopes, _lease_rows),
)
