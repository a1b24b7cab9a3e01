"""Credit codes and their two forerunners: what they are, and what is wrong with a wrong one.

GB 32100-2015 (18 characters, holding a GB 11714 code with a check digit of its own), the
15-digit registration number of before 2015 and the bare 9-character organisation code.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

CodeKind = Literal["uscc", "legacy15", "org9"]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_WEIGHTS = tuple(3**n % 31 for n in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U 或 Y"}

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_ORG_HYPHEN = re.compile(r"([0-9A-Z]{8})-([0-9A-Z])")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
_QR = re.compile(r"uniscid=([0-9A-Za-z]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Code:
    """A code whose check digits agree, in upper case and without spaces or hyphen."""

    text: str
    kind: CodeKind


@dataclass(frozen=True)
class CodeFault:
    """Why a text is no code, in words for the person who typed it."""

    words: str


def parse_code(text: str) -> Code | CodeFault:
    """Read a code as people write it: full-width, lower case, with spaces or a hyphen."""
    code = normalise_code(text)
    if not code:
        return CodeFault("没有填写代码")
    if _SCIENTIFIC.fullmatch(code):
        return CodeFault("被表格软件改成了科学计数，末尾几位已经丢失，请把这一列设为文本后重新填写")
    fault = _fault(code)
    return fault or Code(code, _KINDS[len(code)])


def code_from_licence_qr(text: str) -> Code | CodeFault:
    """Take the credit code out of the text of a licence's QR code (`…uniscid=<code>`)."""
    plain = normalise_code(text)
    found = _QR.search(plain)
    if found:
        return parse_code(found.group(1))
    if len(plain) in _KINDS:
        return parse_code(plain)
    return CodeFault("这个二维码里没有统一社会信用代码，请手工输入")


def normalise_code(text: str) -> str:
    """Return the text in upper-case half-width without spaces, right or wrong as it is."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).upper()
    plain = _INVISIBLE.sub("", plain).lstrip("'")
    with_hyphen = _ORG_HYPHEN.fullmatch(plain)
    return "".join(with_hyphen.groups()) if with_hyphen else plain


def uscc_check_digit(first17: str) -> str:
    """Return the 18th character that GB 32100 gives to the first seventeen."""
    total = sum(_VALUES[letter] * weight for letter, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def org_check_digit(first8: str) -> str:
    """Return the 9th character that GB 11714 gives to the first eight."""
    total = sum(
        int(letter, 36) * weight for letter, weight in zip(first8, _ORG_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def legacy_check_digit(first14: str) -> str:
    """Return the 15th digit of a registration number (ISO 7064 mod 11,10)."""
    product = 10
    for digit in first14:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def _fault(code: str) -> CodeFault | None:
    match len(code):
        case 18:
            return _uscc_fault(code)
        case 15:
            return _legacy_fault(code)
        case 9:
            return _org_fault(code)
        case length:
            return CodeFault(
                f"有 {length} 位；统一社会信用代码是 18 位（旧注册号 15 位，组织机构代码 9 位）"
            )


def _uscc_fault(code: str) -> CodeFault | None:
    for place, letter in enumerate(code, start=1):
        if letter not in _VALUES:
            return _forbidden(place, letter)
    if not code[2:8].isdigit():
        return CodeFault("第 3 至 8 位是登记机关的行政区划，应当全是数字")
    inner = code[16] == org_check_digit(code[8:16])
    outer = code[17] == uscc_check_digit(code[:17])
    if not inner and not outer:
        return CodeFault("两个校验码（第 17 位和第 18 位）都对不上，请核对是否抄错")
    if not inner:
        return CodeFault("内层校验码（第 17 位，组织机构代码的校验码）对不上，请核对第 9 至 17 位")
    if not outer:
        return CodeFault("外层校验码（最后一位）对不上，请逐位核对")
    return None


def _forbidden(place: int, letter: str) -> CodeFault:
    hint = _LOOKALIKES.get(letter)
    if hint is None:
        return CodeFault(f"第 {place} 位是“{letter}”，代码里只有数字和大写字母")
    return CodeFault(
        f"第 {place} 位是字母 {letter}；统一社会信用代码不用 I、O、Z、S、V，可能应为 {hint}"
    )


def _legacy_fault(code: str) -> CodeFault | None:
    if not (code.isascii() and code.isdigit()):
        return CodeFault("15 位注册号应当全是数字")
    if code[14] != legacy_check_digit(code[:14]):
        return CodeFault("15 位注册号的校验码（最后一位）对不上，请逐位核对")
    return None


def _org_fault(code: str) -> CodeFault | None:
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return CodeFault("9 位组织机构代码只有数字和大写字母，最后一位是数字或 X")
    if code[8] != org_check_digit(code[:8]):
        return CodeFault("9 位组织机构代码的校验码（最后一位）对不上，请逐位核对")
    return None


_KINDS: dict[int, CodeKind] = {18: "uscc", 15: "legacy15", 9: "org9"}
