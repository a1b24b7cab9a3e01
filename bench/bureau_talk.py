"""Talking to a running bureau as a phone does, without a browser."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

LOGIN = "chen"
PASSWORD = "demo-2026"  # noqa: S105 - the demo's, printed by the program itself
HEADERS = {"Content-Type": "application/json", "X-Doorstep": "1"}


@dataclass(frozen=True)
class Exchange:
    """One request to the sync door and its answer, as they went over the wire."""

    request: bytes
    answer: bytes

    @property
    def said(self) -> dict[str, Any]:
        """Return the answer as read."""
        said: dict[str, Any] = json.loads(self.answer)
        return said


class Phone:
    """A signed-in officer's phone with one device."""

    def __init__(self, connection: HTTPConnection, device: str) -> None:
        self._connection = connection
        self._device = device
        self.person: dict[str, Any] = {}
        self.headers = {**HEADERS, "Cookie": self._signed_in()}

    def sync(self, **more: Any) -> Exchange:
        """Ask the sync door once."""
        question = {"proto": 1, "schema": 1, "app": "0.1.0", "device": self._device, "first_seq": 1}
        request = json.dumps({**question, **more}, separators=(",", ":"), ensure_ascii=False)
        self._connection.request("POST", "/api/sync", request.encode(), self.headers)
        response = self._connection.getresponse()
        answer = response.read()
        assert response.status == 200, answer
        return Exchange(request.encode(), answer)

    def _signed_in(self) -> str:
        wish = {"name": LOGIN, "password": PASSWORD, "device": self._device}
        self._connection.request("POST", "/api/session", json.dumps(wish), HEADERS)
        answer = self._connection.getresponse()
        self.person = json.loads(answer.read())
        assert answer.status == 200, self.person
        return (answer.getheader("Set-Cookie") or "").split(";")[0]
