"""Further towns for one's own phones; deputies for those who arrange posts."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import Role
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.jurisdiction import commands, queries
from server.features.jurisdiction.commands import Standin
from server.features.jurisdiction.models import Deputy
from server.features.jurisdiction.schemas import DeputyOut, DeputyRequest, TownPacksRequest

blueprint = Blueprint("jurisdiction", __name__, url_prefix="/api")

ARRANGERS = (Role.ADMINISTRATOR, Role.BRANCH_HEAD)


@blueprint.route("/town-packs")
class TownPacks(MethodView):
    @blueprint.response(200, TownPacksRequest)
    def get(self) -> dict[str, Any]:
        """Say which further towns the caller's phones carry."""
        caller = auth.worker()
        with reading() as session:
            return {"towns": queries.town_packs_of(session, caller)}

    @blueprint.arguments(TownPacksRequest)
    @blueprint.response(204)
    def put(self, wanted: dict[str, Any]) -> None:
        """Set which further towns the caller's phones carry."""
        caller = auth.worker()
        with writing() as session:
            commands.take_town_packs(session, wanted["towns"], by=caller, at=clock.now())


@blueprint.route("/deputies")
class Deputies(MethodView):
    @blueprint.response(200, DeputyOut(many=True))
    def get(self) -> Any:
        """Who stands in for whom: a branch head sees the people of the own branch."""
        caller = auth.require(*ARRANGERS)
        branch_id = caller.branch_id if caller.role is Role.BRANCH_HEAD else None
        with reading() as session:
            own = {person.id for person in accounts.people(session, branch_id=branch_id)}
            names = {person.id: person.name for person in accounts.people(session)}
            rows = queries.deputies(session)
        return [_named(row, names) for row in rows if own & {row.principal_id, row.deputy_id}]

    @blueprint.arguments(DeputyRequest)
    @blueprint.response(201, DeputyOut)
    def post(self, new: dict[str, Any]) -> Any:
        """Have somebody stand in for a colleague from a day to a day."""
        caller = auth.require(*ARRANGERS)
        with writing() as session:
            row = commands.appoint_deputy(session, Standin(**new), by=caller, at=clock.now())
            names = {person.id: person.name for person in accounts.people(session)}
        return _named(row, names)


@blueprint.route("/deputies/<deputy_row_id>")
class OneDeputy(MethodView):
    @blueprint.response(204)
    def delete(self, deputy_row_id: str) -> None:
        """End it before its last day."""
        caller = auth.require(*ARRANGERS)
        with writing() as session:
            commands.dismiss_deputy(session, deputy_row_id, by=caller, at=clock.now())


def _named(row: Deputy, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("id", "from_on", "to_on")},
        "principal_id": row.principal_id,
        "principal_name": names.get(row.principal_id, ""),
        "deputy_id": row.deputy_id,
        "deputy_name": names.get(row.deputy_id, ""),
    }
