"""Read the keys of phones."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.devices.models import DeviceKey


def key(session: Session, kid: str) -> DeviceKey | None:
    """Return one key by its kid in hex."""
    return session.get(DeviceKey, kid)


def keys(session: Session) -> Sequence[DeviceKey]:
    """Return all keys ever registered, the newest first."""
    newest = (DeviceKey.valid_from.desc(), DeviceKey.id)
    return session.scalars(select(DeviceKey).order_by(*newest)).all()


def known_of_device(session: Session, device_id: str) -> Sequence[DeviceKey]:
    """Return the keys that one phone ever had, the newest first."""
    newest = (DeviceKey.valid_from.desc(), DeviceKey.id)
    found = select(DeviceKey).where(DeviceKey.device_id == device_id).order_by(*newest)
    return session.scalars(found).all()


def keys_of_device(session: Session, device_id: str) -> Sequence[DeviceKey]:
    """Return the keys that one phone ever had, the newest first, held until the end."""
    newest = (DeviceKey.valid_from.desc(), DeviceKey.id)
    found = select(DeviceKey).where(DeviceKey.device_id == device_id).order_by(*newest)
    return session.scalars(found.with_for_update()).all()
