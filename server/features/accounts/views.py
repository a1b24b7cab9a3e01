"""Sign in, see and end one's sessions."""

from typing import Any

from flask import Response, jsonify, request
from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock, feed, http, sealing, signing
from server.core.doors import reading, writing
from server.core.problems import Problem
from server.features.accounts import commands, queries, tries
from server.features.accounts.commands import Credentials
from server.features.accounts.models import Person
from server.features.accounts.schemas import (
    PasswordChangeRequest,
    SessionOut,
    SignInOut,
    SignInRequest,
)
from server.features.organisation import queries as organisation

blueprint = Blueprint("accounts", __name__, url_prefix="/api")


@blueprint.route("/session")
class CurrentSession(MethodView):
    @blueprint.arguments(SignInRequest)
    @blueprint.response(200, SessionOut)
    def post(self, wanted: dict[str, Any]) -> Any:
        """Sign in; the answer sets the cookie. `new_password` follows one that the office gave."""
        address = request.remote_addr or ""
        agent = request.headers.get("User-Agent", "")
        browser = commands.Browser(wanted["device"], agent, address)
        told = Credentials(
            wanted["name"], wanted["password"], wanted["new_password"], wanted["code"]
        )
        # Who must wait takes no turn to write.
        with reading(unbound=True) as session:
            tries.check_tries(session, wanted["name"], address, at=clock.now())
        with writing() as session:
            admitted = commands.sign_in(session, told, browser, at=clock.now())
            if not isinstance(admitted, Problem):
                answer = jsonify(SessionOut().dump(_session_of(session, admitted[0])))
        if isinstance(admitted, Problem):
            raise admitted
        person, token = admitted
        auth.set_cookie(answer, token)
        http.note(person=person.id)
        return answer

    @blueprint.response(200, SessionOut)
    def get(self) -> Any:
        """Who is signed in."""
        caller = auth.actor()
        with reading() as session:
            person = queries.person(session, caller.person_id)
            assert person is not None
            return _session_of(session, person)

    @blueprint.response(204)
    def delete(self) -> Any:
        """Sign out of this browser."""
        caller = auth.actor()
        with writing() as session:
            commands.revoke_sign_in(session, caller.session_id, by=caller, at=clock.now())
        answer = Response(status=204)
        auth.clear_cookie(answer)
        return answer


@blueprint.route("/session/password")
class OwnPassword(MethodView):
    @blueprint.arguments(PasswordChangeRequest)
    @blueprint.response(204)
    def put(self, wanted: dict[str, Any]) -> None:
        """Change one's own password; all other browsers have to sign in again."""
        caller = auth.actor()
        change = commands.PasswordChange(wanted["old"], wanted["new"])
        with writing() as session:
            commands.change_password(session, change, by=caller, at=clock.now())


@blueprint.route("/sessions")
class Sessions(MethodView):
    @blueprint.response(200, SignInOut(many=True))
    def get(self) -> Any:
        """Where the caller is signed in."""
        caller = auth.actor()
        with reading() as session:
            found = queries.sign_ins_of(session, caller.person_id, clock.now())
        return [_sign_in_out(row, caller.session_id) for row in found]


@blueprint.route("/sessions/<sign_in_id>")
class OneSession(MethodView):
    @blueprint.response(204)
    def delete(self, sign_in_id: str) -> None:
        """End one session."""
        caller = auth.actor()
        with writing() as session:
            commands.revoke_sign_in(session, sign_in_id, by=caller, at=clock.now())


def _session_of(session: Session, person: Person) -> dict[str, Any]:
    branch = organisation.branch(session, person.branch_id) if person.branch_id else None
    return {
        "person": {
            "id": person.id,
            "name": person.name,
            "role": person.role,
            "branch_id": person.branch_id,
            "branch_name": branch and branch.name,
        },
        "epoch": feed.epoch(session),
        "receipt_key": signing.public_jwk(),
        "rescue_key": sealing.public_jwk(),
        "retired_keys": signing.retired_jwks(),
    }


def _sign_in_out(row: Any, current: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "user_agent": row.user_agent,
        "created_at": row.created_at,
        "last_seen_at": row.last_seen_at,
        "current": row.id == current,
    }
