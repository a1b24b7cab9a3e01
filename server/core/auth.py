"""Who is calling: the session cookie, the role, and where a change came from."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, Response, current_app, request

from server.core.problems import ForeignOrigin, NotAllowed, NotSignedIn, Problem

COOKIE = "doorstep_session"
# A browser takes it only over TLS, from this very host and for all of it: nobody beside plants one.
HOST_COOKIE = f"__Host-{COOKIE}"
CHANGE_HEADER = "X-Doorstep"
EXTENSION = "doorstep.authenticate"
CALLER = "doorstep.actor"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE_DAYS = 180
# What somebody who is not signed in may call; everything else under /api/ asks first.
OPEN = frozenset(
    {
        ("POST", "/api/session"),
        ("GET", "/api/openapi.json"),
        ("GET", "/api/public/receipts/keys"),
        ("POST", "/api/public/cases/look"),
        ("POST", "/api/public/cases/answer"),
        ("POST", "/api/public/wipe/orders"),
        ("POST", "/api/public/wipe/work"),
        ("POST", "/api/public/wipe/done"),
        ("GET", "/api/public/audit/checkpoint"),
    }
)


# What a stale token is still good for: to be followed, and to be taken back.
OF_STALE = frozenset(
    {
        ("GET", "/api/session/rotation"),
        ("PUT", "/api/session/rotation"),
        ("DELETE", "/api/session"),
    }
)


class TokenStale(Problem):
    """The phone proves by its key that it is itself, and asks again."""

    code = "401.290"
    title = "登录需要由本机确认，请稍候或重新登录"


class NotForWardens(Problem):
    code = "403.330"
    title = "安全管理员和安全审计员不查看、不办理业务记录"


class Role(StrEnum):
    """What a person may do; the words on screens are in the slices' texts."""

    OFFICER = "officer"
    CADRE = "cadre"
    BRANCH_HEAD = "branch_head"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SECURITY = "security"
    AUDITOR = "auditor"


# Who reads other people's work: a branch head within the branch, the others everywhere.
OFFICE = frozenset({Role.BRANCH_HEAD, Role.MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR})
# Whose office is the sign-ins, or the log, and nothing of the records of the work.
WARDENS = frozenset({Role.SECURITY, Role.AUDITOR})
# The three administrators, and who watches over all: named at the server's console alone.
APPOINTED = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}) | WARDENS


@dataclass(frozen=True)
class Actor:
    """The signed-in person of this request. Without `branch_id` the person is at headquarters.

    `backed_by` is who of the office stands behind a command that is run again after a review:
    what the person alone might not do, or somebody else did otherwise, is decided by that.
    `must_rotate`: the token of the session has to be followed before it is good for anything else.
    """

    person_id: str
    name: str
    role: Role
    branch_id: str | None
    session_id: str
    device_id: str | None = None
    backed_by: str | None = None
    must_rotate: bool = False

    @property
    def sees_all_branches(self) -> bool:
        """Return whether the person's reading is not bound to one branch."""
        return self.role in OFFICE and self.role is not Role.BRANCH_HEAD


Authenticate = Callable[[str], Actor | None]


def install(app: Flask, authenticate: Authenticate) -> None:
    """Give the application the look-up of a session token, and check the origin of changes."""
    app.extensions[EXTENSION] = authenticate
    app.before_request(_refuse_foreign_changes)
    app.before_request(_refuse_strangers)


def actor() -> Actor:
    """Return who is calling; refuse when nobody is signed in, or only by a stale token."""
    if CALLER not in request.environ:
        authenticate: Authenticate = current_app.extensions[EXTENSION]
        request.environ[CALLER] = authenticate(token()) if token() else None
    found: Actor | None = request.environ[CALLER]
    if found is None:
        raise NotSignedIn
    if found.must_rotate and (request.method, request.path) not in OF_STALE:
        raise TokenStale
    return found


def token() -> str:
    """Return the token of the session that this request bears; empty without one."""
    return request.cookies.get(cookie_name(), "")


def cookie_name() -> str:
    """Return the only name under which a session is read and set, by how this request came."""
    return HOST_COOKIE if request.is_secure else COOKIE


def require(*roles: Role) -> Actor:
    """Return who is calling; refuse everybody without one of `roles`."""
    caller = actor()
    if caller.role not in roles:
        raise NotAllowed
    return caller


def worker() -> Actor:
    """Return who is calling; refuse those to whom the records of the work are not open."""
    caller = actor()
    if caller.role in WARDENS:
        raise NotForWardens
    return caller


def set_cookie(response: Response, token: str) -> None:
    """Hand the session token to the browser, out of reach of scripts."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=COOKIE_DAYS * 86_400,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def clear_cookie(response: Response) -> None:
    """Take the session token back."""
    response.delete_cookie(
        cookie_name(), path="/", secure=request.is_secure, samesite="Strict", httponly=True
    )


def _refuse_strangers() -> None:
    """Ask who is calling before anything of a request is looked at."""
    if request.path.startswith("/api/") and (request.method, request.path) not in OPEN:
        actor()


def _refuse_foreign_changes() -> None:
    """Refuse changes that a page of another origin may have sent (CSRF)."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", request.host_url.rstrip("/"))
    is_ours = site in {"same-origin", "none"} and origin == request.host_url.rstrip("/")
    if not is_ours or CHANGE_HEADER not in request.headers:
        raise ForeignOrigin
