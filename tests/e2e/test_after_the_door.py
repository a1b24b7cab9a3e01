"""After the door: a review read on the phone, an act mended and taken back, a second who declines.

And a phone whose numbers are used up, which keeps the act until it has got new ones.
"""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.door_pages import Door, an_act
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone
from tests.e2e.test_at_the_door import meet
from tests.e2e.waiting import wait_until

WAITING = (
    "SELECT r.id FROM registration r JOIN person p ON p.id = r.co_id"
    " WHERE p.login = 'li' AND r.co_state = 'waiting' AND r.state <> 'withdrawn'"
)
IS_MADE = "async (id) => (await fetch(`/api/papers/${id}.pdf`)).ok"
LINE = ".paper"


def the_act(ledger: Ledger, state: str) -> dict[str, Any]:
    """The demo's decision of 陈志远 that stands so."""
    return now(ledger, an_act(ledger, state))


def now(ledger: Ledger, act: str) -> dict[str, Any]:
    return dict(ledger.rows("SELECT * FROM registration WHERE id = ?", (act,))[0])


def at_work(browser: Browser, name: str) -> Phone:
    officer = Phone(browser)
    officer.sign_in(name)
    officer.has_replica()
    return officer


def downloaded(page: Page, title: str, folder: Path) -> Path:
    """The PDF of a paper, opened from its line."""
    line = page.locator(LINE, has_text=title)
    expect(line.get_by_role("button", name="下载、打印")).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        line.get_by_role("button", name="下载、打印").click()
    path = folder / "paper.pdf"
    waiting.value.save_as(path)
    return path


def correct_signer(page: Page, name: str, reason: str) -> None:
    page.get_by_role("button", name="更正").click()
    page.get_by_label("企业代表姓名").fill(name)
    page.get_by_label("原因").fill(reason)
    page.get_by_role("button", name="保存更正").click()


def turn_into_case(page: Page, title: str) -> None:
    """转为事项 at an act, and back to the act, which leads to the matter from now on."""
    act = page.url
    page.get_by_role("button", name="转为事项").click()
    page.get_by_label("什么事").fill(title)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name="事项", level=1)).to_be_visible()
    expect(page.get_by_text(title).first).to_be_visible()
    page.go_back()
    page.wait_for_url(act)
    expect(page.get_by_role("button", name="查看事项")).to_be_visible()


def assert_sealed(paper: Path, bureau: Path) -> None:
    """The paper is whole and unchanged under the seal of this bureau."""
    *_, root = load_certs_from_pemder([bureau / "keys" / "seal.pem"])
    [seal] = PdfFileReader(io.BytesIO(paper.read_bytes())).embedded_signatures
    # The browser's driver has an event loop in this thread already.
    with ThreadPoolExecutor(1) as aside:
        context = ValidationContext(trust_roots=[root])
        verdict = aside.submit(validate_pdf_signature, seal, context).result()
    assert verdict.bottom_line, verdict.pretty_print_details()
    assert verdict.coverage.name == "ENTIRE_FILE"


def test_after_its_review_an_act_is_mended_and_taken_back_offline_and_a_sealed_paper_says_so(
    phone: Browser, bureau: Bureau, ledger: Ledger, tmp_path: Path
) -> None:
    officer = at_work(phone, "chen")
    page = officer.page
    act = the_act(ledger, "in_review")
    come_to(page, f"/registrations/{act['id']}")
    expect(page.get_by_text("分局正在复核，原因：")).to_be_visible()
    expect(page.get_by_text("授权人员当时不在场").first).to_be_visible()

    turn_into_case(page, "复核时要请环评专家看现场")
    bureau.stop()
    correct_signer(page, "黄二", "写错了姓名")
    expect(page.get_by_role("heading", name="现场办理详情")).to_be_visible()
    expect(page.get_by_text("黄二").first).to_be_visible()
    page.get_by_role("button", name="撤回", exact=True).click()
    page.get_by_role("textbox", name="原因").fill("企业改了方案")
    page.get_by_role("button", name="确定撤回").click()
    expect(page.get_by_text("已撤回：企业改了方案")).to_be_visible()

    bureau.start()
    meet(officer)
    stands = now(ledger, act["id"])
    [matter] = ledger.rows("SELECT * FROM matter WHERE registration_id = ?", (act["id"],))
    assert (matter["source"], matter["state"]) == ("registration", "open")
    assert (stands["state"], stands["representative"]) == ("withdrawn", "黄二")
    assert stands["number"] == act["number"]
    wait_until(page, IS_MADE, f"{act['id']}-withdrawal")
    officer.sync_now()
    officer.go("办件")
    page.get_by_role("tab", name="现场办理").click()
    page.locator("main").get_by_role("link", name=re.compile(act["enterprise_name"])).click()
    sealed = downloaded(page, "关于撤回", tmp_path)
    assert_sealed(sealed, bureau.folder)


def test_a_second_who_declines_at_his_next_contact_opens_a_review_that_the_lead_reads(
    phone: Browser, second_phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    second = at_work(second_phone, "li")
    page = second.page
    waiting = len(ledger.rows(WAITING))
    act = the_act(ledger, "waiting")
    counter = page.get_by_role("navigation").get_by_role("link", name=re.compile("今日"))
    expect(counter).to_contain_text(f"{waiting} 项待处理")

    bureau.stop()
    page.get_by_role("link", name=re.compile(act["enterprise_name"])).click()
    page.get_by_role("button", name="不认可").click()
    page.get_by_role("textbox", name="原因").fill("当时我不在场")
    page.get_by_role("button", name="确定不认可").click()
    expect(page.get_by_text("请您作为协办人确认")).to_have_count(0)
    expect(page.get_by_text("已记下不认可，联网后上报")).to_be_visible()

    bureau.start()
    meet(second)
    if waiting > 1:
        expect(counter).to_contain_text(f"{waiting - 1} 项待处理")
    stands = now(ledger, act["id"])
    assert (stands["co_state"], stands["state"]) == ("declined", "in_review")
    lead = at_work(phone, "chen")
    come_to(lead.page, f"/registrations/{act['id']}")
    expect(lead.page.get_by_text("当时我不在场").first).to_be_visible()


def test_a_phone_without_a_number_keeps_the_act_as_a_draft_and_goes_on_when_it_has_one(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer = at_work(phone, "chen")
    page, place, door = officer.page, ledger.enterprise(2), Door(officer)
    bureau.stop()
    give_back(officer, "豁免编号")
    door.come_alone(place, 0, "办理：豁免")
    door.dots_then_a_signature("黄一")
    page.get_by_role("button", name="办结：豁免").click()
    page.get_by_role("button", name="确定办结").click()
    expect(page.get_by_text("本机没有可用的编号，这次办理已存为草稿")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("button", name="继续办理")).to_be_visible()

    bureau.start()
    meet(officer)
    # What was asked for at the door comes with the contact that takes the wish in.
    officer.go("我的")
    expect(page.get_by_role("button", name=re.compile("豁免编号"))).not_to_contain_text("已用完")
    officer.go("今日")
    page.get_by_role("button", name="继续办理").click()
    finish_later(Door(officer))
    meet(officer)
    [made] = ledger.rows("SELECT * FROM registration WHERE enterprise_id = ?", (place.id,))
    assert ledger.commands(made["id"])[0][0] == "registration.decide"
    # What was answered belongs to that act now: the next one asks anew.
    Door(officer).come_to(place)
    expect(page.get_by_role("searchbox")).to_be_visible()


def finish_later(door: Door) -> None:
    """Everything still stands that was written and signed; now there is a number too."""
    door.go_to("亮证")
    door.go_to("企业签字")
    expect(door.page.get_by_role("img", name="企业代表签名")).to_be_visible()
    door.finish()
    number = re.compile(r"东环豁（长安）〔\d{4}〕\d+号")
    expect(door.page.get_by_text(number).first).to_be_visible()


def give_back(officer: Phone, kind: str) -> None:
    """Have the phone stand without numbers of a kind."""
    page = officer.page
    officer.go("我的")
    page.get_by_role("button", name=re.compile(kind)).click()
    page.get_by_role("dialog").get_by_role("button", name="交回剩余编号").click()
    page.get_by_role("button", name="交回剩余编号").last.click()
    expect(page.get_by_text("已用完，请申请，联网同步后到手")).to_be_visible()
    officer.go("今日")
