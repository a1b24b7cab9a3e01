"""Papers handed out: for those who may see the act, whole or not at all."""

from hashlib import sha256
from urllib.parse import quote

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.doors import reading
from server.core.problems import NotFound, Problem
from server.core.verbs import KEY
from server.features.documents import queries
from server.features.documents.models import Paper
from server.features.jurisdiction import queries as jurisdiction

blueprint = Blueprint("documents", __name__, url_prefix="/api/papers")


class NotMade(Problem):
    code = "409.140"
    title = "文书还没有生成，请稍后再打开"


class PaperDamaged(Problem):
    code = "410.141"
    title = "局里保存的这份文书已损坏，请联系系统管理员"


@blueprint.route("/<paper_id>.pdf")
class PaperPdf(MethodView):
    @blueprint.response(200, content_type="application/pdf")
    def get(self, paper_id: str) -> Response:
        """The sealed PDF of a paper."""
        paper, content = _found(paper_id)
        if sha256(content).hexdigest() != paper.sha256:
            raise PaperDamaged
        return Response(content, mimetype="application/pdf", headers=_headers(paper))


def _found(paper_id: str) -> tuple[Paper, bytes]:
    caller = auth.worker()
    if not KEY.fullmatch(paper_id):
        raise NotFound
    with reading() as session:
        paper = queries.paper(session, paper_id)
        today = clock.today()
        if paper is None or not jurisdiction.reaches(session, caller, paper.scopes, today):
            raise NotFound
        # While a correction is made anew, what was issued before stays to be read.
        if paper.sha256 is None:
            raise NotMade
        content = queries.file(session, paper.id, paper.sha256)
    if content is None:
        raise PaperDamaged
    return paper, content


def _headers(paper: Paper) -> dict[str, str]:
    name = quote(f"{paper.title}{paper.number}.pdf", safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"paper.pdf\"; filename*=UTF-8''{name}",
    }
