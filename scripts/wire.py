"""`python -m scripts.wire`: write the wire's TypeScript types from `sync/protocol.py`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sync import protocol

TARGET = Path(__file__).parent.parent / "pwa" / "src" / "sync" / "wire.gen.ts"

MESSAGES = (
    protocol.SyncRequest,
    protocol.SyncResponse,
    protocol.RepairRequest,
    protocol.RepairResponse,
)
CONSTANTS = (
    "PROTOCOL_VERSION",
    "SCHEMA_VERSION",
    "CHUNK_FORM",
    "MAX_COMMANDS",
    "MAX_COMMAND_BYTES",
)
PLAIN = {int: "number", str: "string", bool: "boolean", NoneType: "null", Any: "unknown"}


def written() -> str:
    """Return the file as it should stand: constants, the words of a result, every message."""
    words = "".join(f"\n  '{word}'," for word in sorted(protocol.TERMINAL))
    lines = [
        "/** Made by `make generate` from sync/protocol.py; what may be missing is optional. */",
        *(f"export const {name} = {getattr(protocol, name)}" for name in CONSTANTS),
        "",
        f"export const TERMINAL = [{words}\n] as const",
        "",
        "export type TerminalStatus = (typeof TERMINAL)[number]",
    ]
    for message in _all_messages():
        lines += ["", *_shape(message)]
    return "\n".join(lines) + "\n"


def _all_messages() -> Iterator[type]:
    waiting, seen = list(MESSAGES), set(MESSAGES)
    while waiting:
        message = waiting.pop(0)
        yield message
        for part in _dataclasses_in(tuple(get_type_hints(message).values())):
            if part not in seen and part is not protocol.Cursor:
                seen.add(part)
                waiting.append(part)


def _dataclasses_in(kinds: Sequence[Any]) -> Iterator[type]:
    for kind in kinds:
        if isinstance(kind, type) and is_dataclass(kind):
            yield kind
        yield from _dataclasses_in(get_args(kind))


def _shape(message: type) -> Iterator[str]:
    hints = get_type_hints(message)
    # An alias and not an interface: only an alias passes as a plain record.
    yield f"export type Wire{message.__name__} = {{"
    for field in fields(message):
        mark = "?" if _may_be_left_out(field) else ""
        name = field.metadata.get("wire", field.name)
        yield f"  readonly {name}{mark}: {_typed(hints[field.name])}"
    yield "}"


def _may_be_left_out(field: Field[Any]) -> bool:
    has_default = field.default is not MISSING or field.default_factory is not MISSING
    return has_default or bool(field.metadata.get("optional"))


def _typed(kind: Any) -> str:
    if kind in PLAIN:
        return PLAIN[kind]
    if kind is protocol.Cursor:
        return "readonly [seq: number, tag: string]"
    if isinstance(kind, type) and is_dataclass(kind):
        return f"Wire{kind.__name__}"
    return _composed(get_origin(kind), get_args(kind))


def _composed(origin: Any, parts: tuple[Any, ...]) -> str:
    if origin is UnionType:
        return " | ".join(_typed(part) for part in parts)
    if origin is Mapping:
        return f"Readonly<Record<string, {_typed(parts[1])}>>"
    if origin is tuple and parts[-1] is not Ellipsis:
        return f"readonly [{', '.join(_typed(part) for part in parts)}]"
    assert origin in (Sequence, tuple), origin
    item = _typed(parts[0])
    return f"readonly {item}[]" if item.isalnum() else f"readonly ({item})[]"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` only compare; return the exit status."""
    text = written()
    if "--check" in arguments:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
