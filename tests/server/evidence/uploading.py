"""A client of tus that says exactly what a test wants it to say."""

import base64
from dataclasses import dataclass
from hashlib import new
from typing import Any

from tests.conftest import Client
from tests.server.evidence.pictures import hash_of

ROOT = "/api/uploads"
CHUNK = "application/offset+octet-stream"
SPOKEN = {"Tus-Resumable": "1.0.0"}


def in_base64(content):
    return base64.b64encode(content).decode()


def metadata(sha256):
    return f"filename {in_base64(b'a.jpg')},sha256 {in_base64(sha256.encode())}"


def checksum(chunk, algorithm="sha256"):
    return {"Upload-Checksum": f"{algorithm} {in_base64(new(algorithm, chunk).digest())}"}


@dataclass(frozen=True)
class Uploader:
    client: Client

    def create(self, content, **headers) -> Any:
        said = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata(hash_of(content))}
        return self.client.post(ROOT, headers={**SPOKEN, **said, **headers})

    def begin(self, content) -> str:
        answer = self.create(content)
        assert answer.status_code == 201, answer.json
        return answer.headers["Location"]

    def patch(self, place, offset, chunk, **headers) -> Any:
        said = {"Upload-Offset": str(offset), "Content-Type": CHUNK}
        return self.client.patch(place, data=chunk, headers={**SPOKEN, **said, **headers})

    def head(self, place) -> Any:
        return self.client.flask.head(place, headers=SPOKEN)

    def offset(self, place) -> int:
        return int(self.head(place).headers["Upload-Offset"])
