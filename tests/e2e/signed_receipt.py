"""A receipt that a phone of 陈志远 signed and the bureau would know."""

from typing import Any

from server.features.receipts import cose
from tests.e2e.bureau import Bureau
from tests.e2e.caller import Caller
from tests.e2e.ledger import Ledger
from tests.server.devices.phone_key import PhoneKey
from tests.server.receipts import making


def sign_receipt(bureau: Bureau, ledger: Ledger, **claims: Any) -> str:
    """Have the bureau know a key, and sign the usual receipt with some claims changed."""
    key = PhoneKey()
    Caller(bureau, "chen").post("/api/devices/key", key.request("the-phone-that-decided"))
    branch = ledger.rows("SELECT id FROM branch WHERE name = '长安分局'")[0]["id"]
    payload = cose.write_cbor(making.claims(branch=branch, **claims))
    protected = cose.protected_header(bytes.fromhex(key.kid))
    signature = key.sign(cose.signed_bytes(protected, payload))
    return making.text("DS1:", cose.write_sign1(protected, payload, signature))
