"""Run again, after an upgrade, what had to wait for it."""

from collections import Counter

from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor, Role
from server.core.doors import reading
from server.features.accounts import queries as accounts
from server.features.reviews import queries as reviews
from server.features.sync_api.bureau import bureau_for
from sync.requeueing import WAITING, requeue


def requeue_all() -> Counter[str]:
    """Run every device's waiting commands that may run now; return how many became what."""
    with reading() as session:
        waiting = reviews.devices_waiting(session, WAITING)
        actors = {device: _owner(session, device, person) for device, person in waiting}
    became: Counter[str] = Counter()
    for device, actor in actors.items():
        became.update(requeue(device, bureau_for(actor, clock.now())).values())
    return became


def _owner(session: Session, device_id: str, person_id: str) -> Actor:
    """Return the person of a device, as of now: the commands run in that name."""
    person = accounts.person(session, person_id)
    assert person is not None, "a device without its person"
    return Actor(
        person_id=person.id,
        name=person.name,
        role=Role(person.role),
        branch_id=person.branch_id,
        session_id="",
        device_id=device_id,
    )
