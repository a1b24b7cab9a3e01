"""Two cadres without a network take one case; who has it solves it; the desk assigns another."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.browser import Browser
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone
from tests.e2e.visit_form import VisitForm

NOTE = "已约第三方下周到场勘察"
IN_VAIN = "已请第三方清理了雨水口"
DONE = "共用管网已分开，雨水口不再混排"


class CasePhone(Phone):
    """A phone at the cases under 办件."""

    def open_cases(self, part: str) -> None:
        self.go("办件")
        self.page.get_by_role("tab", name=re.compile("^事项")).click()
        self.page.get_by_role("tab", name=re.compile(f"^{part}")).click()

    def open_case(self, part: str, title: str) -> None:
        self.open_cases(part)
        self.page.locator("main").get_by_role("link", name=re.compile(title)).first.click()
        expect(self.page.get_by_role("heading", name="事项", level=1)).to_be_visible()

    def take(self) -> None:
        self.page.get_by_role("button", name="包案", exact=True).click()
        self.page.get_by_role("button", name="我来包案").click()
        expect(self.page.get_by_text("已包案", exact=True)).to_be_visible()

    def note(self, words: str) -> None:
        self.page.get_by_role("button", name="更多").click()
        self.page.get_by_role("button", name="记进展").click()
        self.page.get_by_label("进展", exact=True).fill(words)
        self.page.get_by_role("button", name="保存").click()
        expect(self.timeline.get_by_text(words)).to_be_visible()

    def propose(self, words: str, pictures: list[Path]) -> None:
        self.page.get_by_role("button", name="提出办结").click()
        self.page.get_by_label("怎样解决的").fill(words)
        VisitForm(self.page).take_photos(pictures[:1])
        self.page.get_by_role("button", name="保存").click()
        expect(self.page.get_by_text("待确认", exact=True)).to_be_visible()

    def writes_again(self, words: str) -> None:
        """Find what was proposed in vain in the form again, and leave it there."""
        self.page.get_by_role("button", name="重新填报").click()
        expect(self.page.get_by_label("怎样解决的")).to_have_value(words)
        expect(VisitForm(self.page).photos).to_have_count(1)
        self.go_back()
        expect(self.page.get_by_role("heading", name="事项", level=1)).to_be_visible()

    def confirm_on_the_glass(self, name: str) -> None:
        self.page.get_by_role("button", name="请对方确认").click()
        self.page.get_by_text("已解决", exact=True).click()
        self.page.get_by_label("企业代表姓名").fill(name)
        form = VisitForm(self.page)
        form.go_on_signing()
        form.draw(form.signing_field)
        self.page.get_by_role("button", name="签好了").click()
        expect(self.page.get_by_role("img", name="企业代表签名")).to_be_visible()
        self.page.get_by_role("button", name="保存").click()
        expect(self.page.get_by_text("已确认", exact=True)).to_be_visible()

    @property
    def timeline(self) -> Locator:
        return self.page.locator(".case-events")


@pytest.fixture
def phones(phone: Browser, second_phone: Browser) -> list[CasePhone]:
    """The phones of Chen and Li with the replica of their branch."""
    both = [CasePhone(phone), CasePhone(second_phone)]
    for one, login in zip(both, ("chen", "li"), strict=True):
        one.sign_in(login)
        one.has_replica()
    return both


def hard_case(ledger: Ledger) -> Any:
    [row] = ledger.rows("SELECT * FROM matter WHERE hard = 1 AND state = 'open'")
    return row


def events(ledger: Ledger, matter_id: str) -> list[tuple[str, str]]:
    rows = ledger.rows(
        "SELECT e.kind, coalesce(p.login, '') AS who FROM matter_event e"
        " LEFT JOIN person p ON p.id = e.by_id WHERE matter_id = ? ORDER BY e.received_at, e.at",
        (matter_id,),
    )
    return [(row["kind"], row["who"]) for row in rows]


def solve(phone: CasePhone, pictures: list[Path]) -> None:
    phone.note("企业同意先做雨水口")
    phone.propose(DONE, pictures)
    phone.confirm_on_the_glass("黄先生")


def test_two_take_one_case_offline_and_who_has_it_brings_it_to_the_signature(
    phones: list[CasePhone], ledger: Ledger, pictures: list[Path], tmp_path: Path
) -> None:
    chen, li = phones
    matter = hard_case(ledger)
    for one in phones:
        one.page.context.set_offline(True)
        one.open_case("疑难待包案", matter["title"])
        one.take()
    chen.page.screenshot(path=tmp_path / "taken.png", full_page=True)
    li.note(NOTE)
    li.propose(IN_VAIN, pictures)
    solve(chen, pictures)
    chen.page.screenshot(path=tmp_path / "confirmed-here.png", full_page=True)
    assert hard_case(ledger)["holder_id"] is None

    chen.page.context.set_offline(False)
    expect(chen.status).to_contain_text(re.compile(r"全部已确认"), timeout=30_000)
    li.page.context.set_offline(False)
    notice = li.page.get_by_text(re.compile("陈志远已于.*包案"))
    expect(notice).to_be_visible(timeout=30_000)
    li.page.screenshot(path=tmp_path / "lost.png", full_page=True)
    expect(li.timeline.get_by_text(NOTE)).to_be_visible()
    expect(li.page.get_by_text("已确认", exact=True)).to_be_visible()
    li.writes_again(IN_VAIN)
    li.go_back()
    expect(li.page.get_by_role("tab", name=re.compile("^事项"), selected=True)).to_be_visible()
    li.page.screenshot(path=tmp_path / "list.png", full_page=True)

    [row] = ledger.rows("SELECT * FROM matter WHERE id = ?", (matter["id"],))
    assert (row["state"], row["solved_by"] == row["holder_id"]) == ("confirmed", True)
    told = events(ledger, matter["id"])
    assert [kind for kind, who in told if who == "li"] == ["log"], "who lost it keeps his notes"
    assert [kind for kind, who in told if who == "chen" and kind != "flagged"] == [
        *("opened", "taken", "log", "proposed", "confirmed"),
    ]
    [solved] = ledger.rows("SELECT state FROM finding WHERE id = ?", (matter["finding_id"],))
    assert solved["state"] == "solved"


def test_a_problem_of_a_visit_is_turned_into_a_case_and_taken_offline(
    phones: list[CasePhone], ledger: Ledger, tmp_path: Path
) -> None:
    chen, _ = phones
    place = ledger.enterprise(0)
    form = chen.begin_visit(place.name)
    form.check_in_by_gps()
    form.write_guidance("已讲解")
    form.add_finding("废水", "雨污未分流，雨水口有油花")
    form.nobody_may_sign("只有门卫")
    form.close()
    chen.go_home()
    chen.open_visit(place.name)
    chen.page.context.set_offline(True)
    chen.page.get_by_role("button", name="转为事项").click()
    chen.page.get_by_text("疑难", exact=True).last.click()
    chen.page.get_by_label("难在哪里").fill("和邻厂共用管网")
    chen.page.screenshot(path=tmp_path / "turning.png", full_page=True)
    chen.page.get_by_role("button", name="登记", exact=True).click()
    expect(chen.page.get_by_role("heading", name="事项", level=1)).to_be_visible()
    chen.take()
    chen.page.context.set_offline(False)
    chen.is_confirmed()

    [row] = ledger.rows("SELECT * FROM matter WHERE enterprise_id = ?", (place.id,))
    assert (row["state"], row["hard"], row["source"]) == ("taken", 1, "finding")
    assert [kind for kind, _ in events(ledger, row["id"])] == ["opened", "flagged", "taken"]


def test_the_head_enters_a_petition_assigns_it_and_looking_at_the_name_is_written_down(
    desktop: Browser, ledger: Ledger, tmp_path: Path
) -> None:
    head = Desk(desktop, "wang")
    head.go("事项")
    page = head.page
    expect(page.locator("tbody tr").first).to_be_visible()
    page.screenshot(path=tmp_path / "desk.png")
    page.get_by_role("button", name="登记信访").click()
    page.get_by_text("来信", exact=True).click()
    page.get_by_label("什么事").fill("学校旁喷漆气味")
    page.get_by_label("姓名").fill("演示家长")
    page.screenshot(path=tmp_path / "petition.png")
    page.get_by_role("button", name="登记", exact=True).click()
    panel = page.locator(".side-panel")
    expect(panel.get_by_role("heading", name="学校旁喷漆气味")).to_be_visible()
    expect(panel.get_by_text("演示家长")).to_have_count(0)
    panel.get_by_role("button", name="查看信访人").click()
    expect(panel.get_by_text("演示家长")).to_be_visible()

    panel.get_by_role("button", name="指定或移交").click()
    panel.get_by_label("交给谁").select_option(label="李晓雯")
    panel.get_by_label("原因").fill("由你跟进")
    panel.get_by_role("button", name="保存").click()
    expect(panel.get_by_text("移交给 李晓雯")).to_be_visible()
    page.screenshot(path=tmp_path / "assigned.png")
    [row] = ledger.rows("SELECT * FROM matter WHERE title = '学校旁喷漆气味'")
    assert events(ledger, row["id"]) == [("opened", "wang"), ("handed_over", "wang")]
    looks = ledger.rows("SELECT * FROM audit_entry WHERE event = 'look.petitioner'")
    assert [look["subject"] for look in looks] == [row["id"]]


def test_the_other_party_answers_a_link_without_signing_in(
    desktop: Browser, phone: Browser, ledger: Ledger, tmp_path: Path
) -> None:
    [row] = ledger.rows("SELECT * FROM matter WHERE state = 'solved_proposed'")
    head = Desk(desktop, "wang")
    head.go("事项")
    head.page.locator("tbody tr").filter(has_text=row["title"]).filter(has_text="待确认").click()
    head.page.get_by_role("button", name="生成一次性链接").click()
    address = head.page.locator(".case-address").inner_text()

    page = phone.open(address)
    expect(page.get_by_role("heading", name=row["title"])).to_be_visible()
    page.get_by_text("已解决", exact=True).click()
    page.screenshot(path=tmp_path / "link.png")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("谢谢，您的答复已经收到。")).to_be_visible()

    [after] = ledger.rows("SELECT * FROM matter WHERE id = ?", (row["id"],))
    assert after["state"] == "confirmed"
    page.goto("/verify")
    page.goto(address)
    expect(page.get_by_text(re.compile("已经用过或已失效"))).to_be_visible()
