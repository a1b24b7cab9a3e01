"""The list by which receipts are verified: every phone's key, and what was withdrawn."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.orm import Session

from server.core import keys
from server.features.devices import queries as devices
from server.features.organisation import queries as organisation
from server.features.receipts import queries
from server.features.receipts.verifying import KeyList, KnownKey


def key_list(session: Session) -> KeyList:
    """Return what the bureau itself verifies by."""
    rows = devices.keys(session)
    return KeyList(
        keys={
            row.id: KnownKey(keys.read_public_jwk(row.jwk), row.valid_to, row.revoked_at)
            for row in rows
        },
        withdrawn={row.hash_prefix: row.withdrawn_on for row in queries.withdrawals(session)},
    )


def published(session: Session, *, at: datetime) -> str:
    """Return the list as JSON for everybody; it names no person and no phone."""
    body: dict[str, Any] = {
        "issued_at": at,
        "keys": [
            {
                "kid": row.id,
                "jwk": row.jwk,
                "branch": row.branch_id,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "revoked_at": row.revoked_at,
            }
            for row in devices.keys(session)
        ],
        "withdrawn": [
            {
                "number": row.number,
                "hash_prefix": row.hash_prefix,
                "withdrawn_on": row.withdrawn_on,
            }
            for row in queries.withdrawals(session)
        ],
        "branches": [
            {"id": branch.id, "name": branch.name} for branch in organisation.branches(session)
        ],
    }
    return orjson.dumps(body, option=orjson.OPT_UTC_Z).decode()
