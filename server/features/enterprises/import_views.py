"""Import lists of enterprises in the browser: check, commit, look at what was refused, undo."""

import io
from typing import Any
from urllib.parse import quote

import orjson
from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from server.core import auth
from server.core.auth import Role
from server.core.doors import reading
from server.core.problems import Malformed, NotFound
from server.core.sheets.sheet import MAX_FILE_BYTES
from server.features.enterprises import importing, queries
from server.features.enterprises.columns import LABELS
from server.features.enterprises.importing import FileRefused
from server.features.enterprises.rejects import rejects_file, template_file
from server.features.enterprises.schemas import (
    EnterpriseImportDetailOut,
    EnterpriseImportForm,
    EnterpriseImportOut,
    EnterpriseListFile,
    EnterpriseUndoneOut,
    ListFormQuery,
)

blueprint = Blueprint("enterprise_imports", __name__, url_prefix="/api/enterprise-imports")

_MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@blueprint.route("")
class Imports(MethodView):
    @blueprint.response(200, EnterpriseImportOut(many=True))
    def get(self) -> Any:
        """The latest imports."""
        auth.require(Role.ADMINISTRATOR)
        with reading() as session:
            return queries.batches(session)

    @blueprint.arguments(EnterpriseListFile, location="files")
    @blueprint.arguments(EnterpriseImportForm, location="form")
    @blueprint.response(201, EnterpriseImportDetailOut)
    def post(self, files: dict[str, Any], form: dict[str, Any]) -> Any:
        """Check a file: what importing it would do, and which rows would be refused and why."""
        caller = auth.require(Role.ADMINISTRATOR)
        upload: FileStorage = files["file"]
        mapping = _mapping(form["mapping"])
        return importing.check_file(upload.filename or "", _content(upload), mapping, by=caller)


@blueprint.route("/template")
class Template(MethodView):
    @blueprint.arguments(ListFormQuery, location="query")
    def get(self, query: dict[str, Any]) -> Response:
        """An empty list with the headers that the import knows."""
        auth.require(Role.ADMINISTRATOR)
        return _download(template_file(query["form"]), "企业导入模板", query["form"])


@blueprint.route("/<batch_id>")
class OneImport(MethodView):
    @blueprint.response(200, EnterpriseImportDetailOut)
    def get(self, batch_id: str) -> Any:
        """One import with its columns and faults."""
        auth.require(Role.ADMINISTRATOR)
        with reading() as session:
            found = queries.batch(session, batch_id)
        if found is None:
            raise NotFound
        return found

    @blueprint.response(200, EnterpriseUndoneOut)
    def delete(self, batch_id: str) -> Any:
        """Take an import back, save for rows that somebody changed since."""
        return importing.undo(batch_id, by=auth.require(Role.ADMINISTRATOR))


@blueprint.route("/<batch_id>/commit")
class CommitImport(MethodView):
    @blueprint.response(200, EnterpriseImportDetailOut)
    def post(self, batch_id: str) -> Any:
        """Import the good rows of a checked file."""
        return importing.commit_batch(batch_id, by=auth.require(Role.ADMINISTRATOR))


@blueprint.route("/<batch_id>/rejects.<any(xlsx, csv):form>")
class Rejects(MethodView):
    def get(self, batch_id: str, form: str) -> Response:
        """The refused rows with a column of reasons."""
        auth.require(Role.ADMINISTRATOR)
        listed = importing.rejects_of(batch_id)
        return _download(rejects_file(listed, form), "未导入的行", form)


def _mapping(text: str) -> dict[str, str]:
    """Read the choice of columns: field → header, "" for none."""
    try:
        mapping = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed("列的对应关系读不懂") from error
    if not isinstance(mapping, dict) or not mapping.keys() <= LABELS.keys():
        raise Malformed("列的对应关系读不懂")
    return {field: str(title) for field, title in mapping.items()}


def _content(upload: FileStorage) -> bytes:
    """Return an upload's bytes, unless there are too many to take into memory."""
    size = upload.stream.seek(0, io.SEEK_END)
    if size > MAX_FILE_BYTES:
        raise FileRefused(f"文件超过 {MAX_FILE_BYTES >> 20} MB，请分成几个文件导入")
    upload.stream.seek(0)
    return upload.stream.read()


def _download(content: bytes, name: str, form: str) -> Response:
    answer = Response(content, content_type=_MIME[form])
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"list.{form}\"; filename*=UTF-8''{quote(f'{name}.{form}')}"
    )
    return answer
