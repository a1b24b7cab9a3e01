"""The people pages: accounts, ranks and party membership, sessions and passwords."""

from dataclasses import replace
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import APPOINTED, OFFICE, Role
from server.core.doors import reading, writing
from server.core.problems import NotFound
from server.features.accounts import (
    people_commands,
    post_commands,
    queries,
    second_factor,
    separation,
)
from server.features.accounts.commands import NewPerson
from server.features.accounts.people_schemas import (
    AdministratorsOut,
    DaysRequest,
    NameOut,
    NewPersonOut,
    PasswordOut,
    PeopleQuery,
    PersonChanges,
    PersonOut,
    PersonRequest,
    PersonSignInOut,
    PostFields,
    PostsRequest,
    RankRequest,
    SecondFactorOut,
    days_of,
)
from server.features.accounts.post_commands import Held
from server.features.accounts.queries import Wanted

blueprint = Blueprint("people", __name__, url_prefix="/api/people")

SEE_PEOPLE = (Role.ADMINISTRATOR, Role.SECURITY, Role.BRANCH_HEAD)


@blueprint.route("")
class People(MethodView):
    @blueprint.arguments(PeopleQuery, location="query")
    @blueprint.response(200, PersonOut(many=True))
    def get(self, query: dict[str, Any]) -> Any:
        """People by branch, name or state; a branch head sees the own branch."""
        caller = auth.require(*SEE_PEOPLE)
        wanted = Wanted(query["branch_id"], query["q"], query["active"])
        if caller.role is Role.BRANCH_HEAD:
            wanted = replace(wanted, branch_id=caller.branch_id or "")
        with reading() as session:
            return queries.people_like(session, wanted)

    @blueprint.arguments(PersonRequest)
    @blueprint.response(201, NewPersonOut)
    def post(self, new: dict[str, Any]) -> Any:
        """Make an account; the first password is shown once."""
        caller = auth.require(Role.SECURITY)
        with writing() as session:
            person, password = people_commands.open_account(
                session, NewPerson(**new), by=caller, at=clock.now()
            )
        return {"person": person, "password": password}


@blueprint.route("/names")
class Names(MethodView):
    @blueprint.response(200, NameOut(many=True))
    def get(self) -> Any:
        """Names to filter lists by: of the own branch, or of the whole bureau."""
        caller = auth.require(*OFFICE, Role.AUDITOR)
        branch_id = caller.branch_id or "" if caller.role is Role.BRANCH_HEAD else None
        with reading() as session:
            return queries.people(session, branch_id=branch_id)


@blueprint.route("/administrators")
class Administrators(MethodView):
    @blueprint.response(200, AdministratorsOut)
    def get(self) -> Any:
        """Which of the three administrators nobody is."""
        auth.require(*APPOINTED)
        with reading() as session:
            return {"missing": separation.missing(session)}


@blueprint.route("/<person_id>")
class OnePerson(MethodView):
    @blueprint.response(200, PersonOut)
    def get(self, person_id: str) -> Any:
        """One person with ranks and party membership."""
        caller = auth.require(*SEE_PEOPLE)
        with reading() as session:
            person = people_commands.known_person(session, person_id)
        if caller.role is Role.BRANCH_HEAD and person.branch_id != caller.branch_id:
            raise NotFound
        return person

    @blueprint.arguments(PersonChanges)
    @blueprint.response(200, PersonOut)
    def patch(self, changes: dict[str, Any], person_id: str) -> Any:
        """Change what is said of a person, or the sign-in; closing an account ends its sessions."""
        caller = auth.require(Role.ADMINISTRATOR, Role.SECURITY)
        with writing() as session:
            return people_commands.amend_person(
                session, person_id, changes, by=caller, at=clock.now()
            )


@blueprint.route("/<person_id>/password")
class NewPassword(MethodView):
    @blueprint.response(200, PasswordOut)
    def post(self, person_id: str) -> Any:
        """Give a new password, shown once; all sessions end."""
        caller = auth.require(Role.SECURITY)
        with writing() as session:
            password = people_commands.give_new_password(
                session, person_id, by=caller, at=clock.now()
            )
        return {"password": password}


@blueprint.route("/<person_id>/second-factor")
class SecondFactor(MethodView):
    @blueprint.response(200, SecondFactorOut)
    def get(self, person_id: str) -> Any:
        """Whether codes are demanded at sign-in, and whether an authenticator is bound."""
        auth.require(Role.SECURITY)
        with reading() as session:
            person = people_commands.known_person(session, person_id)
            return {"state": second_factor.state_of(session, person.id)}

    @blueprint.response(204)
    def put(self, person_id: str) -> None:
        """Demand codes at sign-in, or have another authenticator bound; all sessions end."""
        caller = auth.require(Role.SECURITY)
        with writing() as session:
            people_commands.demand_code(session, person_id, by=caller, at=clock.now())

    @blueprint.response(204)
    def delete(self, person_id: str) -> None:
        """Demand no codes any more."""
        caller = auth.require(Role.SECURITY)
        with writing() as session:
            person = people_commands.known_person(session, person_id)
            separation.refuse_appointed(person.role, caller)
            second_factor.drop(session, person.id, by=caller, at=clock.now())


@blueprint.route("/<person_id>/ranks")
class Ranks(MethodView):
    @blueprint.arguments(RankRequest)
    @blueprint.response(201, PersonOut)
    def post(self, wanted: dict[str, Any], person_id: str) -> Any:
        """Note a rank from a day on."""
        caller = auth.require(Role.ADMINISTRATOR)
        with writing() as session:
            return people_commands.add_rank(
                session, person_id, wanted["rank"], days_of(wanted), by=caller, at=clock.now()
            )


@blueprint.route("/<person_id>/ranks/<rank_id>")
class OneRank(MethodView):
    @blueprint.response(200, PersonOut)
    def delete(self, person_id: str, rank_id: str) -> Any:
        """Take a rank back that was noted by mistake."""
        caller = auth.require(Role.ADMINISTRATOR)
        with writing() as session:
            return people_commands.remove_rank(
                session, person_id, rank_id, by=caller, at=clock.now()
            )


@blueprint.route("/<person_id>/memberships")
class Memberships(MethodView):
    @blueprint.arguments(DaysRequest)
    @blueprint.response(201, PersonOut)
    def post(self, wanted: dict[str, Any], person_id: str) -> Any:
        """Note a time of party membership."""
        caller = auth.require(Role.ADMINISTRATOR)
        with writing() as session:
            return people_commands.add_membership(
                session, person_id, days_of(wanted), by=caller, at=clock.now()
            )


@blueprint.route("/<person_id>/memberships/<membership_id>")
class OneMembership(MethodView):
    @blueprint.response(200, PersonOut)
    def delete(self, person_id: str, membership_id: str) -> Any:
        """Take a time of party membership back."""
        caller = auth.require(Role.ADMINISTRATOR)
        with writing() as session:
            return people_commands.remove_membership(
                session, person_id, membership_id, by=caller, at=clock.now()
            )


@blueprint.route("/<person_id>/posts")
class Posts(MethodView):
    @blueprint.response(200, PostFields(many=True))
    def get(self, person_id: str) -> Any:
        """Where a person belonged and belongs, the earliest first."""
        auth.require(Role.ADMINISTRATOR)
        with reading() as session:
            person = people_commands.known_person(session, person_id)
            return queries.posts_of_people(session, [person.id]).get(person.id, [])

    @blueprint.arguments(PostsRequest)
    @blueprint.response(200, PostFields(many=True))
    def put(self, wanted: dict[str, Any], person_id: str) -> Any:
        """Correct where a person belonged and from which day, all of it at once."""
        caller = auth.require(Role.ADMINISTRATOR)
        posts = [Held(**post) for post in wanted["posts"]]
        with writing() as session:
            return post_commands.set_posts(session, person_id, posts, by=caller, at=clock.now())


@blueprint.route("/<person_id>/sessions")
class PersonSessions(MethodView):
    @blueprint.response(200, PersonSignInOut(many=True))
    def get(self, person_id: str) -> Any:
        """Where a person is signed in."""
        auth.require(Role.SECURITY)
        with reading() as session:
            return queries.sign_ins_of(session, person_id, clock.now())

    @blueprint.response(204)
    def delete(self, person_id: str) -> None:
        """Sign a person out everywhere; one session goes by /api/sessions/<id>."""
        caller = auth.require(Role.SECURITY)
        with writing() as session:
            people_commands.end_sessions(session, person_id, by=caller, at=clock.now())
