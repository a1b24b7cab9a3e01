"""A signed-in caller of a real server, without a browser."""

import json
from http.cookiejar import CookieJar
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.e2e.bureau import Bureau

PASSWORD = "demo-2026"


class Caller:
    """Speaks to the bureau as a demo account."""

    def __init__(self, bureau: Bureau, name: str) -> None:
        self._bureau = bureau
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.post("/api/session", {"name": name, "password": PASSWORD})

    def get(self, path: str) -> Any:
        with self._opener.open(f"{self._bureau.url}{path}", timeout=30) as answer:
            return json.loads(answer.read())

    def post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Content-Type": "application/json", "X-Doorstep": "1"}
        asked = Request(f"{self._bureau.url}{path}", json.dumps(body).encode(), headers)  # noqa: S310
        with self._opener.open(asked, timeout=30) as answer:
            return json.loads(answer.read())

    def sync(self, device: str, first_seq: int, *bodies: str) -> Any:
        commands = [{"body": body, "sig": None} for body in bodies]
        request = {"proto": 2, "device": device, "first_seq": first_seq, "commands": commands}
        return self.post("/api/sync", request)


def new_enterprise(seq: int, entity: str) -> str:
    """Return the body of a command that adds an enterprise."""
    return json.dumps(
        {
            "v": 1,
            "seq": seq,
            "id": f"c{seq}",
            "name": "enterprise.add",
            "version": 1,
            "entity": entity,
            "args": {"name": f"东莞市长安{entity}五金厂"},
            "device_time": "2026-11-23T01:40:00.000Z",
        }
    )
