from datetime import date
from pathlib import Path

import pytest

from server.features.enterprises.codes import Code
from server.features.enterprises.rows import Draft, RefusedRow, read_rows
from server.features.enterprises.table import open_table
from server.features.enterprises.towns import gazetteer
from tests.server.enterprises.sheets import BUREAU, HEADER, HUAQIAO, JINYUAN, csv_file

TODAY = date(2026, 11, 23)
PLACES = gazetteer([("441900006", "莞城街道"), ("441900119", "长安镇")])
REAL = Path(__file__).parents[4] / "shared/data/dongguan_enterprises.csv.gz"


def read(*rows: list[str], header: list[str] = HEADER) -> list[Draft | RefusedRow]:
    return list(read_rows(open_table("a.csv", csv_file(header, *rows)), PLACES, TODAY))


def only_refusal(*rows: list[str], header: list[str] = HEADER) -> RefusedRow:
    (refused,) = [row for row in read(*rows, header=header) if isinstance(row, RefusedRow)]
    return refused


def test_a_messy_row_is_normalised() -> None:
    messy = [
        "９１441900 77096480xh",
        " 東莞市ＡＢＣ（长安）厂\u3000",
        "２０１９年３月４日",
        "长安振安路",
    ]

    (draft,) = read(messy)

    assert isinstance(draft, Draft)
    assert draft.code == Code("9144190077096480XH", "uscc")
    assert draft.name == "東莞市ABC（长安）厂"
    assert draft.registered_on == date(2019, 3, 4)
    assert draft.town_code == "441900119"


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["91441900198020532F", "甲厂", "", ""], "统一社会信用代码", "外层校验码"),
        (["", "甲厂", "", ""], "统一社会信用代码", "没有填写代码"),
        ([HUAQIAO[0], " ", "", ""], "企业名称", "没有填写企业名称"),
        ([HUAQIAO[0], "厂" * 201, "", ""], "企业名称", "超过 200 个字"),
        ([HUAQIAO[0], "甲厂", "2019-02-30", ""], "成立日期", "看不懂这个日期"),
        ([HUAQIAO[0], "甲厂", "", "路" * 301], "地址", "超过 300 个字"),
        ([HUAQIAO[0], "甲厂", "", "", "多的"], "表头以外", "列数比表头多"),
    ],
)
def test_a_bad_row_is_named_by_row_and_column(row: list[str], column: str, said: str) -> None:
    refused = only_refusal(BUREAU, row)

    (fault,) = refused.faults
    assert (fault.row, fault.column) == (3, column)
    assert said in fault.words
    assert list(refused.cells) == row


def test_all_that_is_wrong_in_a_row_is_said_at_once() -> None:
    assert len(only_refusal(["x", "", "?", ""]).faults) == 3


def test_of_two_equal_codes_the_second_is_refused() -> None:
    again = [HUAQIAO[0].lower(), "另一个厂", "", ""]

    refused = only_refusal(HUAQIAO, JINYUAN, again)

    assert refused.faults[0].words == "与第 2 行的统一社会信用代码相同，只导入前一行"
    assert refused.row == 4


def test_a_refused_row_does_not_take_the_code() -> None:
    nameless = [HUAQIAO[0], "", "", ""]

    kinds = [type(row) for row in read(nameless, HUAQIAO)]

    assert kinds == [RefusedRow, Draft]


def test_blank_rows_are_passed_over_and_still_counted() -> None:
    assert [row.row for row in read(HUAQIAO, ["", " ", "", ""], JINYUAN)] == [2, 4]


def test_short_rows_are_read() -> None:
    (draft,) = read([HUAQIAO[0], "甲厂"])

    assert isinstance(draft, Draft)
    assert draft.town_code is None


def test_a_town_column_goes_before_the_address() -> None:
    (draft,) = read([*BUREAU, "莞城"], header=[*HEADER, "所属镇街"])

    assert isinstance(draft, Draft)
    assert draft.town_code == "441900006"


@pytest.mark.skipif(
    not REAL.exists(), reason="the file of real registrations is not on this machine"
)
def test_the_file_of_real_registrations_is_read_whole() -> None:
    rows = list(read_rows(open_table(REAL.name, REAL.read_bytes()), PLACES, TODAY))

    assert len(rows) == 23_294
    assert [row for row in rows if isinstance(row, RefusedRow)] == []
