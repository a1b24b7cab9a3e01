"""Credit codes that are well made: invented, with both of their check digits."""

from server.features.enterprises.codes import org_check_digit, uscc_check_digit


def credit_code(n: int) -> str:
    """Return the nth of a thousand codes that differ."""
    body = f"MADY{n:04d}"
    first17 = f"91441900{body}{org_check_digit(body)}"
    return first17 + uscc_check_digit(first17)
