"""Whether the phone might decide an act at all when it did (docs/devices.md §5)."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.features.devices import queries as devices
from server.features.registrations.claims import Act
from sync.authority import Deed, Reason

NONE = "办理时手机上没有局里给本人的现场办理授权"
WORDS: dict[Reason, str] = {
    "policy": NONE,
    "device": NONE,
    "person": NONE,
    "branch": "办理时手机上的授权是另一个分局的",
    "act": "手机上的授权不包括这类办理",
    "early": "办理时间早于局里给这部手机的授权",
    "late": "办理时手机上的授权已经过期（太久没有联网）",
}
MS = timedelta(milliseconds=1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def authority_fault(session: Session, act: Act, *, by: Actor) -> str:
    """Return in words why no lease of the phone covers an act with a number; empty when one does.

    Acts without a number bind nobody by themselves, and need none.
    """
    if act.number is None:
        return ""
    deed = Deed(
        device=act.told.device_id or "",
        person=by.person_id,
        branch=by.branch_id,
        act=act.act,
        block=act.number.lease_id,
        n=act.number.n,
        at=(act.decided_at - BEGINNING) // MS,
    )
    reason = devices.objection(session, deed)
    return WORDS[reason] if reason else ""
