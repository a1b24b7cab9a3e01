"""Receipts of every kind, honest and not, and the verdict that each must get."""

from datetime import UTC, datetime

import cbor2

from server.features.receipts import base45, cose
from tests.server.receipts import making
from tests.server.receipts.making import CLAIMS, FixedKey, claims

NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
PHONE, REVOKED, ENDED, STRANGE = (
    FixedKey(name) for name in (b"phone", b"revoked", b"ended", b"strange")
)
KEYS = [
    {"key": PHONE, "valid_to": None, "revoked_at": None},
    {"key": REVOKED, "valid_to": None, "revoked_at": "2026-11-25T08:00:00Z"},
    {"key": ENDED, "valid_to": "2026-11-24T02:00:00Z", "revoked_at": None},
]
WITHDRAWN_HASH = bytes(range(16))
POEM = "床前明月光，疑是地上霜。举头望明月，低头思故乡。"
SECONDS_A_DAY = 86_400


def every_case():
    """Yield name, text and verdict of each; of the first also what it says."""
    yield from _honest()
    yield from _standing()
    yield from _forged()
    yield from _malformed()
    yield from _garbage()


def _honest():
    usual = making.receipt(PHONE)
    says = {
        "number": CLAIMS[-70001],
        "code": CLAIMS[-70002],
        "act": "decision",
        "outcome": "registration_form",
        "decided_on": "2026-11-23",
        "branch_id": "changan",
        "hash_prefix": making.COMMAND_HASH[:32],
        "issued_at": "2026-11-23T02:00:00Z",
        "expires_at": "2029-11-23T02:00:00Z",
    }
    broken = "\r\n".join(usual[at : at + 40] for at in range(0, len(usual), 40))
    yield _case("a receipt as a phone makes it", usual, "genuine") | {"says": says}
    yield _case("with blanks and a line break around it", f"  {usual} \n", "genuine")
    yield _case("broken into lines by a mail", broken, "genuine")
    yield _case("in an act without a code", making.receipt(PHONE, claims(code="")), "genuine")


def _standing():
    now = int(NOW.timestamp())
    late = now - SECONDS_A_DAY
    yield _case("at the second it expires", _made(expires=now), "expired")
    yield _case("a second before it expires", _made(expires=now + 1), "genuine")
    yield _case("withdrawn", _made(hash=WITHDRAWN_HASH), "withdrawn")
    yield _case("withdrawn and expired", _made(hash=WITHDRAWN_HASH, expires=now), "withdrawn")
    yield _case("of a revoked key", making.receipt(REVOKED), "revoked_key")
    yield _case(
        "of a revoked key, expired", making.receipt(REVOKED, claims(expires=1)), "revoked_key"
    )
    yield _case("of an earlier key, from its time", making.receipt(ENDED), "genuine")
    yield _case(
        "of an earlier key, later", making.receipt(ENDED, claims(issued=late)), "revoked_key"
    )
    yield _case("of a key that nobody knows", making.receipt(STRANGE), "unknown_key")


def _forged():
    payload = cose.write_cbor(CLAIMS)
    honest = cbor2.loads(making.message(PHONE, payload)).value
    other = cose.write_cbor(claims(number="东环建〔2026〕1235号"))
    signature = honest[3]
    zero, der = bytes(64), b"\x30\x44\x02\x20" + signature[:32] + b"\x02\x20" + signature[32:]
    yield _case(
        "another number under the signature", _sign1([honest[0], {}, other, signature]), "altered"
    )
    yield _case(
        "signed by one, named for another", making.receipt(STRANGE, kid=PHONE.kid), "altered"
    )
    for name, wrong in [
        ("a signature of zeros", zero),
        ("a signature of one byte too few", signature[:-1]),
        ("a signature of one byte too many", signature + b"\x00"),
        ("no signature", b""),
        ("a signature in DER", der),
        ("the halves of the signature swapped", signature[32:] + signature[:32]),
    ]:
        yield _case(name, _sign1([honest[0], {}, payload, wrong]), "altered")
    for name, header in [
        ("no algorithm at all", {4: PHONE.kid}),
        ("the algorithm none", {1: 0, 4: PHONE.kid}),
        ("the algorithm ES384", {1: -35, 4: PHONE.kid}),
        ("the algorithm HMAC", {1: 5, 4: PHONE.kid}),
        ("the algorithm as a word", {1: "ES256", 4: PHONE.kid}),
        ("no key named", {1: -7}),
        ("a key named by seven bytes", {1: -7, 4: PHONE.kid[:7]}),
        ("a key named by a word", {1: -7, 4: PHONE.kid.hex()}),
        ("a critical header", {1: -7, 2: [99], 4: PHONE.kid, 99: 1}),
        ("a true instead of one", {True: -7, 4: PHONE.kid}),
    ]:
        yield _case(name, _protected_by(header, payload), "altered")
    yield _case("an empty header", _sign1([b"", {}, payload, signature]), "altered")
    loose = {1: -7, 4: PHONE.kid}
    yield _case("all headers loose", _sign1([b"", loose, payload, signature]), "altered")
    yield _case(
        "one loose header", _sign1([honest[0], {4: PHONE.kid}, payload, signature]), "altered"
    )


def _malformed():
    honest = making.message(PHONE, cose.write_cbor(CLAIMS))
    parts = cbor2.loads(honest).value
    yield _case("without its tag", _raw(cose.write_cbor(parts)), "unreadable")
    yield _case(
        "under the tag of a MAC", _raw(cose.write_cbor(cbor2.CBORTag(17, parts))), "unreadable"
    )
    yield _case("inside the tag of a CWT", _raw(b"\xd8\x3d" + honest), "unreadable")
    yield _case("with three parts", _sign1(parts[:3]), "unreadable")
    yield _case("with a detached payload", _sign1([parts[0], {}, None, parts[3]]), "unreadable")
    yield _case("with a byte behind it", _raw(honest + b"\x00"), "unreadable")
    yield _case("without its last byte", _raw(honest[:-1]), "unreadable")
    yield _case("as an endless array", _raw(b"\xd2\x9f" + honest[2:] + b"\xff"), "unreadable")
    yield _case("with a tag in the long form", _raw(b"\xd8\x12" + honest[1:]), "unreadable")
    payload = cose.write_cbor(CLAIMS)
    for name, odd in [
        ("claims in another order", b"\xaa" + payload[10 + 1 :] + payload[1:11]),
        ("claims as an endless map", b"\xbf" + payload[1:] + b"\xff"),
        ("one claim twice", b"\xab" + payload[1:11] + payload[1:]),
        ("claims that are an array", cose.write_cbor(list(CLAIMS.values()))),
        ("claims that are empty", b""),
        ("claims that are a poem", POEM.encode()),
    ]:
        yield _case(name, _raw(making.message(PHONE, odd)), "unreadable")
    for name, changed in [
        ("no number", {"number": None}),
        ("no hash", {"hash": None}),
        ("another issuer", {"issuer": "elsewhere"}),
        ("a number that is a number", {"number": 1234}),
        ("an expiry with a fraction", {"expires": 1.5}),
        ("an expiry as text", {"expires": "2029-11-23"}),
        ("an expiry below zero", {"expires": -1}),
        ("an expiry beyond all years", {"expires": 2**53}),
        ("an expiry beyond all integers", {"expires": 2**64}),
        ("an expiry that is true", {"expires": True}),
        ("a day that is none", {"decided_on": "2026-02-30"}),
        ("a day in another form", {"decided_on": "20261123"}),
        ("a hash that is too short", {"hash": bytes(15)}),
        ("a hash as text", {"hash": "00" * 16}),
    ]:
        yield _case(name, _made(**changed), "unreadable")
    yield _case("a claim too many", making.receipt(PHONE, CLAIMS | {7: b"id"}), "unreadable")
    yield _case("a claim named by a word", making.receipt(PHONE, CLAIMS | {"x": 1}), "unreadable")


def _garbage():
    usual = making.receipt(PHONE)
    answered = making.confirmation(PHONE)
    for name, text in [
        ("nothing", ""),
        ("a blank", " "),
        ("the prefix alone", "DS1:"),
        ("no prefix", usual[4:]),
        ("the prefix of the next version", "DS2:" + usual[4:]),
        ("in small letters", usual.lower()),
        ("a confirmation", answered),
        ("a confirmation called a receipt", "DS1:" + answered[4:]),
        ("a poem", POEM),
        ("a poem behind the prefix", "DS1:" + POEM),
        ("an address", "https://www.gsxt.gov.cn/index.html?uniscid=91441900MA4W12345X"),
        ("half of a receipt", usual[: len(usual) // 2]),
        ("twice the same", usual + usual),
        ("a text without end", "DS1:" + "A" * 4000),
        ("arrays in arrays", "DS1:" + base45.encode(b"\x81" * 900 + b"\x00")),
        ("a map of itself", "DS1:" + base45.encode(bytes.fromhex("d81c81d81d00"))),
        ("an endless text", "DS1:" + base45.encode(b"\x7f" * 50)),
        ("bytes of a length that nobody has", "DS1:" + base45.encode(b"\x5b" + b"\xff" * 8)),
        ("one letter left over", usual + "A" * (3 - (len(usual) - 4) % 3 + 1)),
        ("letters in full width", usual.replace("D", "Ｄ")),
        ("letters that stand for no bytes", "DS1::::" + usual[4:]),
        ("noughts", "DS1:" + "0" * 300),
    ]:
        yield _case(name, text, "unreadable")


def _made(**changed):
    return making.receipt(PHONE, claims(**changed))


def _protected_by(header, payload):
    protected = cose.write_cbor(header)
    signature = PHONE.sign(cose.signed_bytes(protected, payload))
    return _sign1([protected, {}, payload, signature])


def _sign1(parts):
    return _raw(cose.write_cbor(cbor2.CBORTag(18, parts)))


def _raw(message):
    return making.text("DS1:", message)


def _case(name, text, verdict):
    return {"name": name, "text": text, "verdict": verdict}
