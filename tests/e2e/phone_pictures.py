"""The officer's screens, one after the other as a visit goes."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.album import Album
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Known, Ledger
from tests.e2e.phone_pages import Phone
from tests.e2e.test_reviews import amend
from tests.e2e.visit_form import VisitForm

LONG_NAME = (
    "东莞市长安镇振兴精密电子科技股份有限公司松山湖高新技术产业开发区第二分公司（塑胶模具部）"
)
RESCUE = "rescue.dsr"
TO_MIDDLE = "(part) => part.scrollIntoView({block: 'center'})"


def take(
    album: Album, browser: Browser, second: Browser, bureau: Bureau, photos: list[Path]
) -> None:
    officer = Phone(browser)
    expect(officer.page.get_by_role("heading", name="上门办")).to_be_visible()
    album.keep(officer.page, "sign-in")
    officer.sign_in("chen")
    officer.has_replica()
    album.keep(officer.page, "today")
    registry = Ledger(bureau.folder)
    place, visited, crossed = (registry.enterprise(n) for n in range(3))
    _take_registry(album, officer, place)
    bureau.stop()
    _take_visit(album, officer, visited, photos)
    _take_waiting(album, officer, place, album.folder.parent / RESCUE)
    bureau.start()
    _take_sent(album, officer, visited)
    _take_review(album, officer, Phone(second), crossed)
    _take_own(album, officer)


def _take_registry(album: Album, officer: Phone, enterprise: Known) -> None:
    page = officer.page
    officer.go("企业")
    album.keep(page, "enterprises")
    officer.find(enterprise.initials[6:12])
    expect(officer.found(enterprise.name)).to_be_visible()
    album.keep(page, "found")
    page.get_by_role("button", name="扫执照二维码").click()
    expect(page.get_by_label("二维码文字或信用代码")).to_be_visible()
    album.keep(page, "licence")
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_label("二维码文字或信用代码")).to_be_hidden()
    officer.found(enterprise.name).click()
    expect(page.get_by_role("heading", name="一企一档")).to_be_visible()
    album.keep(page, "enterprise")
    page.get_by_role("link", name="修改联系方式和地址").click()
    expect(page.get_by_role("heading", name="修改联系方式和地址")).to_be_visible()
    album.keep(page, "amend")
    officer.go_back()
    officer.go_back()
    officer.find("新设五金加工店")
    page.get_by_role("button", name="登记新企业").click()
    page.get_by_label("企业名称").fill("东莞市长安新设五金加工店")
    album.keep(page, "new-enterprise")
    officer.go_back()
    officer.go("今日")


def _take_visit(album: Album, officer: Phone, enterprise: Known, photos: list[Path]) -> None:
    page = officer.page
    page.get_by_role("button", name="新走访").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    album.keep(page, "new-visit")
    officer.find(enterprise.name)
    officer.found(enterprise.name).click()
    form = officer.form()
    album.keep(page, "visit")
    page.get_by_role("button", name="选择镇街").click()
    expect(page.get_by_role("button", name="长安镇", exact=True)).to_be_visible()
    album.keep(page, "check-in-town")
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="示意图选点").click()
    expect(page.get_by_role("heading", name="示意图选点")).to_be_visible()
    album.keep(page, "check-in-pin")
    page.get_by_role("button", name="关闭").click()
    _fill(form, photos)
    page.locator("#card-findings").evaluate(TO_MIDDLE)
    album.keep(page, "findings")
    page.locator("#card-photos").evaluate(TO_MIDDLE)
    album.keep(page, "photos")
    _take_signing(album, form)
    form.ask_to_close()
    album.keep(page, "check")
    form.confirm_closing()
    expect(page.get_by_role("heading", name="走访已完成")).to_be_visible()
    album.keep(page, "done-waiting")
    officer.go_home()


def _fill(form: VisitForm, photos: list[Path]) -> None:
    form.check_in_by_gps()
    form.write_guidance("已提醒按时办理排污许可，并核对危险废物台账。")
    form.add_finding("废气", "喷漆房废气管道接口脱落，需重新密封。")
    form.take_photos(photos)
    form.name_representative("黄先生", "厂长")


def _take_signing(album: Album, form: VisitForm) -> None:
    form.draw(form.open_signing())
    album.keep(form.page, "signing")
    form.page.get_by_role("button", name="签好了").click()
    signature = form.page.get_by_role("img", name="企业代表签名")
    expect(signature).to_be_visible()
    signature.evaluate(TO_MIDDLE)
    album.keep(form.page, "signed")


def _take_waiting(album: Album, officer: Phone, enterprise: Known, rescue: Path) -> None:
    form = officer.begin_visit(enterprise.name)
    form.write_guidance("已告知新建项目须先办理环评手续。")
    officer.page.get_by_role("button", name="暂存").click()
    expect(officer.page.get_by_role("button", name="继续上次走访")).to_be_visible()
    album.keep(officer.page, "today-offline")
    officer.open_outbox()
    album.keep(officer.page, "outbox-waiting")
    export = officer.page.get_by_role("button", name="导出未上传的记录")
    with officer.page.expect_download() as waiting:
        export.click()
    waiting.value.save_as(rescue)
    export.evaluate(TO_MIDDLE)
    album.keep(officer.page, "outbox-rescue")


def _take_sent(album: Album, officer: Phone, enterprise: Known) -> None:
    page = officer.page
    officer.sync_now()
    officer.is_confirmed()
    album.keep(page, "outbox-confirmed")
    officer.go_back()
    officer.go("办件")
    album.keep(page, "visits")
    page.locator("main").get_by_role("link", name=re.compile(enterprise.name)).click()
    expect(page.get_by_role("heading", name="走访详情")).to_be_visible()
    album.keep(page, "visit-record")
    page.get_by_role("button", name="更正").click()
    expect(page.get_by_label("指导内容")).to_be_visible()
    album.keep(page, "correct")
    officer.go_back()
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_role("textbox", name="原因")).to_be_visible()
    album.keep(page, "withdraw")
    page.get_by_role("button", name="关闭").click()
    officer.go_back()


def _take_own(album: Album, officer: Phone) -> None:
    page = officer.page
    officer.go("我的")
    album.keep(page, "mine")
    page.get_by_role("link", name=re.compile("已登录的设备")).click()
    expect(page.get_by_text("最近使用").first).to_be_visible()
    album.keep(page, "sign-ins")
    officer.go_back()
    page.get_by_role("group", name="字体大小").get_by_text("特大", exact=True).click()
    page.get_by_role("group", name="显示").get_by_text("户外高对比").click()
    officer.go("今日")
    expect(page.get_by_role("heading", name=re.compile("您好"))).to_be_visible()
    album.keep(page, "today-large-outdoor")
    officer.register_enterprise(LONG_NAME, "振安中路 1 号振兴工业园 A 栋", "长安镇")
    album.keep(page, "enterprise-large-outdoor")
    page.get_by_role("button", name="开始走访").click()
    officer.form()
    album.keep(page, "visit-large-outdoor")


def _take_review(album: Album, officer: Phone, colleague: Phone, enterprise: Known) -> None:
    """What the officer is told when a colleague changed the same number first."""
    officer.page.context.set_offline(True)
    amend(officer, enterprise, "13800000071")
    colleague.sign_in("li")
    colleague.has_replica()
    amend(colleague, enterprise, "13800000072")
    colleague.is_confirmed()
    officer.page.context.set_offline(False)
    officer.open_outbox()
    officer.sync_now()
    item = officer.outbox_item(enterprise.name).first
    expect(item.get_by_role("table")).to_be_visible()
    item.evaluate(TO_MIDDLE)
    album.keep(officer.page, "outbox-review")
    officer.go_back()
