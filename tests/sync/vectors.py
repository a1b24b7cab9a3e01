"""What both cores must make of the same values: `python -m tests.sync.vectors` works it out.

The files stand in `sync/vectors/`; `pwa/src/sync/vectors.test.ts` works them out once more.
"""

import json
from base64 import b64encode
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from sync.chunking import chunked
from sync.client import UnreadableError, absorb
from sync.columns import unpacked_columns
from sync.digest import EMPTY, bucket_digests, bucket_of, moved, row_digest
from sync.phone import Phone, command_text
from sync.protocol import Command, TablePage, receipt_bytes
from tests.simulation.curve import CurveKey
from tests.sync.number_vectors import number_vectors
from tests.sync.succession_vectors import succession_cases
from tests.sync.time_vectors import time_cases

FOLDER = Path(__file__).resolve().parents[2] / "sync" / "vectors"
ROWS = 300
STRANGE = ["", "a", "莞", "𠮷", "é", "\u2028", '"\\/', "\b\f\n\r\t\x1f", "\x7f", "<script>", "a|b"]
EPOCHS = ("e1", "e2")
LEAST = {"epoch": "e1", "server_time": "2026-11-23T10:42:07.123Z", "expected_seq": 1}
PAGE = {"from": 0, "to": 1, "tag": "t", "current": 1, "n_rows": 1, "digest": EMPTY}
NOTE = {"note": {"cols": ["id", "ver"], "rows": [["n", 1]]}}

Json = dict[str, Any]


def _page(**more: Any) -> Json:
    return {**LEAST, "scopes": {"s": {**PAGE, "put": NOTE, "remove": [], **more}}}


def _result(**more: Any) -> Json:
    return {**LEAST, "results": [{"seq": 1, "status": "applied", "receipt": "x", **more}]}


def _without(answer: Json, name: str) -> Json:
    return {key: value for key, value in answer.items() if key != name}


ANSWERS: list[Any] = [
    *(LEAST, {**LEAST, "later": [1]}, _page(), _page(later=1), _page(put={}), _result()),
    *(_result(status="postponed"), _result(scope_seqs={"s": 3}, alias="x", problem=None)),
    *({**LEAST, "removed": ["s"]}, {**LEAST, "digests": {"s": [1, EMPTY]}}),
    *({**LEAST, "announced_head": 0}, {**LEAST, "server_time": "now"}),
    *(None, "<html>", 7, [], {}, {"detail": "no"}),
    *(_without(LEAST, name) for name in LEAST),
    *({**LEAST, "expected_seq": "many"}, {**LEAST, "expected_seq": None}),
    *({**LEAST, "results": [7]}, {**LEAST, "results": [{"status": "applied"}]}),
    *({**LEAST, "scopes": []}, {**LEAST, "scopes": {"s": 7}}, {**LEAST, "removed": 7}),
    *(_page(put={"note": {"cols": ["ver"], "rows": [[1]]}}), _page(put={"note": {"rows": [[1]]}})),
    *(_page(put={"note": {"cols": ["id", "ver"]}}), _page(put=7), _page(remove=7)),
    *(_page(put={"note": {"cols": ["id", "ver"], "rows": [["n"]]}}),),
    *({**LEAST, "scopes": {"s": _without(PAGE, name)}} for name in ("from", "to", "current")),
    *({**LEAST, "digests": {"s": 7}}, {**LEAST, "digests": {"t": []}}),
]


def all_vectors() -> dict[str, Json]:
    """Return every file by its name."""
    return {
        "digests": _digests(),
        "texts": {"texts": list(map(_text, range(40)))},
        "receipts": _receipts(),
        "numbers": number_vectors(),
        "succession": {"cases": succession_cases()},
        "trusted-time": {"cases": time_cases()},
        "answers": {"answers": [{"answer": a, "is_readable": _reads(a)} for a in ANSWERS]},
    }


def _digests() -> Json:
    random = Random(1)  # noqa: S311 - chance that can be repeated
    rows = [
        ("visit", f"{word}{random.getrandbits(64):x}", random.randrange(1, 2**31))
        for word in STRANGE * (ROWS // len(STRANGE))
    ]
    shares = [row_digest(*row) for row in rows]
    return {
        "rows": [
            {"row": row, "digest": f"{share:016x}", "bucket": bucket_of(*row[:2])}
            for row, share in zip(rows, shares, strict=True)
        ],
        "all": moved(EMPTY, come=shares),
        "without_odd": moved(moved(EMPTY, come=shares), gone=shares[1::2]),
        "buckets": bucket_digests(rows),
    }


def _text(n: int) -> Json:
    """Return a command and the exact text of its body; of numbers both sides know whole ones."""
    random = Random(n)  # noqa: S311 - chance that can be repeated
    words = [random.choice(STRANGE) + random.choice(STRANGE) for _ in range(6)]
    args = {
        "text": words[0],
        "deep": {words[1]: [None, True, {"n": random.randrange(-(2**53) + 1, 2**53)}]},
        "empty": [{}, [], ""],
    }
    command = Command(
        seq=n + 1,
        id=f"id-{n}",
        name=words[2] or "n",
        version=n % 3 + 1,
        entity=words[3],
        args=args,
        device_time="2026-11-23T10:40:00.000+08:00",
        base_ver=None if n % 2 else n,
        base_command=None if n % 3 else words[4],
        deps=tuple(words[: n % 3]),
        blobs=tuple(words[: n % 2]),
        server_offset_ms=None if n % 2 else -n,
        prev_hash=sha256(str(n).encode()).hexdigest() if n else "",
    )
    text = command_text(command)
    return {"command": asdict(command), "text": text, "hash": sha256(text.encode()).hexdigest()}


def _receipts() -> Json:
    """Return receipts, genuine and not, under the epoch that the result names or the answer has."""
    key = CurveKey()
    found = []
    for n in range(20):
        signed_in, named, answered = EPOCHS[n % 2], EPOCHS[n // 2 % 2], EPOCHS[n // 4 % 2]
        hashed = sha256(str(n).encode()).hexdigest()
        receipt = key.sign(receipt_bytes(signed_in, "d", n + 1, hashed))
        if n >= 16:
            receipt = ("", "forged", receipt[:-2], receipt[::-1])[n - 16]
        result = {"seq": n + 1, "status": "applied", "receipt": receipt}
        if n % 3:
            result["epoch"] = named
        signed = receipt_bytes(result.get("epoch", answered), "d", n + 1, hashed)
        is_genuine = key.is_genuine(signed, receipt)
        found.append(
            {"result": result, "hash": hashed, "epoch": answered, "is_genuine": is_genuine}
        )
    return {"key": key.jwk, "device": "d", "receipts": found}


def _reads(answer: Any) -> bool:
    """Return whether the phone takes anything of an answer over."""
    phone = Phone("d", epoch="e1")
    try:
        absorb(phone, {"scopes": {"s": [0, ""]}}, answer, lambda *_: False, 0)
    except UnreadableError:
        return False
    return True


def places(random: Random) -> TablePage:
    """Return rows whose columns take every form that there is."""
    names = ["".join(random.choices("东莞市明丰五金厂", k=6)) for _ in range(ROWS)]
    of_name = dict(zip("东莞市明丰五金厂", "dgsmfwjc", strict=True))
    rows = [
        [
            f"{random.getrandbits(64):016x}",
            1,
            name,
            "zz" if n % 100 == 0 else "".join(of_name[letter] for letter in name),
            None if n % 9 == 0 else f"91{random.randrange(10**6):06}",
            f"{random.choice(names[:3])}{random.randrange(200)}号0{random.randrange(20)}室{n % 2}",
            random.choice([None, True, "𠮷", 1]),
            [None, -9, *[22 * 10**7 + random.randrange(2000) * 10**4] * 9][n % 11],
            [name] if n % 5 == 0 else {},
        ]
        for n, name in enumerate(names)
    ]
    cols = ["id", "ver", "name", "initials", "code", "address", "kind", "lat_e7", "history"]
    return TablePage(cols, rows)


def plain(content: Json) -> Json:
    """Return the content of a chunk with its columns as plain lists."""
    return {**content, "columns": unpacked_columns(content["columns"])}


def chunks() -> Json:
    """Return a small scope cut into chunks; the forms may differ from one zlib to the next."""
    ids = [f"row-{n}" for n in range(3000)]
    ends = [one for one in ids if sha256(one.encode()).digest()[:2] < b"\x00\x20"]
    rows = [[one, n, word] for n, (one, word) in enumerate(zip(ids, STRANGE, strict=False))]
    rows += [[one, 1, "the last of its chunk"] for one in ends[:2]]
    page = TablePage(["id", "ver", "text"], rows)
    tables = {"note": page, "place": places(Random(7))}  # noqa: S311 - always the same
    found = chunked(tables, lambda raw: json.dumps(raw).encode())
    return {
        "chunks": [
            {
                "sha256": chunk.sha256,
                "bytes": b64encode(content).decode(),
                "content": plain(json.loads(content)),
            }
            for chunk, content in found
        ]
    }


if __name__ == "__main__":
    (FOLDER / "chunks.json").write_text(json.dumps(chunks(), indent=1) + "\n", encoding="utf-8")
    for name, vectors in all_vectors().items():
        text = json.dumps(vectors, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
