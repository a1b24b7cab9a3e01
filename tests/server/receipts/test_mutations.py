"""Nobody changes a receipt and keeps it genuine."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

from server.core import keys
from server.features.receipts.verifying import KeyList, KnownKey, verify
from tests.server.receipts import making
from tests.server.receipts.making import FixedKey, claims
from tests.server.receipts.mutating import mutated

NOW = datetime(2026, 12, 1, tzinfo=UTC)
REFUSED = {"altered", "unknown_key", "unreadable"}


def test_of_10_000_mutated_receipts_none_is_accepted():
    random = Random(9285)  # noqa: S311 - it must be the same at every run
    phone = FixedKey(b"phone")
    known = KeyList({phone.kid.hex(): KnownKey(keys.read_public_jwk(phone.jwk), None, None)}, {})
    usual = making.receipt(phone)
    other = making.receipt(phone, claims(number="东环建〔2026〕1235号"))
    assert {verify(text, known, at=NOW).verdict for text in (usual, other)} == {"genuine"}

    verdicts = Counter(
        verify(mutated(usual, other, random), known, at=NOW).verdict for _ in range(10_000)
    )

    assert set(verdicts) == REFUSED, verdicts
    assert min(verdicts.values()) > 100, verdicts
