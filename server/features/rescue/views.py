"""Upload a rescue file: look into it, then take it in."""

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, BinaryIO, cast

from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from server.core import auth
from server.core.auth import Actor, Role
from server.core.problems import Problem
from server.features.rescue import commands
from server.features.rescue.schemas import RescueConfirmed, RescueOut, RescueUpload

blueprint = Blueprint("rescue", __name__, url_prefix="/api/rescues")

MOST_FILE_BYTES = 200 * 1024 * 1024


class FileTooLarge(Problem):
    code = "413.60"
    title = f"文件超过 {MOST_FILE_BYTES >> 20} MB，请交给系统管理员在服务器上导入"


@blueprint.route("")
class Look(MethodView):
    @blueprint.arguments(RescueUpload, location="files")
    @blueprint.response(200, RescueOut)
    def post(self, files: dict[str, Any]) -> Any:
        """Say whose work a file holds and what taking it in would do; nothing is written."""
        caller = _who_vouches()
        with opened(files["file"]) as stream:
            return commands.inspect(stream, by=caller)


@blueprint.route("/commit")
class TakeIn(MethodView):
    @blueprint.arguments(RescueUpload, location="files")
    @blueprint.arguments(RescueConfirmed, location="form")
    @blueprint.response(201, RescueOut)
    def post(self, files: dict[str, Any], confirmed: dict[str, Any]) -> Any:
        """Take the file in that was looked at, exactly once however often it is sent."""
        caller = _who_vouches()
        with opened(files["file"]) as stream:
            return commands.take_in(stream, by=caller, looked_at=confirmed["sha256"])


def _who_vouches() -> Actor:
    return auth.require(Role.ADMINISTRATOR, Role.BRANCH_HEAD)


@contextmanager
def opened(upload: FileStorage) -> Iterator[BinaryIO]:
    """Give an upload where it lies, on disk when it is large, and let go of it."""
    with closing(upload):
        if upload.stream.seek(0, io.SEEK_END) > MOST_FILE_BYTES:
            raise FileTooLarge
        yield cast("BinaryIO", upload.stream)
