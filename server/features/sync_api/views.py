"""The sync door, town packs and the review list."""

from datetime import datetime
from typing import Any, TypedDict

import orjson
import structlog
from flask import Response, current_app, request
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock, signing
from server.core.auth import OFFICE, Actor, Role
from server.core.doors import reading, writing
from server.core.problems import Busy, Problem
from server.core.verbs import Verbs
from server.features.accounts import queries as accounts
from server.features.sync_api import commands, queries
from server.features.sync_api.schemas import ReviewOut, SettleRequest, TownPacksRequest
from server.features.sync_api.store import SqlStore
from sync import engine
from sync.parsing import MalformedError, parse_request
from sync.protocol import SyncRequest, response_json
from sync.store import ContentionError

blueprint = Blueprint("sync_api", __name__, url_prefix="/api")
log = structlog.get_logger()

VERBS = "doorstep.verbs"


class Contact(TypedDict):
    by: Actor
    announced_head: int
    at: datetime


class UnreadableRequest(Problem):
    code = "400.01"
    title = "同步请求读不懂，什么都没有做"


class ForkedChain(Problem):
    code = "409.04"
    title = "这台手机的记录编号重复，已停止接收，请联系管理员"


@blueprint.route("/sync")
class Sync(MethodView):
    def post(self) -> Response:
        """Take commands in and hand changes out (docs/protocol.md)."""
        caller = auth.actor()
        wanted = _parsed()
        at = clock.now()
        verbs: Verbs = current_app.extensions[VERBS]
        store = SqlStore(verbs, caller, at)
        try:
            _note_contact(store, wanted, caller, at)
            answer = engine.answer(
                wanted,
                engine.Bureau(store, signing.sign, _log_failure),
                scopes=lambda tx: queries.scopes_of(tx.session, caller, wanted.device),
                server_time=at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            )
        except engine.SeqReusedError as error:
            raise ForkedChain from error
        except ContentionError as error:
            raise Busy from error
        body = orjson.dumps(response_json(answer), option=orjson.OPT_UTC_Z)
        return Response(body, mimetype="application/json")


@blueprint.route("/town-packs")
class TownPacks(MethodView):
    @blueprint.response(200, TownPacksRequest)
    def get(self) -> dict[str, Any]:
        """Say which further towns the caller's phones carry."""
        caller = auth.actor()
        with reading() as session:
            return {"towns": queries.town_packs_of(session, caller)}

    @blueprint.arguments(TownPacksRequest)
    @blueprint.response(204)
    def put(self, wanted: dict[str, Any]) -> None:
        """Set which further towns the caller's phones carry."""
        caller = auth.actor()
        with writing() as session:
            commands.take_town_packs(session, wanted["towns"], by=caller, at=clock.now())


@blueprint.route("/reviews")
class Reviews(MethodView):
    @blueprint.response(200, ReviewOut(many=True))
    def get(self) -> Any:
        """What was not simply applied."""
        caller = auth.actor()
        with reading() as session:
            names = {person.id: person.name for person in accounts.people(session)}
            found = queries.reviews(session, caller)
        return [{**vars(row), "person_name": names.get(row.person_id, "")} for row in found]


@blueprint.route("/reviews/<review_id>/settle")
class SettleReview(MethodView):
    @blueprint.arguments(SettleRequest)
    @blueprint.response(204)
    def post(self, wanted: dict[str, Any], review_id: str) -> None:
        """Close a review with words for the officer."""
        caller = auth.require(*(OFFICE - {Role.SUPERVISOR}))
        with writing() as session:
            commands.settle_review(
                session, review_id, wanted["resolution"], by=caller, at=clock.now()
            )


def _note_contact(store: SqlStore, wanted: SyncRequest, caller: Actor, at: datetime) -> None:
    """Remember the device; a contact with nothing new in it costs no write."""
    contact = Contact(by=caller, announced_head=wanted.announced_head, at=at)
    with store.read() as tx:
        is_new = commands.must_register(tx.session, wanted.device, **contact)
    if is_new:
        with store.write() as tx:
            commands.register_device(tx.session, wanted.device, **contact)


def _parsed() -> SyncRequest:
    try:
        return parse_request(orjson.loads(request.get_data()))
    except orjson.JSONDecodeError as error:
        raise UnreadableRequest("不是有效的 JSON") from error
    except MalformedError as error:
        raise UnreadableRequest(str(error)) from error


def _log_failure(seq: int, error: Exception) -> None:
    log.error("command.failed", seq=seq, exc_info=error)
