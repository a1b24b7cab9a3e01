"""What both sides must make of the bureau's keys when they are rolled."""

from dataclasses import asdict, replace
from typing import Any

from server.core.keys import base64url
from server.core.signing import is_signed_by
from sync.protocol import Link
from sync.succession import Keys, follow, link_text, signed_bytes
from tests.server.receipts.making import FixedKey

R0, R1, R2, S0, S1, S2, THIEF = (
    FixedKey(name.encode()) for name in ("r0", "r1", "r2", "s0", "s1", "s2", "thief")
)


def keys(receipt: FixedKey, rescue: FixedKey, *retired: FixedKey) -> Keys:
    return Keys(receipt.jwk, rescue.jwk, tuple(key.jwk for key in retired))


def link(before: Keys, receipt: FixedKey, rescue: FixedKey, by: FixedKey | None) -> Link:
    body = link_text(before.mark, receipt.jwk, rescue.jwk)
    return Link(body, base64url(by.sign(signed_bytes(body))) if by else "")


FIRST = Link(link_text("", R0.jwk, S0.jwk))
AT_R0, AT_R1, AT_S1, AT_R2 = keys(R0, S0), keys(R1, S0, R0), keys(R1, S1, R0), keys(R2, S1, R1, R0)
TO_R1, TO_S1 = link(AT_R0, R1, S0, R0), link(AT_R1, R1, S1, R1)
TO_R2, TO_S2 = link(AT_S1, R2, S1, R1), link(AT_R2, R2, S2, R2)
CHAIN = (FIRST, TO_R1, TO_S1, TO_R2, TO_S2)
END = keys(R2, S2, R1, R0)

CASES: list[tuple[str, Keys, tuple[Link, ...]]] = [
    ("nothing was said", AT_R0, ()),
    ("one key rolled", AT_R0, (TO_R1,)),
    ("both rolled twice while it slept", AT_R0, CHAIN[1:]),
    ("the whole chain, of which it knows the first half", AT_S1, CHAIN),
    ("the whole chain, which it knows", END, CHAIN),
    ("the key before was lost", AT_R0, (TO_R1, link(AT_R1, R2, S0, None))),
    ("a stranger signed", AT_R0, (link(AT_R0, THIEF, S0, THIEF),)),
    ("a key that is no longer in force signed", AT_S1, (link(AT_S1, THIEF, S1, R0),)),
    ("a stranger goes on from a genuine link", AT_R0, (TO_R1, link(AT_R1, THIEF, S0, THIEF))),
    (
        "another key stands in the text",
        AT_R0,
        (replace(TO_R1, body=TO_R1.body.replace('"x":"', '"x":"A')),),
    ),
    ("an earlier link is said again", AT_R2, (TO_S1,)),
    ("a link between is missing", AT_R0, (TO_R1, TO_R2)),
    ("the links are exchanged", AT_R0, (TO_S1, TO_R1)),
    ("the keys of another bureau", keys(THIEF, S0), CHAIN[-1:]),
    ("no link at all", AT_R0, (Link("{}", "x"),)),
    ("a link that is no JSON", AT_R0, (TO_R1, Link("<html>", "x"))),
    ("a signature that is none", AT_R0, (replace(TO_R1, signature="x"),)),
]


def succession_cases() -> list[dict[str, Any]]:
    return [_case(*case) for case in CASES]


def _case(name: str, known: Keys, chain: tuple[Link, ...]) -> dict[str, Any]:
    followed = follow(known, chain, is_signed_by)
    return {
        "name": name,
        "known": asdict(known),
        "mark": known.mark,
        "chain": list(map(asdict, chain)),
        "then": asdict(followed.keys),
        "is_whole": followed.is_whole,
    }
