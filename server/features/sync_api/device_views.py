"""Phones of which there are two: who watches sees them, who keeps phones lets one go on."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.core.problems import NotAllowed, NotFound
from server.features.accounts import queries as accounts
from server.features.organisation import queries as organisation
from server.features.sync_api import commands, queries
from server.features.sync_api.models import Device
from server.features.sync_api.schemas import ForkedPhoneOut, ReleaseRequest

blueprint = Blueprint("forked_phones", __name__, url_prefix="/api/devices/forked")

KEEP_PHONES = (Role.SECURITY, Role.BRANCH_HEAD)
WATCH = (Role.AUDITOR, Role.SUPERVISOR)


@blueprint.route("")
class ForkedPhones(MethodView):
    @blueprint.response(200, ForkedPhoneOut(many=True))
    def get(self) -> Any:
        """Phones whose data was copied, the newest first; a branch head sees the own branch's."""
        caller = auth.require(*KEEP_PHONES, *WATCH)
        with reading() as session:
            found = queries.forked_devices(session)
            return [_line(session, one) for one in found if _is_reached(session, one, caller)]


@blueprint.route("/<device_id>/release")
class Release(MethodView):
    @blueprint.arguments(ReleaseRequest)
    @blueprint.response(204)
    def post(self, wanted: Mapping[str, str], device_id: str) -> None:
        """Let a phone go on that somebody has seen to be its person's own."""
        caller = auth.require(*KEEP_PHONES)
        with writing() as session:
            found = queries.device(session, device_id)
            if found is None or found.forked_at is None:
                raise NotFound
            if not _is_reached(session, found, caller) or found.person_id == caller.person_id:
                raise NotAllowed
            reason = wanted["reason"]
            commands.release_device(session, device_id, reason=reason, by=caller, at=clock.now())


def _is_reached(session: Session, device: Device, caller: Actor) -> bool:
    if caller.role is not Role.BRANCH_HEAD:
        return True
    person = accounts.person(session, device.person_id)
    return person is not None and person.branch_id == caller.branch_id


def _line(session: Session, device: Device) -> dict[str, Any]:
    person = accounts.person(session, device.person_id)
    branch_id = person.branch_id if person else None
    branch = organisation.branch(session, branch_id) if branch_id else None
    return {
        "device_id": device.id,
        "person_name": person.name if person else "",
        "branch_name": branch.name if branch else "",
        "forked_at": device.forked_at,
        "last_seen_at": device.last_seen_at,
        "waiting": max(0, device.announced_head - device.last_seq),
    }
