"""Several phones with the shipped sync client in one Node process, and what was done on them."""

import base64
import io
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Self
from urllib.request import Request, urlopen

from PIL import Image

from scripts.setup.node import find_node
from tests.e2e.bureau import Bureau
from tests.e2e.caller import PASSWORD

SCRIPT = Path(__file__).with_name("fleet.mjs")
Json = dict[str, Any]


@dataclass
class Officer:
    """One person with one phone. `issued`: the driver's own list of what it called saved."""

    login: str
    device: str
    person: str = ""
    name: str = ""
    branch: str = ""
    issued: list[Json] = field(default_factory=list)


class Fleet:
    """The phones, driven by one order after the other."""

    def __init__(self, folder: Path) -> None:
        node = find_node()
        self.officers: list[Officer] = []
        self._process = subprocess.Popen(
            [node.folder / "node", SCRIPT, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # The end of its orders ends it.
        with self._process:
            self._process.communicate(timeout=30)

    def join(self, login: str, bureau: Bureau, url: str) -> Officer:
        """Sign an officer in at the bureau; the phone then speaks to `url`."""
        n = len(self.officers)
        officer = Officer(login, f"01a20af0-0000-7000-8000-00000000000{n}")
        said, cookie = _signed_in(bureau, officer)
        officer.person, officer.name = said["person"]["id"], said["person"]["name"]
        officer.branch = said["person"]["branch_id"]
        self.officers.append(officer)
        parts = {"person": officer.person, "device": officer.device, "cookie": cookie}
        self.order("begin", phone=n, url=url, receiptKey=said["receipt_key"], **parts)
        return officer

    def issue(self, n: int, wish: Json, photos: list[bytes]) -> Json:
        """Have a command saved on a phone; return its entry in the outbox."""
        issued = self.officers[n].issued
        command_id = f"01a20af0-0000-7000-9{n:03d}-{len(issued):012d}"
        packed = [base64.b64encode(photo).decode() for photo in photos]
        entry: Json = self.order("issue", phone=n, id=command_id, wish=wish, photos=packed)
        issued.append(entry)
        return entry

    def order(self, what: str, **more: Any) -> Any:
        """Have something done, and wait until it is."""
        assert self._process.stdin is not None
        print(json.dumps({"do": what, **more}), file=self._process.stdin, flush=True)
        return json.loads(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the phones' process ended"
        return line.strip()


def has_drained(status: Json) -> bool:
    """Return whether a phone has had a good contact that left nothing to do."""
    left = (status["phase"], status["waiting"], status["photosLeft"])
    return left == ("idle", 0, 0) and status["confirmedAt"] is not None


def photograph(n: int) -> bytes:
    """Return the n-th photo, like no other."""
    out = io.BytesIO()
    noise = Random(n).randbytes(64 * 48)  # noqa: S311 - the same each time
    Image.frombytes("L", (64, 48), noise).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _signed_in(bureau: Bureau, officer: Officer) -> tuple[Json, str]:
    wish = {"name": officer.login, "password": PASSWORD, "device": officer.device}
    headers = {"Content-Type": "application/json", "X-Doorstep": "1"}
    asked = Request(f"{bureau.url}/api/session", json.dumps(wish).encode(), headers)  # noqa: S310
    with urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own address
        return json.loads(answer.read()), answer.headers["Set-Cookie"].split(";")[0]
