"""What phones send to the sync door, and how their answers are read."""

import json
from typing import Any

from server.core import signing
from sync.protocol import Envelope, receipt_bytes

PHONE = "01a20adc-0000-7000-8000-000000000001"
NEW_PHONE = "01a20adc-0000-7000-8000-000000000002"


def sync(client: Any, device: str = PHONE, **request: Any) -> Any:
    return client.post("/api/sync", {"proto": 2, "device": device, "first_seq": 1, **request})


def command(seq: int, name: str = "note", entity: str = "a", **args: Any) -> dict[str, str]:
    body = {"seq": seq, "id": f"c{seq}", "name": name, "version": 1, "entity": entity}
    return {"body": json.dumps({**body, "args": {"text": "hello", **args}, "device_time": "now"})}


def cursors(answer: Any) -> dict[str, list[Any]]:
    return {scope: [page["to"], page["tag"]] for scope, page in answer.json["scopes"].items()}


def rows(answer: Any, scope: str, table: str) -> list[dict[str, Any]]:
    page = answer.json.get("scopes", {}).get(scope, {"put": {}})["put"].get(table)
    return [dict(zip(page["cols"], row, strict=True)) for row in page["rows"]] if page else []


def proof(epoch: str, seq: int, sent: dict[str, str], device: str = PHONE) -> dict[str, Any]:
    """Return the proof that a phone holds after the bureau has receipted a command."""
    hashed = Envelope(sent["body"]).hash
    receipt = signing.sign(receipt_bytes(epoch, device, seq, hashed))
    return {"seq": seq, "hash": hashed, "epoch": epoch, "receipt": receipt}
