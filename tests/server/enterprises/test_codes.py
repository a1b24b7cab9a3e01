import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.features.enterprises.codes import (
    ALPHABET,
    Code,
    CodeFault,
    code_from_licence_qr,
    legacy_check_digit,
    org_check_digit,
    parse_code,
    uscc_check_digit,
)

VECTORS = Path(__file__).parents[4] / "shared/data/test_vectors.json"
VALID = "91441900198020532E"

departments = st.sampled_from("123456789ANY")
areas = st.text("0123456789", min_size=6, max_size=6)
org_bodies = st.text(ALPHABET, min_size=8, max_size=8)


@st.composite
def usccs(draw: st.DrawFn) -> str:
    body = draw(org_bodies)
    classed = draw(departments) + draw(st.sampled_from("1239"))
    first17 = classed + draw(areas) + body + org_check_digit(body)
    return first17 + uscc_check_digit(first17)


def words_of(text: str) -> str:
    fault = parse_code(text)
    assert isinstance(fault, CodeFault)
    return fault.words


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared test vectors are not on this machine")
def test_the_shared_vectors_are_read_as_credit_codes() -> None:
    uscc = json.loads(VECTORS.read_text(encoding="utf-8"))["uscc"]
    letter_first = uscc["valid_but_rejected_by_python_stdnum_2.2"][0].split()[0]

    read = [parse_code(text) for text in [*uscc["valid"], letter_first]]

    assert read == [Code(text, "uscc") for text in [*uscc["valid"], letter_first]]


@given(usccs())
def test_every_well_made_credit_code_is_accepted(code: str) -> None:
    assert parse_code(code) == Code(code, "uscc")


@given(usccs(), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_always_noticed(code: str, place: int, letter: str) -> None:
    mistyped = code[:place] + letter + code[place + 1 :]

    assert (parse_code(mistyped) == Code(code, "uscc")) == (mistyped == code)
    assert mistyped == code or isinstance(parse_code(mistyped), CodeFault)


@given(usccs(), st.integers(0, 16))
def test_two_swapped_neighbours_are_always_noticed(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert swapped == code or isinstance(parse_code(swapped), CodeFault)


@given(usccs())
def test_full_width_lower_case_and_spaced_codes_are_normalised(code: str) -> None:
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code.lower())
    spaced = f"\t{full_width[:8]}\u3000{full_width[8:]} \u200b"

    assert parse_code(spaced) == Code(code, "uscc")


@given(st.text())
def test_no_text_whatever_makes_the_parser_fail(text: str) -> None:
    assert isinstance(parse_code(text), Code | CodeFault)
    assert isinstance(code_from_licence_qr(text), Code | CodeFault)


@given(st.text("0123456789", min_size=14, max_size=14))
def test_a_legacy_number_with_its_check_digit_is_accepted(first14: str) -> None:
    code = first14 + legacy_check_digit(first14)

    assert parse_code(code) == Code(code, "legacy15")


def test_a_published_legacy_number_is_accepted() -> None:
    assert parse_code("110108000000016") == Code("110108000000016", "legacy15")


@pytest.mark.parametrize("text", ["19802053-2", "198020532", "１９８０２０５３－２", "19802053—2"])
def test_an_organisation_code_is_accepted_with_and_without_hyphen(text: str) -> None:
    assert parse_code(text) == Code("198020532", "org9")


def test_a_wrong_outer_check_digit_is_named() -> None:
    assert "外层校验码" in words_of(VALID[:17] + "F")


def test_a_wrong_inner_check_digit_is_named() -> None:
    first17 = VALID[:16] + "3"

    assert "内层校验码" in words_of(first17 + uscc_check_digit(first17))


def test_both_check_digits_wrong_is_said_once() -> None:
    assert "两个校验码" in words_of(VALID[:12] + "9" + VALID[13:])


@pytest.mark.parametrize("letter", "IOZSV")
def test_a_forbidden_letter_is_named_with_its_place(letter: str) -> None:
    words = words_of(VALID[:4] + letter + VALID[5:])

    assert f"第 5 位是字母 {letter}" in words
    assert "I、O、Z、S、V" in words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有填写"),
        ("  ", "没有填写"),
        (VALID[:17], "有 17 位"),
        (VALID + "1", "有 19 位"),
        ("9144A900198020532E", "行政区划"),
        ("9144190019802053。E", "只有数字和大写字母"),
        ("9.1441900198020E+17", "科学计数"),
        ("11010800000001X", "全是数字"),
        ("110108000000017", "15 位注册号的校验码"),
        ("198020533", "组织机构代码的校验码"),
        ("1980205甲2", "只有数字和大写字母"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(text: str, said: str) -> None:
    assert said in words_of(text)


@pytest.mark.parametrize(
    "text",
    [
        f"http://www.gsxt.gov.cn/index.html?uniscid={VALID}",
        f"https://www.gsxt.gov.cn/index.html?a=1&UNISCID={VALID.lower()}&b=2",
        VALID,
    ],
)
def test_a_licence_qr_gives_the_code(text: str) -> None:
    assert code_from_licence_qr(text) == Code(VALID, "uscc")


def test_an_opaque_qr_asks_for_typing() -> None:
    fault = code_from_licence_qr("https://example.invalid/e?k=8f3a")

    assert isinstance(fault, CodeFault)
    assert "手工输入" in fault.words


def test_a_licence_qr_with_a_broken_code_is_refused() -> None:
    assert isinstance(code_from_licence_qr("?uniscid=" + VALID[:17] + "F"), CodeFault)
