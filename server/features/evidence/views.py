"""Bytes up and down: photos and signatures by the hash of their content."""

import re
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth
from server.core.doors import reading
from server.core.problems import NotFound, Problem
from server.features.evidence import blob_files, queries
from server.features.evidence.blob_files import FULL, THUMB
from server.features.evidence.commands import MOST_BYTES, NotDeclared
from server.features.evidence.schemas import BlobQuery, BlobsHaveOut, BlobsHaveRequest
from server.features.evidence.taking_in import found_damaged, take_in

blueprint = Blueprint("evidence", __name__, url_prefix="/api/blobs")


class Damaged(Problem):
    code = "410.41"
    title = "这张照片在局里的存储中已损坏，正在请手机重新上传"


@blueprint.route("/have")
class BlobsHave(MethodView):
    @blueprint.arguments(BlobsHaveRequest)
    @blueprint.response(200, BlobsHaveOut)
    def post(self, asked: dict[str, Any]) -> Any:
        """Which of the caller's declared bytes arrived."""
        caller = auth.actor()
        with reading() as session:
            return {"have": sorted(queries.received_of(session, caller.person_id, asked["sha256"]))}


@blueprint.route("/<sha256>")
class OneBlob(MethodView):
    def put(self, sha256: str) -> Response:
        """Take bytes in: 201 when new, 200 when known."""
        _check_declared(sha256)
        request.max_content_length = MOST_BYTES
        is_new = take_in(sha256, request.get_data(cache=False))
        return Response(status=201 if is_new else 200)

    @blueprint.arguments(BlobQuery, location="query")
    def get(self, wanted: dict[str, Any], sha256: str) -> Response:
        """A copy of a picture for those who may see its visit."""
        _check_seen(sha256)
        copy = blob_files.served_copy(sha256, THUMB if wanted["size"] == "thumb" else FULL)
        if copy is None:
            found_damaged(sha256)
            raise Damaged
        return Response(copy, mimetype="image/jpeg")


def _check_declared(sha256: str) -> None:
    caller = auth.actor()
    with reading() as session:
        if not queries.is_declared_by(session, caller.person_id, sha256):
            raise NotDeclared


def _check_seen(sha256: str) -> None:
    caller = auth.worker()
    with reading() as session:
        is_hash = re.fullmatch(r"[0-9a-f]{64}", sha256)
        if not is_hash or not queries.may_see_blob(session, caller, sha256):
            raise NotFound
        if queries.blob(session, sha256) is None:
            raise NotFound
