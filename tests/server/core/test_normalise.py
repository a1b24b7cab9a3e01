from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.normalise import Cell, cell_text, parse_date, tidy, tidy_or_blank

DAY = date(2019, 3, 4)
SPELLINGS = [
    "{d:%Y-%m-%d}",
    "{d.year}.{d.month:02}.{d.day:02}",
    "{d.year}.{d.month}.{d.day}",
    "{d.year}年{d.month}月{d.day}日",
    "{d.year}年{d.month:02}月{d.day:02}",
    "{d.year} 年 {d.month} 月 {d.day} 日",
    "{d.year}/{d.month}/{d.day}",
    "{d:%Y%m%d}",
    "{d:%Y-%m-%d} 00:00:00",
    "{d:%Y-%m-%d}T08:30",
]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(SPELLINGS))
def test_a_date_is_read_in_every_usual_spelling(day: date, spelling: str) -> None:
    assert parse_date(spelling.format(d=day)) == day


@given(st.text())
def test_no_text_whatever_makes_the_date_parser_fail(text: str) -> None:
    assert isinstance(parse_date(text), date | None)


@pytest.mark.parametrize(
    "text", ["２０１９．０３．０４", "２０１９年３月４日", " 2019-3-4 ", "43528"]
)
def test_full_width_padded_and_serial_dates_are_read(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    ["", "2019-02-30", "2019.13.01", "04/03/2019", "2019", "2019年3月", "20190230", "1899-12-31",
     "2101-01-01", "99999", "昨天"],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("=1+1", "=1+1"),
        (110108000000016.0, "110108000000016"),
        (125.3, "125.3"),
        (91441900198020225.0, "9.14419001980202E+16"),
        (datetime(2019, 3, 4, 12, 0), "2019-03-04"),  # noqa: DTZ001 - a sheet knows no zones
        (DAY, "2019-03-04"),
        (time(8, 30), "08:30:00"),
        (True, "是"),
        (False, "否"),
    ],
)
def test_a_cell_becomes_the_text_that_a_person_reads(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


def test_tidy_keeps_words_and_brackets_and_halves_letters_and_digits() -> None:
    assert tidy("\ufeff　ＡＢＢ（中国）　 １２３号\t厂 \x00") == "ABB（中国） 123号 厂"


@pytest.mark.parametrize("text", ["N/A", " - ", "无", "——", "NULL", ""])
def test_signs_for_nothing_are_nothing(text: str) -> None:
    assert tidy_or_blank(text) == ""


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
