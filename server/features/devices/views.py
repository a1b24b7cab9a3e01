"""A phone registers its key; the security administrator and branch heads see and revoke keys."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import Role
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.devices import commands, leases, queries, wiping
from server.features.devices.models import DeviceKey, WipeOrder
from server.features.devices.schemas import KeyLineOut, KeyOut, KeyRequest, RevokeRequest
from server.features.organisation import queries as organisation

blueprint = Blueprint("devices", __name__, url_prefix="/api/devices")

ARRANGERS = (Role.SECURITY, Role.BRANCH_HEAD)


@blueprint.route("/key")
class OwnKey(MethodView):
    @blueprint.arguments(KeyRequest)
    @blueprint.response(200, KeyOut)
    def post(self, wanted: Mapping[str, Any]) -> Any:
        """Register the signing key of the caller's phone."""
        caller = auth.actor()
        new = commands.NewKey(wanted["device"], wanted["jwk"], wanted["proof"])
        with writing() as session:
            return commands.register(session, new, by=caller, at=clock.now())


@blueprint.route("/lease")
class OwnLease(MethodView):
    @blueprint.response(204)
    def post(self) -> None:
        """Another authority lease for the caller's phone, whose clock had been ahead."""
        caller = auth.actor()
        if caller.device_id is None:
            return
        with writing() as session:
            leases.renew(session, caller.device_id, caller, clock.now())


@blueprint.route("/keys")
class Keys(MethodView):
    @blueprint.response(200, KeyLineOut(many=True))
    def get(self) -> Any:
        """Every key, the newest first: a branch head sees those of the own branch's people."""
        caller = auth.require(*ARRANGERS)
        branch_id = caller.branch_id if caller.role is Role.BRANCH_HEAD else None
        with reading() as session:
            own = {person.id for person in accounts.people(session, branch_id=branch_id)}
            rows = [row for row in queries.keys(session) if row.person_id in own]
            return _lines(session, rows)


@blueprint.route("/keys/<kid>/revoke")
class RevokedKey(MethodView):
    @blueprint.arguments(RevokeRequest)
    @blueprint.response(200, KeyLineOut)
    def post(self, wanted: Mapping[str, str], kid: str) -> Any:
        """Revoke a key, such as that of a lost phone."""
        return _ended(commands.revoke, kid, wanted["reason"])


@blueprint.route("/keys/<kid>/wipe")
class OrderToWipe(MethodView):
    @blueprint.arguments(RevokeRequest)
    @blueprint.response(200, KeyLineOut)
    def post(self, wanted: Mapping[str, str], kid: str) -> Any:
        """Order the phone of a key to be wiped; its key is revoked with it."""
        return _ended(wiping.order, kid, wanted["reason"])


def _ended(end: Callable[..., DeviceKey], kid: str, reason: str) -> dict[str, Any]:
    """End the use of a key in one of the ways that there are; return its line."""
    caller = auth.require(*ARRANGERS)
    with writing() as session:
        row = end(session, kid, reason=reason, by=caller, at=clock.now())
        return _lines(session, [row])[0]


def _lines(session: Session, rows: Sequence[DeviceKey]) -> list[dict[str, Any]]:
    """Return keys as the desk sees them, with the orders to wipe their phones."""
    orders = queries.wipe_orders(session, {row.device_id for row in rows})
    return [_line(session, row, orders.get(row.device_id)) for row in rows]


def _line(session: Session, row: DeviceKey, order: WipeOrder | None) -> dict[str, Any]:
    columns = ("id", "device_id", "person_id", "valid_from", "valid_to", "revoked_at")
    person = accounts.person(session, row.person_id)
    branch = organisation.branch(session, row.branch_id) if row.branch_id else None
    return {
        **{name: getattr(row, name) for name in columns},
        "revoked_reason": row.revoked_reason,
        "person_name": person.name if person else "",
        "branch_name": branch.name if branch else "",
        "wipe": order,
    }
