"""Photos and signatures in pieces, by tus 1.0: what came stays, whatever breaks."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.exceptions import ClientDisconnected

from server.core import auth, clock
from server.core.doors import reading
from server.core.problems import NotFound, Problem, TooLarge
from server.features.evidence import queries, tus, upload_files
from server.features.evidence.commands import MOST_BYTES, NotDeclared, OtherBytes
from server.features.evidence.pictures import NotAnImage, TooManyPixels, Undecodable
from server.features.evidence.taking_in import take_in
from server.features.evidence.upload_files import KEPT_FOR, Upload, hash_in

blueprint = Blueprint("uploads", __name__, url_prefix="/api/uploads")

PIECE_BYTES = 16 * 1024
ID = re.compile(r"[0-9a-f]{64}-[0-9a-f]{32}")


class UploadExpired(Problem):
    code = "410.40"
    title = "上传中断太久，需要从头再传"


class ChunkDamaged(Problem):
    code = "460.40"
    title = "这一段在路上损坏了，会自动重传"


@blueprint.after_request
def _say_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = tus.VERSION
    response.headers["Tus-Version"] = tus.VERSION
    return response


@blueprint.route("")
class Uploads(MethodView):
    def options(self) -> Response:
        """Say what of tus is spoken here."""
        return Response(
            status=204,
            headers={
                "Tus-Extension": tus.EXTENSIONS,
                "Tus-Max-Size": str(MOST_BYTES),
                "Tus-Checksum-Algorithm": tus.ALGORITHMS,
            },
        )

    def post(self) -> Response:
        """Expect the bytes of a hash that the caller declared; known ones are complete at once."""
        tus.check_version(request.headers)
        length = tus.number(request.headers, "Upload-Length")
        metadata = request.headers.get("Upload-Metadata", "")
        sha256 = tus.declared_hash(metadata)
        if length > MOST_BYTES:
            raise TooLarge
        is_there = _is_there(sha256)
        upload = _new_upload(sha256, length, metadata)
        if not is_there:
            _expect(upload)
        place = f"{blueprint.url_prefix}/{upload.id}"
        said = tus.state_of(upload, length if is_there else 0)
        return Response(status=201, headers={"Location": place, **said})


@blueprint.route("/<upload_id>")
class OneUpload(MethodView):
    def head(self, upload_id: str) -> Response:
        """Say how far the bytes have come."""
        tus.check_version(request.headers)
        upload = _found(upload_id) or _complete(upload_id)
        whole = {"Upload-Length": str(upload.length), "Upload-Metadata": upload.metadata}
        offset = upload.length if _is_there(upload.sha256) else upload_files.offset(upload)
        return Response(status=200, headers={**whole, **tus.state_of(upload, offset)})

    def patch(self, upload_id: str) -> Response:
        """Take a piece in; with the last one, the whole."""
        tus.check_version(request.headers)
        tus.check_is_chunk(request.content_type)
        upload = _found(upload_id)
        if upload is None:
            raise NotFound
        at = tus.number(request.headers, "Upload-Offset")
        end = _took(upload, at)
        return Response(status=204, headers=tus.state_of(upload, end))

    def delete(self, upload_id: str) -> Response:
        """Forget the bytes that came."""
        tus.check_version(request.headers)
        upload = _found(upload_id)
        if upload is None:
            raise NotFound
        upload_files.drop(upload)
        return Response(status=204)

    def post(self, upload_id: str) -> Any:
        """Do what clients behind a proxy without PATCH ask for in a header."""
        match request.headers.get("X-HTTP-Method-Override", ""):
            case "PATCH":
                return self.patch(upload_id)
            case "DELETE":
                return self.delete(upload_id)
            case "HEAD":
                return self.head(upload_id)
            case _:
                raise NotFound


def _new_upload(sha256: str, length: int, metadata: str) -> Upload:
    person_id = auth.actor().person_id
    expires_at = clock.now() + KEPT_FOR
    return Upload(person_id, upload_files.new_id(sha256), length, metadata, expires_at)


def _expect(upload: Upload) -> None:
    if upload.length == 0:
        raise NotAnImage
    upload_files.create(upload, clock.now())


def _is_there(sha256: str) -> bool:
    """Return whether bytes that the caller declared are at the bureau; refuse undeclared ones."""
    caller = auth.actor()
    with reading() as session:
        if not queries.is_declared_by(session, caller.person_id, sha256):
            raise NotDeclared
        return bool(queries.received(session, [sha256]))


def _found(upload_id: str) -> Upload | None:
    if not ID.fullmatch(upload_id):
        raise NotFound
    upload = upload_files.find(auth.actor().person_id, upload_id)
    if upload is not None and upload.expires_at <= clock.now():
        raise UploadExpired
    return upload


def _complete(upload_id: str) -> Upload:
    """Return an upload that is over because its whole is there; its id still says of which hash."""
    sha256 = hash_in(upload_id)
    with reading() as session:
        known = queries.received_of(session, auth.actor().person_id, [sha256])
        blob = queries.blob(session, sha256)
    if blob is None or not known:
        raise NotFound
    return Upload("", upload_id, blob.bytes, tus.metadata_of(sha256), clock.now() + KEPT_FOR)


def _took(upload: Upload, at: int) -> int:
    """Take the body of this request in behind `at`; return where the upload then ends."""
    whole = upload_files.append(upload, at, _pieces(upload.length - at))
    if whole is None:
        return upload_files.offset(upload)
    _finish(upload, whole)
    return upload.length


def _pieces(room: int) -> Iterator[bytes]:
    """Yield what of the body arrives; with a checksum only the whole, and only when it fits."""
    if (request.content_length or 0) > room:
        raise TooLarge
    said = tus.checksum(request.headers)
    if said is None:
        yield from _arriving(room)
        return
    chunk = b"".join(_arriving(room))
    if not said.fits(chunk):
        raise ChunkDamaged
    yield chunk


def _arriving(room: int) -> Iterator[bytes]:
    """Yield the body in pieces until it ends or breaks off."""
    came = 0
    while piece := _read():
        came += len(piece)
        if came > room:
            raise TooLarge
        yield piece


def _read() -> bytes:
    try:
        return request.stream.read(PIECE_BYTES)
    except ClientDisconnected:
        return b""


def _finish(upload: Upload, whole: bytes) -> None:
    try:
        take_in(upload.sha256, whole)
    except (OtherBytes, NotAnImage, TooManyPixels, Undecodable):
        # These bytes will be refused tomorrow as well: whoever has better ones begins anew.
        upload_files.drop(upload)
        raise
    upload_files.drop(upload)
