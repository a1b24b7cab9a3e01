"""The registry for the office browser."""

from collections.abc import Sequence
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import Actor
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
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
from server.features.enterprises.scopes import scopes_of_town
from server.features.enterprises.search import Wanted, search
from server.features.jurisdiction import queries as jurisdiction

blueprint = Blueprint("enterprises", __name__, url_prefix="/api/enterprises")


class StandsElsewhere(Problem):
    code = "409.230"
    title = "这家企业已经由其他分局登记，没有重复登记；需要资料时请联系那边或局管理员"


@blueprint.route("")
class Enterprises(MethodView):
    @blueprint.arguments(EnterpriseSearchQuery, location="query")
    @blueprint.response(200, EnterprisesFoundOut)
    def get(self, wanted: dict[str, Any]) -> Any:
        """Search by name fragment, pinyin initials or code tail, page by page."""
        caller = auth.worker()
        with reading() as session:
            towns = jurisdiction.towns_seen(session, caller, clock.today())
            return search(session, _wanted(wanted, towns))

    @blueprint.arguments(EnterpriseAddRequest)
    @blueprint.response(201, EnterpriseOut)
    def post(self, new: dict[str, Any]) -> Any:
        """Add an enterprise that the registry does not have; a known code gives that one."""
        caller = auth.worker()
        addition = NewEnterprise(**{**new, "id": new["id"] or new_id()})
        with writing() as session:
            added = commands.add_enterprise(session, addition, by=caller, at=clock.now())
            if added.status != "applied" and not _is_seen(session, caller, added.enterprise):
                raise StandsElsewhere
            session.flush()
            return added.enterprise


@blueprint.route("/<enterprise_id>")
class OneEnterprise(MethodView):
    @blueprint.response(200, EnterpriseOut)
    def get(self, enterprise_id: str) -> Any:
        """The one-page file of an enterprise."""
        caller = auth.worker()
        with reading() as session:
            return _seen(session, caller, enterprise_id)

    @blueprint.arguments(EnterpriseAmendArgs)
    @blueprint.response(200, EnterpriseOut)
    def patch(self, wanted: dict[str, Any], enterprise_id: str) -> Any:
        """Set contact, address or town from the old value to a new one."""
        caller = auth.worker()
        with writing() as session:
            amended = commands.amend_enterprise(
                session, enterprise_id, wanted["changes"], by=caller, at=clock.now()
            )
            if amended.crossed:
                # Whoever sits in front of it decides now, with nothing half done behind him.
                raise amended.crossed
            return amended.enterprise


def _wanted(query: dict[str, Any], towns: Sequence[str] | None) -> Wanted:
    return Wanted(
        text=query["q"],
        town=query["town"],
        towns=towns,
        cursor=query["cursor"],
        limit=query["limit"],
    )


def _seen(session: Session, caller: Actor, enterprise_id: str) -> Enterprise:
    found = queries.enterprise(session, enterprise_id)
    if found is None or not _is_seen(session, caller, found):
        raise NotFound
    return found


def _is_seen(session: Session, caller: Actor, found: Enterprise) -> bool:
    return jurisdiction.reaches(session, caller, scopes_of_town(found.town_code), clock.today())
