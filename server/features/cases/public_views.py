"""What whoever holds a link may see and answer, without signing in."""

from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import clock
from server.core.doors import reading, writing
from server.features.cases import guessing, links
from server.features.cases.links import Question
from server.features.cases.schemas import AnswerIn, LinkIn, QuestionOut

blueprint = Blueprint("case_links", __name__, url_prefix="/api/public/cases")


@blueprint.route("/look")
class LinkLook(MethodView):
    @blueprint.arguments(LinkIn)
    @blueprint.response(200, QuestionOut)
    def post(self, told: dict[str, Any]) -> Any:
        """What was the problem, and what was done; the secret is in no request line."""
        with guessing.bounded(request.remote_addr or ""), reading(unbound=True) as session:
            return _shown(links.look(session, told["token"], at=clock.now()))


@blueprint.route("/answer")
class LinkAnswer(MethodView):
    @blueprint.arguments(AnswerIn)
    @blueprint.response(200, QuestionOut)
    def post(self, told: dict[str, Any]) -> Any:
        """Say that it is solved, or why it is not; once."""
        with guessing.bounded(request.remote_addr or ""), writing() as session:
            return _shown(links.answer(session, **told, at=clock.now()))


def _shown(question: Question) -> dict[str, Any]:
    matter, proposal = question.matter, question.proposal
    return {
        "title": matter.title,
        "enterprise_name": matter.enterprise_name,
        "opened_on": clock.city_date(matter.opened_at),
        "done": proposal.words,
        "done_on": clock.city_date(min(proposal.at, proposal.received_at)),
    }
