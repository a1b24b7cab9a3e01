"""Codes of authenticators are those of RFC 6238."""

from datetime import UTC, datetime, timedelta

import pytest

from server.core.one_time import address_of, code_of, step_at, step_of

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 23, 2, 0, 10, tzinfo=UTC)


# RFC 6238, appendix B for SHA-1; its codes have eight digits, of which ours are the last six.
@pytest.mark.parametrize(
    ("at_s", "code"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_the_codes_are_those_of_the_rfc(at_s, code):
    assert code_of(SECRET, step_at(datetime.fromtimestamp(at_s, UTC))) == code[-6:]


@pytest.mark.parametrize(
    ("off_s", "is_taken"), [(-60, False), (-30, True), (30, True), (60, False)]
)
def test_a_clock_may_be_off_by_one_code(off_s, is_taken):
    code = code_of(SECRET, step_at(NOW + timedelta(seconds=off_s)))

    assert (step_of(SECRET, code, at=NOW) is not None) == is_taken


@pytest.mark.parametrize("told", ["", "12345", "１２３４５６", "abcdef", "000000000000"])
def test_what_is_no_code_is_none(told):
    assert step_of(SECRET, told, at=NOW) is None


def test_a_code_may_be_typed_with_the_gap_that_authenticators_show():
    code = code_of(SECRET, step_at(NOW))

    assert step_of(SECRET, f" {code[:3]} {code[3:]} ", at=NOW) == step_at(NOW)


def test_the_address_is_what_authenticators_read():
    assert address_of(SECRET, issuer="上门办", login="he") == (
        "otpauth://totp/%E4%B8%8A%E9%97%A8%E5%8A%9E:he"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E4%B8%8A%E9%97%A8%E5%8A%9E"
    )
