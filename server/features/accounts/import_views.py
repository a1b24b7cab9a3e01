"""Import lists of people in the browser."""

import io
from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from server.core import auth
from server.core.auth import Role
from server.core.sheets.sheet import MAX_FILE_BYTES
from server.features.accounts import importing
from server.features.accounts.import_template import people_template
from server.features.accounts.importing import PeopleFileRefused
from server.features.accounts.people_schemas import PeopleFile, PeopleImportOut

blueprint = Blueprint("people_imports", __name__, url_prefix="/api/people-imports")

# One opens the accounts of a list, the other notes its new ranks.
IMPORTERS = (Role.SECURITY, Role.ADMINISTRATOR)


@blueprint.route("")
class CheckPeople(MethodView):
    @blueprint.arguments(PeopleFile, location="files")
    @blueprint.response(200, PeopleImportOut)
    def post(self, files: dict[str, Any]) -> Any:
        """Say what importing a file would do; nothing is written."""
        caller = auth.require(*IMPORTERS)
        return importing.check_people(*_named(files["file"]), by=caller)


@blueprint.route("/commit")
class CommitPeople(MethodView):
    @blueprint.arguments(PeopleFile, location="files")
    @blueprint.response(201, PeopleImportOut)
    def post(self, files: dict[str, Any]) -> Any:
        """Open the accounts of the good rows; their first passwords are shown once."""
        caller = auth.require(*IMPORTERS)
        return importing.commit_people(*_named(files["file"]), by=caller)


@blueprint.route("/template.xlsx")
class Template(MethodView):
    def get(self) -> Response:
        """An empty list with the headers and words that the import knows."""
        auth.require(*IMPORTERS)
        return people_template()


def _named(upload: FileStorage) -> tuple[str, bytes]:
    """Return an upload's name and bytes, unless there are too many to take into memory."""
    size = upload.stream.seek(0, io.SEEK_END)
    if size > MAX_FILE_BYTES:
        raise PeopleFileRefused(f"文件超过 {MAX_FILE_BYTES >> 20} MB，请分成几个文件导入")
    upload.stream.seek(0)
    return upload.filename or "", upload.stream.read()
