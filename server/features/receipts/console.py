"""Receipts at the console."""

from datetime import date, datetime
from typing import Any

from server.core import clock
from server.core.doors import reading
from server.features.organisation import queries as organisation
from server.features.receipts.key_list import key_list
from server.features.receipts.reading import Receipt
from server.features.receipts.verifying import Verification, verify


def verify_receipt(text: str) -> dict[str, Any]:
    """Return verdict and content of the text of a receipt's QR code, whatever the text is."""
    with reading() as session:
        found = verify(text, key_list(session), at=clock.now())
        branch = organisation.branch(session, found.receipt.branch_id) if found.receipt else None
        return _told(found, branch.name if branch else None)


def _told(found: Verification, branch: str | None) -> dict[str, Any]:
    return {
        "verdict": found.verdict,
        **_said(found.receipt),
        "branch": branch,
        "kid": found.kid,
        "withdrawn_on": _text(found.withdrawn_on),
        "revoked_at": _text(found.revoked_at),
    }


def _said(receipt: Receipt | None) -> dict[str, Any]:
    names = ("number", "code", "act", "outcome", "hash_prefix")
    moments = ("decided_on", "issued_at", "expires_at")
    said = {name: getattr(receipt, name, None) for name in names}
    return said | {name: _text(getattr(receipt, name, None)) for name in moments}


def _text(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
