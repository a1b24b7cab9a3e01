"""The registry for the office browser."""

from collections.abc import Sequence
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.core.problems import NotFound
from server.features.enterprises import commands, queries
from server.features.enterprises.commands import NewEnterprise
from server.features.enterprises.models import Enterprise
from server.features.enterprises.schemas import (
    EnterpriseAddRequest,
    EnterpriseAmendArgs,
    EnterpriseOut,
    EnterpriseSearchQuery,
    EnterprisesFoundOut,
)
from server.features.enterprises.search import Wanted, search
from server.features.organisation import queries as organisation

blueprint = Blueprint("enterprises", __name__, url_prefix="/api/enterprises")

WRITERS = frozenset(Role) - {Role.SUPERVISOR}


@blueprint.route("")
class Enterprises(MethodView):
    @blueprint.arguments(EnterpriseSearchQuery, location="query")
    @blueprint.response(200, EnterprisesFoundOut)
    def get(self, wanted: dict[str, Any]) -> Any:
        """Search by name fragment, pinyin initials or code tail, page by page."""
        caller = auth.actor()
        with reading() as session:
            return search(session, _wanted(wanted, _towns_of(session, caller)))

    @blueprint.arguments(EnterpriseAddRequest)
    @blueprint.response(201, EnterpriseOut)
    def post(self, new: dict[str, Any]) -> Any:
        """Add an enterprise that the registry does not have; a known code gives that one."""
        caller = auth.require(*WRITERS)
        addition = NewEnterprise(**{**new, "id": new["id"] or new_id()})
        with writing() as session:
            added = commands.add_enterprise(session, addition, by=caller, at=clock.now())
            session.flush()
            return added.enterprise


@blueprint.route("/<enterprise_id>")
class OneEnterprise(MethodView):
    @blueprint.response(200, EnterpriseOut)
    def get(self, enterprise_id: str) -> Any:
        """The one-page file of an enterprise."""
        caller = auth.actor()
        with reading() as session:
            return _seen(session, caller, enterprise_id)

    @blueprint.arguments(EnterpriseAmendArgs)
    @blueprint.response(200, EnterpriseOut)
    def patch(self, wanted: dict[str, Any], enterprise_id: str) -> Any:
        """Set contact, address or town from the old value to a new one."""
        caller = auth.require(*WRITERS)
        with writing() as session:
            _seen(session, caller, enterprise_id)
            amended = commands.amend_enterprise(
                session, enterprise_id, wanted["changes"], by=caller, at=clock.now()
            )
            session.flush()
            return amended


def _wanted(query: dict[str, Any], towns: Sequence[str] | None) -> Wanted:
    return Wanted(
        text=query["q"],
        town=query["town"],
        towns=towns,
        cursor=query["cursor"],
        limit=query["limit"],
    )


def _towns_of(session: Session, caller: Actor) -> Sequence[str] | None:
    """Return the towns whose enterprises the caller may see; None means all."""
    if caller.branch_id is None or caller.sees_all_branches:
        return None
    return organisation.towns_of(session, caller.branch_id)


def _seen(session: Session, caller: Actor, enterprise_id: str) -> Enterprise:
    found = queries.enterprise(session, enterprise_id)
    towns = _towns_of(session, caller)
    if found is None:
        raise NotFound
    if towns is not None and found.town_code is not None and found.town_code not in towns:
        raise NotFound
    return found
