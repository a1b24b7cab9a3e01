"""The sync door, snapshots and defects."""

from collections.abc import Callable
from typing import Any, TypeVar

import brotli
import orjson
from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock, doors, gate, packing
from server.core.auth import Actor, Role
from server.core.doors import reading
from server.core.packing import BrokenPackingError, unpacked
from server.core.problems import Busy, DiskFull, NotFound, Problem
from server.features.accounts import queries as accounts
from server.features.sync_api import queries, snapshot_files, snapshots
from server.features.sync_api.bureau import bureau_for
from server.features.sync_api.commands import BadlySigned, ForkedChain
from server.features.sync_api.schemas import DefectOut
from sync import engine, repairing
from sync.parsing import MalformedError, parse_repair, parse_request
from sync.protocol import (
    RepairRequest,
    RepairResponse,
    SyncRequest,
    SyncResponse,
    repair_json,
    response_json,
)
from sync.running import SeqReusedError
from sync.signatures import BadSignatureError
from sync.store import ContentionError

blueprint = Blueprint("sync_api", __name__, url_prefix="/api")


# Nothing that a phone sends comes near it; without it anybody could have far more kept in memory.
MOST_BYTES = 32 * 1024 * 1024
# Where a whole city may come at once.
CROWDED = frozenset({"/api/sync", "/api/sync/repair"})


class UnreadableRequest(Problem):
    code = "400.01"
    title = "同步请求读不懂，什么都没有做"


class SyncFirst(Problem):
    code = "409.05"
    title = "资料又有更新，请先同步再核对"


class ScopeNotYours(Problem):
    code = "403.05"
    title = "这部分资料不在您的范围内"


@blueprint.after_request
def _say_what_is_read(answer: Response) -> Response:
    """Say that bodies may come packed; phones believe it until an answer does not (RFC 7694)."""
    answer.headers["Accept-Encoding"] = packing.READ
    return answer


@blueprint.route("/sync")
class Sync(MethodView):
    def post(self) -> Response:
        """Take commands in and hand changes out (docs/protocol.md)."""
        caller = auth.actor()
        with gate.admitted():
            return _json(response_json(_answer(_parsed(parse_request), caller)))


@blueprint.route("/sync/repair")
class Repair(MethodView):
    def post(self) -> Response:
        """Send the rows again in which a phone's copy of a scope differs (docs/protocol.md §5)."""
        caller = auth.actor()
        with gate.admitted():
            return _json(repair_json(_repaired(_parsed(parse_repair), caller)))


@blueprint.route("/snapshots/<scope>/<sha256>")
class SnapshotChunk(MethodView):
    def get(self, scope: str, sha256: str) -> Response:
        """Return a chunk of a snapshot: the JSON that it is named by, as brotli or packed anew."""
        caller = auth.actor()
        with reading() as session:
            is_held = scope in queries.scopes_of(session, caller, caller.device_id or "")
            is_chunk = is_held and snapshots.holds(session, scope, sha256)
        content = snapshot_files.read(sha256) if is_chunk else None
        if content is None:
            raise NotFound
        answer = Response(content, mimetype="application/json")
        answer.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("br"):
            answer.content_encoding = "br"
        else:
            answer.set_data(brotli.decompress(content))
        return answer


@blueprint.route("/defects")
class Defects(MethodView):
    @blueprint.response(200, DefectOut(many=True))
    def get(self) -> Any:
        """What had to be repaired, and signs that a history was rolled back."""
        auth.require(Role.ADMINISTRATOR, Role.MANAGER, Role.SUPERVISOR)
        with reading() as session:
            names = {person.id: person.name for person in accounts.people(session)}
            found = queries.defects(session)
        return [{**vars(row), "person_name": names.get(row.person_id or "", "")} for row in found]


def _answer(wanted: SyncRequest, caller: Actor) -> SyncResponse:
    at = clock.now()
    try:
        return engine.answer(
            wanted,
            bureau_for(caller, at),
            scopes=lambda tx: queries.scopes_of(tx.session, caller, wanted.device),
            server_time=at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )
    except BadSignatureError as error:
        raise BadlySigned(error.why.detail, seq=error.seq) from error
    except SeqReusedError as error:
        raise ForkedChain from error
    except ContentionError as error:
        raise _not_now(error) from error


def _repaired(wanted: RepairRequest, caller: Actor) -> RepairResponse:
    try:
        return repairing.repair(
            wanted,
            bureau_for(caller, clock.now()),
            scopes=lambda tx: queries.scopes_of(tx.session, caller, wanted.device),
        )
    except repairing.SyncFirstError as error:
        raise SyncFirst from error
    except repairing.ForeignScopeError as error:
        raise ScopeNotYours from error
    except ContentionError as error:
        raise _not_now(error) from error


def _not_now(error: ContentionError) -> Problem:
    return DiskFull() if doors.is_disk_full(error.__cause__) else Busy()


Message = TypeVar("Message")


def _parsed(parse: Callable[[Any], Message]) -> Message:
    request.max_content_length = MOST_BYTES
    encoding = request.headers.get("Content-Encoding", "").lower()
    try:
        content = unpacked(request.get_data(), encoding, most=MOST_BYTES)
        return parse(orjson.loads(content))
    except BrokenPackingError as error:
        raise UnreadableRequest("压缩的内容不完整") from error
    except orjson.JSONDecodeError as error:
        raise UnreadableRequest("不是有效的 JSON") from error
    except MalformedError as error:
        raise UnreadableRequest(str(error)) from error


def _json(message: dict[str, Any]) -> Response:
    return Response(orjson.dumps(message, option=orjson.OPT_UTC_Z), mimetype="application/json")
