"""An administrator imports a list of enterprises in the browser, and takes it back."""

import csv
from pathlib import Path

from playwright.sync_api import expect

from tests.credit_codes import credit_code
from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Ledger

TITLES = ("证照编号", "企业名称", "地址")


def write_list(path: Path) -> None:
    """Two good rows, a wrong check digit and a row without a name."""
    wrong = credit_code(3)[:-1] + ("0" if credit_code(3)[-1] != "0" else "1")
    rows = (
        (credit_code(1), "东莞市导入甲五金有限公司", "东莞市长安镇沙头路1号"),
        (credit_code(2), "东莞市导入乙五金有限公司", "东莞市长安镇沙头路2号"),
        (wrong, "东莞市导入丙五金有限公司", "东莞市长安镇沙头路3号"),
        (credit_code(4), "", "东莞市长安镇沙头路4号"),
    )
    with path.open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows((TITLES, *rows))


def test_a_list_is_mapped_checked_imported_and_taken_back(
    desktop: Browser, ledger: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "名单.csv"
    write_list(path)
    desk = Desk(desktop, "admin").imports()
    assert desk.template_titles()[:2] == ["统一社会信用代码（必填）", "企业名称（必填）"]

    desk.check(path)
    expect(desk.page.get_by_text("文件缺少“统一社会信用代码”列")).to_be_visible()
    desk.map_column("统一社会信用代码", "证照编号")
    expect(desk.count("新增")).to_have_text("2")
    expect(desk.count("不合格")).to_have_text("2")
    expect(desk.faults).to_have_count(2)
    expect(desk.faults.nth(0)).to_contain_text("第 4 行")
    expect(desk.faults.nth(0)).to_contain_text("校验码")
    expect(desk.faults.nth(1)).to_contain_text("第 5 行")
    expect(desk.faults.nth(1)).to_contain_text("企业名称")
    assert imported(ledger) == []

    desk.commit(2)
    assert imported(ledger) == ["东莞市导入乙五金有限公司", "东莞市导入甲五金有限公司"]
    refused = desk.rejects()
    assert [row["企业名称"] for row in refused] == ["东莞市导入丙五金有限公司", ""]
    assert "校验码" in str(refused[0])

    desk.undo()
    expect(desk.page.get_by_text("已撤销 2 行")).to_be_visible()
    assert imported(ledger) == []


def imported(ledger: Ledger) -> list[str]:
    found = ledger.rows("SELECT name FROM enterprise WHERE name LIKE '东莞市导入%' ORDER BY name")
    return [row["name"] for row in found]
