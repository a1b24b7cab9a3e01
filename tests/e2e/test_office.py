"""Journey 5: what phones sent is seen, filtered, counted and exported at a desk."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Known, Ledger
from tests.e2e.phone_pages import Phone

GUIDANCE = "已提醒按时办理排污许可。"


@pytest.fixture
def visited(phone: Browser, ledger: Ledger, pictures: list[Path]) -> Known:
    """An enterprise where Chen was, with photos, a signature and a position."""
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    enterprise = ledger.enterprise(0)
    form = officer.begin_visit(enterprise.name)
    form.check_in_by_gps()
    form.write_guidance(GUIDANCE)
    form.add_finding("废水", "雨污分流不彻底。")
    form.take_photos(pictures)
    form.name_representative("黄先生", "厂长")
    form.sign()
    form.close()
    officer.go_home()
    officer.is_confirmed()
    phone.close()
    return enterprise


def test_the_branch_head_sees_filters_and_exports_the_visit(
    visited: Known, desktop: Browser
) -> None:
    visits = Desk(desktop, "wang").visits()
    panel = visits.open(visited.name)
    for words in (GUIDANCE, "雨污分流不彻底。", "黄先生", "误差约 18 米", "北纬 22.8"):
        expect(panel.get_by_text(words).first).to_be_visible()
    for picture in ("第 1 张照片", "第 2 张照片", "企业代表签名"):
        seen = panel.get_by_role("img", name=picture)
        expect(seen).to_be_visible()
        assert seen.evaluate("async (img) => { await img.decode(); return img.naturalWidth }") > 50
    panel.get_by_role("button", name="关闭").click()

    visits.search(visited.name)
    expect(visits.table.locator("tbody tr")).to_have_count(1)
    [line] = visits.exported()
    assert (line["企业"], line["走访人员"]) == (visited.name, "陈志远")
    assert (line["指导内容"], line["照片"], line["签字情况"]) == (GUIDANCE, 2, "已签字")

    visits.choose("人员", "李晓雯")
    expect(visits.page.get_by_text("没有符合条件的走访")).to_be_visible()
    visits.choose("人员", "陈志远")
    visits.search("")
    expect(visits.row(visited.name)).to_be_visible()
    expect(visits.table.locator("tbody tr").nth(1)).to_be_visible()
    shown = visits.table.locator("tbody tr td:first-child").all_inner_texts()
    exported = [str(row["企业"]) for row in visits.exported()]
    assert [text.splitlines()[0] for text in shown] == exported
    visits.choose_day("从", "2030-01-01")
    expect(visits.page.get_by_text("没有符合条件的走访")).to_be_visible()


def test_the_branch_head_sees_everybodys_progress_by_rank(desktop: Browser, ledger: Ledger) -> None:
    [done] = ledger.rows(
        "SELECT enterprises, target_visits FROM quota_progress q"
        " JOIN person p ON p.id = q.person_id WHERE p.login = 'wang'"
    )
    table = Desk(desktop, "wang").progress()
    own = table.get_by_role("row").filter(has_text="王建国")
    expect(own).to_contain_text("副科级以上")
    expect(own).to_contain_text("长安分局")
    expect(own).to_contain_text(f"{done['enterprises']}/{done['target_visits']}")


def test_a_manager_sees_by_branch_person_and_period_what_the_books_hold(
    desktop: Browser, ledger: Ledger
) -> None:
    oldest, *_, newest = ledger.rows(
        "SELECT e.name, b.name AS branch, b.short, date(v.opened_at, '+8 hours') AS day,"
        " p.name AS author FROM visit v JOIN enterprise e ON e.id = v.enterprise_id"
        " JOIN branch b ON b.id = v.branch_id JOIN person p ON p.id = v.author_id"
        " ORDER BY v.opened_at"
    )
    visits = Desk(desktop, "he").visits()
    visits.choose_day("从", oldest["day"])
    visits.choose_day("到", oldest["day"])
    expect(visits.row(oldest["name"])).to_be_visible()
    assert {str(line["日期"])[:10] for line in visits.exported()} == {oldest["day"]}
    visits.page.get_by_role("button", name="清除筛选").click()

    visits.choose("分局", newest["branch"])
    visits.choose("人员", newest["author"])
    expect(visits.row(newest["name"])).to_be_visible()
    found = visits.exported()
    assert {line["分局"] for line in found} == {newest["short"]}
    assert all(newest["author"] in line["走访人员"] for line in found)


def test_the_workbook_of_the_progress_is_the_screen(desktop: Browser) -> None:
    desk = Desk(desktop, "he")
    table = desk.progress()
    rows = table.locator("tbody tr")
    expect(rows.nth(1)).to_be_visible()
    whole = rows.count()
    desk.choose("职级", "副科级以上")
    expect(rows).not_to_have_count(whole)

    shown = [row.locator("td").all_inner_texts() for row in rows.all()]
    exported = [
        [
            line["姓名"],
            line["单位"],
            line["职级"],
            f"{line['已走访企业']:.0f}/{line['应走访企业']:.0f}",
            f"{line['已解决问题']:.0f}/{line['应解决问题']:.0f}",
            f"{line['走访家次']:.0f}",
        ]
        for line in desk.exported()
    ]
    assert [[cell.strip() for cell in cells[:6]] for cells in shown] == exported


def test_the_office_reads_an_enterprise_that_no_phone_of_its_own_carries(
    desktop: Browser, ledger: Ledger
) -> None:
    enterprise = ledger.enterprise(0)
    head = Desk(desktop, "he")
    head.go("企业名录")
    head.find(enterprise.code)
    head.page.get_by_role("row").filter(has_text=enterprise.name).click()

    expect(head.page.get_by_role("heading", name=enterprise.name)).to_be_visible()
    expect(head.page.get_by_text(enterprise.code)).to_be_visible()
    expect(head.page.get_by_role("link", name="修改联系方式和地址")).to_have_count(0)
    head.page.get_by_role("link", name="加带镇街资料").click()
    expect(head.page.get_by_role("heading", name="加带镇街资料")).to_be_visible()


def test_the_branch_head_gives_a_deputy_and_ends_it(desktop: Browser, ledger: Ledger) -> None:
    desk = Desk(desktop, "wang")
    desk.go("代理岗")
    desk.page.get_by_role("button", name="安排代理").click()
    panel = desk.page.get_by_role("dialog", name="安排代理")
    desk.choose("本人（A 岗）", "陈志远")
    expect(panel.get_by_label("代理人（B 岗）")).not_to_contain_text("陈志远")
    desk.choose("代理人（B 岗）", "李晓雯")
    panel.get_by_role("button", name="确定").click()
    expect(panel.get_by_text("请选好本人、代理人和起止日期")).to_be_visible()
    panel.get_by_label("结束日期").fill("2099-12-31")
    panel.get_by_role("button", name="确定").click()

    row = desk.page.get_by_role("table", name="代理岗").get_by_role("row").filter(has_text="陈志远")
    expect(row).to_contain_text("代理中")
    [given] = ledger.rows(
        "SELECT a.login AS principal, b.login AS deputy FROM deputy d"
        " JOIN person a ON a.id = d.principal_id JOIN person b ON b.id = d.deputy_id"
    )
    assert tuple(given) == ("chen", "li")
    row.get_by_role("button", name="结束代理").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="结束代理").click()
    expect(desk.page.get_by_text("现在没有人代理")).to_be_visible()
    assert ledger.rows("SELECT id FROM deputy") == []


def test_the_head_of_another_branch_sees_nothing_of_the_visits(
    desktop: Browser, ledger: Ledger
) -> None:
    of_changan = ledger.rows(
        "SELECT e.name FROM visit v JOIN enterprise e ON e.id = v.enterprise_id"
        " JOIN branch b ON b.id = v.branch_id WHERE b.name = '长安分局' LIMIT 1"
    )[0]["name"]
    [head] = ledger.rows(
        "SELECT login FROM person p JOIN branch b ON b.id = p.branch_id"
        " WHERE b.name = '虎门分局' AND p.role = 'branch_head'"
    )
    visits = Desk(desktop, head["login"]).visits()
    visits.search(of_changan)
    expect(visits.page.get_by_text("没有符合条件的走访")).to_be_visible()
