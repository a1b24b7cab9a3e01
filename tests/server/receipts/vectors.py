"""Write sync/vectors/receipts: what both languages must say of the same texts.

`python -m tests.server.receipts.vectors` writes them anew; a test holds them against this file.
"""

import json
from pathlib import Path

from server.features.receipts import base45, cose
from tests.server.receipts import making
from tests.server.receipts.cases import KEYS, NOW, PHONE, POEM, STRANGE, WITHDRAWN_HASH, every_case
from tests.server.receipts.making import CLAIMS, CONFIRMED, claims

FOLDER = Path(__file__).resolve().parents[3] / "sync" / "vectors" / "receipts"


def contents():
    """Return the files by name."""
    return {
        "base45.json": _base45(),
        "cose.json": _cose(),
        "receipts.json": {
            "now": _iso(NOW),
            "keys": [
                {"kid": row["key"].kid.hex(), "jwk": row["key"].jwk}
                | {name: row[name] for name in ("valid_to", "revoked_at")}
                for row in KEYS
            ],
            "withdrawn": [{"hash_prefix": WITHDRAWN_HASH.hex(), "withdrawn_on": "2026-11-30"}],
            "cases": list(every_case()),
        },
        "confirmations.json": _confirmations(),
    }


def _base45():
    return {
        "source": "RFC 9285 §4.3, §4.4 and further",
        "good": [
            {"text": written, "hex": raw.hex()}
            for raw, written in [
                (b"AB", "BB8"),
                (b"Hello!!", "%69 VD92EX0"),
                (b"base-45", "UJCLQE7W581"),
                (b"ietf!", "QED8WEX0"),
                (b"", ""),
                (b"\xff\xff", "FGW"),
                (b"\xff", "U5"),
                (b"\x00\x00\x00", "00000"),
            ]
        ],
        "bad": [
            "A",
            "BB8A",
            "GGW",
            ":::",
            "V5",
            "::",
            "bb8",
            "BB8\n",
            "B B_",
            "ＡＢＣ",
            "BB8\u00e4AB",
        ],
    }


def _cose():
    """Return the example of RFC 9052 C.2.1 with the key of C.7.1, and messages of our own form."""
    return {
        "rfc9052_c_2_1": {
            "message": "d28443a10126a10442313154546869732069732074686520636f6e74656e742e5840"
            "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e"
            "2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36",
            "protected": "a10126",
            "payload": b"This is the content.".hex(),
            "to_be_signed": "846a5369676e61747572653143a101264054"
            "546869732069732074686520636f6e74656e742e",
            "jwk": {
                "kty": "EC",
                "crv": "P-256",
                "x": "usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8",
                "y": "IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4",
            },
        },
        "payloads": [
            {"claims": _readable(said), "cbor": cose.write_cbor(said).hex()}
            for said in (CLAIMS, claims(number="", code="", expires=0), CONFIRMED)
        ],
        "protected": {"kid": PHONE.kid.hex(), "cbor": cose.protected_header(PHONE.kid).hex()},
    }


def _confirmations():
    request = {
        1: CONFIRMED[1],
        2: CONFIRMED[2],
        3: "东莞市明丰五金厂",
        4: CLAIMS[-70002],
        5: "registration_form",
        6: "decision",
        7: "2026-11-23",
        8: "01a2154b-0000-7000-8000-000000000001",
        9: "年产五金配件 10 万件扩建项目",
    }
    return {
        "requests": [
            {"text": making.text("DA1:", cose.write_cbor(request)), "says": _readable(request)}
        ],
        "keys": [{"kid": PHONE.kid.hex(), "jwk": PHONE.jwk}],
        "good": [
            {
                "name": "as a phone makes it",
                "text": making.confirmation(PHONE),
                "kid": PHONE.kid.hex(),
                "registration_id": CONFIRMED[1],
                "essence_hash": making.ESSENCE.hex(),
                "at": "2026-11-23T02:00:00Z",
            }
        ],
        "bad": [
            {"name": name, "text": text}
            for name, text in [
                ("of a key that nobody knows", making.confirmation(STRANGE)),
                ("a receipt called a confirmation", "DC1:" + making.receipt(PHONE)[4:]),
                ("a receipt", making.receipt(PHONE)),
                ("the question called an answer", "DC1:" + base45.encode(cose.write_cbor(request))),
                (
                    "with half of the hash",
                    making.confirmation(PHONE, CONFIRMED | {2: making.ESSENCE[:16]}),
                ),
                ("with a claim too many", making.confirmation(PHONE, CONFIRMED | {3: "x"})),
                ("signed by one, named for another", _borrowed()),
                ("a poem", POEM),
                ("nothing", ""),
            ]
        ],
    }


def _borrowed():
    payload = cose.write_cbor(CONFIRMED)
    return making.text("DC1:", making.message(STRANGE, payload, kid=PHONE.kid))


def _readable(said):
    return [
        [name, {"hex": value.hex()} if isinstance(value, bytes) else value]
        for name, value in said.items()
    ]


def _iso(at):
    return at.isoformat().replace("+00:00", "Z")


def written(content):
    """Return a file's text."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in contents().items():
        (FOLDER / name).write_text(written(content), encoding="utf-8")
