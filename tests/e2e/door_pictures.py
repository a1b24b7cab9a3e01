"""The screens of a decision at a door, of both officers, and what becomes of it."""

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.album import Album
from tests.e2e.browser import DESKTOP, PHONE, Browser
from tests.e2e.bureau import Bureau
from tests.e2e.door_pages import Door, an_act, photographed, show_picture
from tests.e2e.ledger import Ledger
from tests.e2e.moving import come_and_rest, come_to
from tests.e2e.phone_pages import Phone
from tests.e2e.phone_pictures import TO_MIDDLE
from tests.e2e.test_at_the_door import know_each_other, ready
from tests.e2e.visit_form import VisitForm

# Of the demo's enterprises one that the other pictures are not about.
PLACE = 7


def take(album: Album, lead: Browser, second: Browser, bureau: Bureau) -> None:
    ledger = Ledger(bureau.folder)
    officer, colleague = ready(lead, "chen", keys=1), ready(second, "li", keys=2)
    know_each_other(officer, colleague)
    album.keep(colleague.page, "today-waiting")
    bureau.stop()
    door = Door(officer)
    _take_triage(album, door, ledger)
    _take_form(album, door)
    _take_officers(album, door, colleague)
    _take_signing(album, door)
    _take_done(album, door)
    bureau.start()
    _take_review(album, officer, ledger)
    _take_large(album, officer, ledger)


def take_at_desk(album: Album, officer: Browser, bureau: Bureau) -> None:
    """The same pages where there is room."""
    person = _at_work(officer, "chen")
    person.page.set_viewport_size(DESKTOP)
    ledger = Ledger(bureau.folder)
    come_and_rest(person.page, f"/registrations/{an_act(ledger, 'in_review')}")
    album.keep(person.page, "act")
    person.page.get_by_role("button", name="更正").click()
    expect(person.page.get_by_label("企业代表姓名")).to_be_visible()
    album.keep(person.page, "correct")
    come_and_rest(person.page, f"/enterprises/{ledger.enterprise(PLACE + 1).id}/triage")
    album.keep(person.page, "triage")


def take_office(album: Album, browser: Browser) -> None:
    """Where the branch head reads acts and their numbers."""
    head = Phone(browser)
    head.sign_in("wang")
    page = head.page
    come_and_rest(page, "/office/acts")
    page.locator("tbody tr").filter(has_text="批准").first.click()
    expect(page.get_by_role("heading", name="现场的提问和回答")).to_be_visible()
    album.keep(page, "act")
    page.get_by_role("button", name="关闭").click()
    come_and_rest(page, "/office/numbers")
    album.keep(page, "numbers")


def _at_work(browser: Browser, name: str) -> Phone:
    officer = Phone(browser)
    officer.sign_in(name)
    officer.has_replica()
    return officer


def _take_triage(album: Album, door: Door, ledger: Ledger) -> None:
    door.come_to(ledger.enterprise(PLACE))
    album.keep(door.page, "trade")
    door.say_trade("8421")
    album.keep(door.page, "question")
    door.none_of_these()
    door.count("新增住院床位多少", 5)
    door.may_decide_here()
    expect(door.page.get_by_role("button", name="填写登记表")).to_be_visible()
    album.keep(door.page, "verdict")
    _keep_middle(album, door.page.get_by_role("button", name="填写登记表"), "next")


def _take_form(album: Album, door: Door) -> None:
    door.begin("填写登记表")
    album.keep(door.page, "form")
    _keep_middle(album, door.gaps().first, "gaps")
    door.fill_form("社区诊所建设项目")
    _keep_middle(album, door.page.locator("#field-commitment"), "form-whole")


def _take_officers(album: Album, door: Door, second: Phone) -> None:
    folder = album.folder.parent
    page = door.page
    door.go_to("两名人员")
    door.choose_way("他用自己的手机扫码")
    asked = photographed(page.get_by_role("img", name="请同事扫的二维码"), folder / "asked.png")
    album.keep(page, "officers")
    come_and_rest(second.page, "/scan")
    album.keep(second.page, "second-scans")
    show_picture(second.page.locator("main"), asked)
    expect(second.page.get_by_role("heading", name="主办同事请您确认")).to_be_visible()
    album.keep(second.page, "second-reads")
    second.page.get_by_role("button", name="我在现场，确认").click()
    code = second.page.get_by_role("img", name="确认码")
    answer = photographed(code, folder / "answer.png")
    album.keep(second.page, "second-answers")
    page.get_by_role("button", name="扫同事的确认码").click()
    show_picture(page.locator("main"), answer)
    expect(page.get_by_text("已用自己的手机确认")).to_be_visible()
    album.keep(page, "officers-both")


def _take_signing(album: Album, door: Door) -> None:
    page = door.page
    door.go_to("亮证")
    album.keep(page, "card")
    door.show_cards()
    door.go_to("企业签字")
    album.keep(page, "summary")
    page.get_by_role("button", name="转过来给企业看").click()
    album.keep(page, "summary-turned")
    page.get_by_role("button", name="看完了，转回来").click()
    page.get_by_label("企业代表姓名").fill("黄一")
    page.get_by_role("group", name="签字情况").get_by_text("已签字", exact=True).click()
    form = VisitForm(page)
    form.draw(form.signing_field)
    album.keep(page, "signing")
    page.get_by_role("button", name="签好了").click()
    expect(page.get_by_role("img", name="企业代表签名")).to_be_visible()


def _take_done(album: Album, door: Door) -> None:
    page = door.page
    page.get_by_role("button", name="办结：批准").click()
    expect(page.get_by_role("button", name="确定办结")).to_be_visible()
    album.keep(page, "finish")
    page.get_by_role("button", name="确定办结").click()
    expect(page.get_by_role("heading", name="办理结果")).to_be_visible()
    album.keep(page, "done")
    _keep_middle(album, page.get_by_role("img", name=re.compile("东环建")), "receipt")
    page.get_by_role("button", name="查看这次办理").click()
    album.keep(page, "act-unsent")


def _take_review(album: Album, officer: Phone, ledger: Ledger) -> None:
    page = officer.page
    come_to(page, "/")
    come_and_rest(page, f"/registrations/{an_act(ledger, 'in_review')}")
    album.keep(page, "act-review")
    page.get_by_role("button", name="更正").click()
    expect(page.get_by_label("企业代表姓名")).to_be_visible()
    album.keep(page, "correct")
    officer.go_back()
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_role("textbox", name="原因")).to_be_visible()
    album.keep(page, "withdraw")
    page.get_by_role("button", name="关闭").click()
    come_to(page, "/")
    come_and_rest(page, f"/registrations/{an_act(ledger, 'withdrawn')}")
    album.keep(page, "act-withdrawn")
    come_and_rest(page, "/matters")
    page.get_by_role("tab", name="现场办理").click()
    album.keep(page, "acts")


def _take_large(album: Album, officer: Phone, ledger: Ledger) -> None:
    """In the largest letters."""
    page = officer.page
    officer.go("我的")
    page.get_by_role("group", name="字体大小").get_by_text("特大", exact=True).click()
    page.set_viewport_size(PHONE)
    door = Door(officer)
    officer.go("今日")
    door.come_to_form(ledger.enterprise(PLACE + 1))
    album.keep(page, "large-form")
    door.fill_form("社区诊所建设项目")
    _keep_middle(album, page.locator("#field-commitment"), "large-form-end")
    door.go_to("两名人员")
    door.nobody_else()
    album.keep(page, "large-officers")
    door.go_to("亮证")
    album.keep(page, "large-card")
    door.show_cards()
    door.go_to("企业签字")
    album.keep(page, "large-summary")
    door.enterprise_signs("黄一")
    door.finish()
    album.keep(page, "large-done")
    _keep_middle(album, page.get_by_role("img", name=re.compile("东环建")), "large-receipt")
    come_and_rest(page, f"/registrations/{an_act(ledger, 'in_review')}")
    album.keep(page, "large-act")


def _keep_middle(album: Album, part: Locator, name: str) -> None:
    part.evaluate(TO_MIDDLE)
    album.keep(part.page, name)


def take_all(pictures: Path, browsers: dict[str, Browser], bureau: Bureau) -> None:
    """Everything of the door, with browsers by what they are: lead, second, field, office."""
    take(Album(pictures, "door"), browsers["lead"], browsers["second"], bureau)
    take_at_desk(Album(pictures, "door-desktop"), browsers["field"], bureau)
    take_office(Album(pictures, "door-office"), browsers["office"])
    for browser in browsers.values():
        browser.close()
