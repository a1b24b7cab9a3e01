"""From decoded JSON to the messages of the protocol, once, at the door."""

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from math import isfinite
from typing import Any

from sync.digest import N_BUCKETS
from sync.protocol import (
    DEFAULT_LIMIT,
    MAX_COMMAND_BYTES,
    MAX_COMMANDS,
    MAX_LIMIT,
    MAX_SCOPES,
    Command,
    Cursor,
    Envelope,
    Json,
    Proof,
    RepairRequest,
    SyncRequest,
)

# No command comes near it; what is deeper would overflow whoever copies or stores it later.
MAX_DEPTH = 32
# No verb has so many; the ledger keeps a version in 32 bits.
HIGHEST_VERSION = 2**31

DIGEST = re.compile(r"[0-9a-f]{16}")


class MalformedError(ValueError):
    """The text is not a message of this protocol; `at` names the field."""

    def __init__(self, at: str, why: str) -> None:
        super().__init__(f"{at}: {why}")
        self.at = at
        self.why = why


def parse_request(raw: Any) -> SyncRequest:
    """Turn decoded JSON into a request; raise MalformedError naming the field."""
    body = _mapping(raw, "body")
    commands = _list(body.get("commands", []), "commands")
    scopes = _mapping(body.get("scopes", {}), "scopes")
    if len(commands) > MAX_COMMANDS:
        raise MalformedError("commands", f"more than {MAX_COMMANDS}")
    if len(scopes) > MAX_SCOPES:
        raise MalformedError("scopes", f"more than {MAX_SCOPES}")
    envelopes = tuple(_envelope(item, f"commands[{n}]") for n, item in enumerate(commands))
    if sum(len(e.body.encode()) for e in envelopes) > MAX_COMMAND_BYTES and len(envelopes) > 1:
        raise MalformedError("commands", f"more than {MAX_COMMAND_BYTES} bytes")
    return SyncRequest(
        proto=_int(body.get("proto"), "proto"),
        device=_text(body.get("device"), "device", longest=64),
        first_seq=_int(body.get("first_seq", 1), "first_seq"),
        commands=envelopes,
        scopes={_text(k, "scopes"): _cursor(v, f"scopes.{k}") for k, v in scopes.items()},
        epoch=_optional_text(body.get("epoch"), "epoch"),
        announced_head=_int(body.get("announced_head", 0), "announced_head"),
        last_receipt=_int(body.get("last_receipt", 0), "last_receipt"),
        limit=min(MAX_LIMIT, max(1, _int(body.get("limit", DEFAULT_LIMIT), "limit"))),
        schema=_int(body.get("schema", 1), "schema"),
        app=_optional_text(body.get("app"), "app") or "",
        digest=_digest(body["digest"], "digest") if body.get("digest") else None,
        snapshots=body.get("snapshots") is True,
        chunks=_int(body.get("chunks", 1), "chunks"),
        proof=_proof(body.get("proof")),
        replaces=_optional_text(body.get("replaces"), "replaces"),
        keys=_optional_text(body.get("keys"), "keys"),
    )


def parse_repair(raw: Any) -> RepairRequest:
    """Turn decoded JSON into a request for repair; raise MalformedError naming the field."""
    body = _mapping(raw, "body")
    buckets = _list(body.get("buckets"), "buckets")
    if len(buckets) != N_BUCKETS:
        raise MalformedError("buckets", f"not {N_BUCKETS}")
    return RepairRequest(
        device=_text(body.get("device"), "device", longest=64),
        scope=_text(body.get("scope"), "scope", longest=64),
        seq=_int(body.get("seq"), "seq"),
        tag=_optional_text(body.get("tag"), "tag") or "",
        buckets=tuple(_digest(item, f"buckets[{n}]") for n, item in enumerate(buckets)),
    )


def parse_command(text: str) -> Command:
    """Turn a command body into its value; raise MalformedError naming the field."""
    try:
        raw = json.loads(text, parse_constant=_refuse_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise MalformedError("body", "not JSON") from error
    # As deep as that only where so many begin.
    if text.count("{") + text.count("[") >= MAX_DEPTH:
        _refuse_deep(raw)
    body = _mapping(raw, "body")
    return Command(
        seq=_int(body.get("seq"), "seq"),
        id=_text(body.get("id"), "id", longest=64),
        name=_text(body.get("name"), "name", longest=64),
        version=_int(body.get("version"), "version", below=HIGHEST_VERSION),
        entity=_text(body.get("entity"), "entity", longest=64),
        args=_mapping(body.get("args", {}), "args"),
        device_time=_text(body.get("device_time"), "device_time", longest=40),
        base_ver=_optional_int(body.get("base_ver"), "base_ver"),
        base_command=_optional_text(body.get("base_command"), "base_command"),
        deps=_texts(body.get("deps", []), "deps"),
        blobs=_texts(body.get("blobs", []), "blobs"),
        server_offset_ms=_optional_int(body.get("server_offset_ms"), "server_offset_ms"),
        prev_hash=_optional_text(body.get("prev_hash"), "prev_hash") or "",
        again=_optional_text(body.get("again"), "again"),
        hash=sha256(text.encode(errors="surrogatepass")).hexdigest(),
    )


def _refuse_deep(raw: Any) -> None:
    level = [raw]
    for _ in range(MAX_DEPTH):
        level = [part for value in level for part in _parts(value)]
        if not level:
            return
    raise MalformedError("body", "nested too deeply")


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _envelope(raw: Any, at: str) -> Envelope:
    body = _mapping(raw, at)
    return Envelope(
        body=_text(body.get("body"), f"{at}.body", longest=16 * 1024 * 1024),
        sig=_optional_text(body.get("sig"), f"{at}.sig"),
    )


def _cursor(raw: Any, at: str) -> Cursor:
    parts = _list(raw, at)
    if len(parts) < 2:  # noqa: PLR2004 - seq and tag
        raise MalformedError(at, "a cursor is [seq, tag, …]")
    return Cursor(seq=_int(parts[0], f"{at}[0]"), tag=_optional_text(parts[1], f"{at}[1]") or "")


def _proof(raw: Any) -> Proof | None:
    if raw is None:
        return None
    body = _mapping(raw, "proof")
    return Proof(
        seq=_int(body.get("seq"), "proof.seq"),
        hash=_text(body.get("hash"), "proof.hash", longest=64),
        epoch=_text(body.get("epoch"), "proof.epoch", longest=16),
        receipt=_text(body.get("receipt"), "proof.receipt"),
    )


def _digest(raw: Any, at: str) -> str:
    text = _text(raw, at)
    if not DIGEST.fullmatch(text):
        raise MalformedError(at, "not 16 hex digits")
    return text


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refuse_number(text)


def _refuse_number(text: str) -> float:
    """Refuse what Python reads as a number although RFC 8259 §6 has none such."""
    message = f"no number of JSON: {text}"
    raise ValueError(message)


def _mapping(raw: Any, at: str) -> Json:
    if not isinstance(raw, dict):
        raise MalformedError(at, "not an object")
    return raw


def _list(raw: Any, at: str) -> list[Any]:
    if not isinstance(raw, list):
        raise MalformedError(at, "not a list")
    return raw


def _int(raw: Any, at: str, *, below: int = 2**53) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw < below:
        raise MalformedError(at, "not a whole number")
    return raw


def _optional_int(raw: Any, at: str) -> int | None:
    if raw is None:
        return None
    if not isinstance(raw, int) or isinstance(raw, bool) or abs(raw) >= 2**53:
        raise MalformedError(at, "not a whole number")
    return raw


def _text(raw: Any, at: str, *, longest: int = 200) -> str:
    if not isinstance(raw, str) or not raw or len(raw) > longest:
        raise MalformedError(at, "not a text of the right length")
    try:
        raw.encode()
    except UnicodeEncodeError as error:
        raise MalformedError(at, "holds half a character") from error
    if "\0" in raw:
        raise MalformedError(at, "holds a letter that no database keeps")
    return raw


def _optional_text(raw: Any, at: str) -> str | None:
    return None if raw is None or raw == "" else _text(raw, at)


def _texts(raw: Any, at: str) -> tuple[str, ...]:
    return tuple(_text(item, at) for item in _list(raw, at))
