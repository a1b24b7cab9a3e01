"""The edge: schemas that forgive unknown fields, problems as answers, headers on every page."""

from collections.abc import Mapping
from http import HTTPStatus
from time import perf_counter
from typing import Any

import orjson
import structlog
from flask import Flask, Response, request
from flask.json.provider import JSONProvider
from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load
from werkzeug.exceptions import HTTPException

from server.core import auth
from server.core.doors import is_contention, is_disk_full
from server.core.json_text import storable
from server.core.problems import Busy, DiskFull, Malformed, NotFound, Problem, TooLarge

log = structlog.get_logger()

STARTED = "doorstep.started"
NOTED = "doorstep.noted"
MAX_BODY_BYTES = 210 * 1024 * 1024
NOT_KEPT = "no-store"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), geolocation=(self), microphone=(), display-capture=(), payment=(), "
        "usb=(), serial=(), bluetooth=(), hid=(), midi=()"
    ),
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' blob: data:; font-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        # Vue's own for the markup of our templates, ours for the service worker, each given once.
        "require-trusted-types-for 'script'; trusted-types vue doorstep"
    ),
}


class WireSchema(Schema):
    """The base of all schemas: a field that this version does not know is passed over.

    marshmallow's RAISE would become `additionalProperties: false` in the description, and a phone
    of last month would then refuse a server that added a field.
    """

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def _leave_out_what_no_database_keeps(self, raw: Any, **_: Any) -> Any:
        try:
            return storable(raw)
        except RecursionError as error:
            raise ValidationError("nested too deeply") from error


class LinkOut(WireSchema):
    """Which keys of the bureau are in force, signed by the key of before (docs/keys.md)."""

    body = fields.String()
    signature = fields.String()


class OrjsonProvider(JSONProvider):
    """JSON by orjson: datetimes in ISO 8601 with zone, fast enough for whole replicas."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj, option=orjson.OPT_UTC_Z).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)


def install(app: Flask) -> None:
    """Give the application its JSON, its answers to refusals and its headers."""
    app.json = OrjsonProvider(app)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.register_error_handler(Problem, _answer_refusal)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_bug)
    app.after_request(_add_headers)
    app.before_request(_note_start)
    app.after_request(_log)


def load(schema: Schema, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Parse what arrived past the REST edge, such as a command's arguments; refuse in words."""
    try:
        loaded: dict[str, Any] = schema.load(raw)
    except ValidationError as error:
        raise Malformed(fields=error.messages) from error
    return loaded


def answer(problem: Problem) -> Response:
    """Return a refusal as `application/problem+json`."""
    wait = {"Retry-After": str(problem.retry_after_s)} if problem.retry_after_s else {}
    return Response(
        orjson.dumps(problem.as_json(), option=orjson.OPT_NON_STR_KEYS),
        problem.status,
        headers=wait,
        mimetype="application/problem+json",
    )


def note(**facts: str) -> None:
    """Have the line of this request say more: ids and codes, never a name or a secret."""
    request.environ.setdefault(NOTED, {}).update(facts)


def protect(response: Response) -> Response:
    """Give an answer the headers that every answer bears; who says nothing is kept nowhere."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", NOT_KEPT)
    return response


def _answer_refusal(problem: Problem) -> Response:
    note(code=problem.code)
    return answer(problem)


def _answer_http(error: HTTPException) -> Response:
    match error.code:
        case 404 | 405:
            return answer(NotFound())
        case 413:
            return answer(TooLarge())
        case 422:
            return answer(Malformed(fields=_messages(error)))
        case _:
            return _answer_other(error)


def _answer_other(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    body = {"code": f"{status}.00", "title": "请求没有成功", "detail": "", "status": status}
    return Response(orjson.dumps(body), status, mimetype="application/problem+json")


def _messages(error: HTTPException) -> Any:
    data: Any = getattr(error, "data", None) or {}
    return data.get("messages", {})


def _answer_bug(error: Exception) -> Response:
    log.error("request.failed", exc_info=error)
    if is_contention(error):
        return answer(Busy())
    if is_disk_full(error):
        return answer(DiskFull())
    return answer(Problem())


def _add_headers(response: Response) -> Response:
    protect(response)
    if request.path.startswith("/api/"):
        # Whatever a route says: nothing of one person lies in a cache for the next one.
        response.headers["Cache-Control"] = NOT_KEPT
        response.vary.add("Cookie")
    return response


def _note_start() -> None:
    request.environ[STARTED] = perf_counter()


def _log(response: Response) -> Response:
    """Write one line per request: never its query or body, which may name people."""
    caller: auth.Actor | None = request.environ.get(auth.CALLER)
    if caller is not None:
        note(person=caller.person_id)
    took = perf_counter() - request.environ.get(STARTED, perf_counter())
    log.info(
        "request",
        method=request.method,
        route=str(request.url_rule or ""),
        status=response.status_code,
        ms=round(took * 1000, 1),
        address=request.remote_addr,
        **request.environ.get(NOTED, {}),
    )
    return response
