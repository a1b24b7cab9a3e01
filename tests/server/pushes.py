"""A long push, for counting what it costs the database."""

import json
from typing import Any

from tests.server.quotas.visiting import NOON

COMMANDS = 64
DEVICE = "the-phone"


def envelope(seq: int, name: str, entity: str, /, **args: Any) -> dict[str, str]:
    """A command as a phone sends it, without a signature."""
    body = {"seq": seq, "id": f"c{seq}", "name": name, "version": 1, "entity": entity}
    return {"body": json.dumps({**body, "args": args, "device_time": NOON})}


def push(client: Any, commands: list[dict[str, str]], device: str = DEVICE) -> list[str]:
    """Send all in one request; return what became of each."""
    request = {"proto": 2, "device": device, "first_seq": 1, "commands": commands}
    return [result["status"] for result in client.post("/api/sync", request).json["results"]]
