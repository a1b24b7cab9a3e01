"""Journey 1: a visit is written at the enterprise, without a network, and survives everything."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import SAVED_HERE, Phone, listening, tapping
from tests.e2e.visit_form import VisitForm

GUIDANCE = "已提醒按时办理排污许可，并核对危废台账。"
FINDING = "车间门口废气管道脱落，未接入治理设施。"
PIXELS_OF = (
    "async (img) => { await img.decode(); const paper = document.createElement('canvas');"
    " paper.width = img.naturalWidth; paper.height = img.naturalHeight;"
    " paper.getContext('2d').drawImage(img, 0, 0); return paper.toDataURL() }"
)


@pytest.fixture
def officer(phone: Browser) -> Phone:
    """Chen's phone with the replica of his branch."""
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    return officer


def write_visit(form: VisitForm, pictures: list[Path]) -> None:
    form.check_in_by_gps()
    form.write_guidance(GUIDANCE)
    form.add_finding("废气", FINDING)
    form.take_photos(pictures)
    form.name_representative("黄先生", "厂长")
    form.sign()


def test_two_taps_lead_from_home_to_a_visit(officer: Phone, ledger: Ledger) -> None:
    enterprise = ledger.enterprise(0)
    officer.go("企业")
    officer.find(enterprise.name)
    officer.found(enterprise.name).click()
    expect(officer.page.get_by_role("heading", name="一企一档")).to_be_visible()
    officer.go_back()
    officer.go("今日")
    taps = tapping(officer.page)
    officer.page.get_by_role("button", name="新走访").click()
    officer.found(enterprise.name).first.click()
    officer.form()
    assert taps() == 2


def test_a_whole_visit_waits_in_words_and_arrives_once(
    officer: Phone, bureau: Bureau, ledger: Ledger, pictures: list[Path]
) -> None:
    enterprise = ledger.enterprise(0)
    bureau.stop()
    said = listening(officer.page)
    form = officer.begin_visit(enterprise.name)
    write_visit(form, pictures)
    form.close()
    expect(officer.page.get_by_role("heading", name=SAVED_HERE)).to_be_visible()
    officer.go_home()

    officer.open_outbox()
    item = officer.outbox_item(enterprise.name)
    expect(item).to_contain_text("待上传")
    expect(item).to_contain_text("照片和签名 0/3")
    expect(officer.status).to_contain_text("离线中，1 条待上传")
    officer.is_not_confirmed()
    # Before its end the visit is no record yet, and the line says that it is unfinished.
    assert not [line for line in said() if "全部已确认" in line and "没有完成" not in line]

    bureau.start()
    officer.sync_now()
    officer.is_confirmed()
    expect(item).to_contain_text("已送达")
    [visit] = ledger.visits(enterprise.id)
    assert visit["guidance"] == GUIDANCE
    assert (visit["checkin_source"], visit["accuracy_m"]) == ("gps", 18)
    assert (visit["representative"], visit["sign_state"]) == ("黄先生", "signed")
    assert ledger.findings(visit["id"]) == [FINDING]
    assert ledger.photo_states(visit["id"]) == ["received", "received"]
    assert ledger.commands(visit["id"]) == [("visit.close", "applied")]


def test_a_visit_under_the_offline_switch_with_a_pin_and_nobody_to_sign_arrives_once(
    officer: Phone, ledger: Ledger, pictures: list[Path]
) -> None:
    enterprise = ledger.enterprise(0)
    network = officer.page.context
    network.set_offline(True)
    form = officer.begin_visit(enterprise.name)
    form.check_in_by_pin()
    form.write_guidance(GUIDANCE)
    form.take_photos(pictures[:1])
    form.nobody_may_sign("现场只有门卫，没有授权人员")
    form.close()
    expect(officer.page.get_by_role("heading", name=SAVED_HERE)).to_be_visible()
    officer.go_home()
    expect(officer.status).to_contain_text("离线中，1 条待上传")
    officer.is_not_confirmed()
    assert ledger.visits(enterprise.id) == []

    network.set_offline(False)
    officer.sync_now()
    officer.is_confirmed()
    [visit] = ledger.visits(enterprise.id)
    assert visit["checkin_source"] == "pin"
    assert min(visit["lat_e7"], visit["lng_e7"], visit["accuracy_m"]) > 0
    assert (visit["sign_state"], visit["sign_reason"]) == ("absent", "现场只有门卫，没有授权人员")
    assert ledger.photo_states(visit["id"]) == ["received"]
    assert ledger.commands(visit["id"]) == [("visit.close", "applied")]


def test_a_refused_position_gives_way_to_the_town(
    playwright: Any, bureau: Bureau, ledger: Ledger, tmp_path: Path
) -> None:
    browser = Browser(playwright, tmp_path / "shy-phone", bureau.url, tells_position=False)
    officer = Phone(browser)
    officer.sign_in("chen")
    officer.has_replica()
    enterprise = ledger.enterprise(0)
    form = officer.begin_visit(enterprise.name)
    form.page.get_by_role("button", name="定位签到").click()
    expect(form.page.get_by_text("手机没有允许定位")).to_be_visible()
    form.check_in_by_town("长安镇")
    form.write_guidance(GUIDANCE)
    form.refuse_signature("企业对记录内容有异议")
    form.close()
    officer.go_home()
    officer.is_confirmed()
    browser.close()

    [visit] = ledger.visits(enterprise.id)
    assert (visit["checkin_source"], visit["lat_e7"]) == ("town", None)
    assert (visit["sign_state"], visit["sign_reason"]) == ("refused", "企业对记录内容有异议")


def test_a_draft_survives_kill_9_with_photos_and_strokes(
    officer: Phone, ledger: Ledger, pictures: list[Path]
) -> None:
    enterprise = ledger.enterprise(0)
    form = officer.begin_visit(enterprise.name)
    form.check_in_by_gps()
    form.write_guidance(GUIDANCE)
    form.add_finding("废气", FINDING)
    form.take_photos(pictures[:1])
    form.page.get_by_label("第 1 张照片的说明").fill("废气管道")
    photo = form.photos.first.evaluate(PIXELS_OF)
    field = form.open_signing()
    form.draw(field)
    form.page.get_by_role("dialog").get_by_role("button", name="取消").click()
    strokes = drawing(form)

    officer.die_and_return()
    expect(officer.page.get_by_role("heading", name=enterprise.name)).to_be_visible()
    expect(officer.page.get_by_text("未完成")).to_be_visible()
    form = officer.continue_visit()
    expect(form.guidance).to_have_value(GUIDANCE)
    expect(form.finding(1).get_by_label("问题描述")).to_have_value(FINDING)
    expect(form.page.get_by_text("手机定位，误差约 18 米")).to_be_visible()
    expect(form.page.get_by_label("第 1 张照片的说明")).to_have_value("废气管道")
    assert form.photos.first.evaluate(PIXELS_OF) == photo
    assert drawing(form) == strokes


def drawing(form: VisitForm) -> str:
    """Open the field with the strokes kept so far; return what it shows."""
    form.go_on_signing()
    expect(form.page.get_by_role("button", name="撤销一笔")).to_be_enabled()
    pixels: str = form.signing_field.evaluate("(canvas) => canvas.toDataURL()")
    return pixels


def test_a_discarded_draft_is_gone(officer: Phone, ledger: Ledger) -> None:
    enterprise = ledger.enterprise(0)
    form = officer.begin_visit(enterprise.name)
    form.write_guidance(GUIDANCE)
    officer.die_and_return()
    officer.discard_visit()
    expect(officer.page.get_by_role("button", name="继续上次走访")).to_have_count(0)

    officer.page.reload()
    expect(officer.page.get_by_role("heading", name="陈志远，您好")).to_be_visible()
    expect(officer.page.get_by_role("button", name="继续上次走访")).to_have_count(0)
    assert ledger.visits(enterprise.id) == []


def close_short_visit(officer: Phone, enterprise: str, more: Callable[[VisitForm], None]) -> None:
    form = officer.begin_visit(enterprise)
    form.write_guidance(GUIDANCE)
    more(form)
    form.refuse_signature("企业代表认为不需要签字")
    form.close()
    officer.go_home()


def test_a_visit_is_corrected_and_withdrawn_with_reasons(officer: Phone, ledger: Ledger) -> None:
    enterprise = ledger.enterprise(0)
    close_short_visit(officer, enterprise.name, lambda _: None)
    officer.is_confirmed()

    officer.open_visit(enterprise.name)
    officer.correct_guidance("已补充告知危废转移联单。", "漏写危废")
    expect(officer.page.get_by_text("原因：漏写危废")).to_be_visible()
    officer.withdraw("记错企业")
    expect(officer.page.get_by_text("这次走访已撤回，原因：记错企业")).to_be_visible()
    officer.go_back()
    officer.go("今日")
    officer.sync_now()
    officer.is_confirmed()

    [visit] = ledger.visits(enterprise.id)
    assert visit["guidance"] == "已补充告知危废转移联单。"
    assert (visit["state"], visit["withdrawn_reason"]) == ("withdrawn", "记错企业")
    revisions = ledger.rows(
        "SELECT action, reason FROM visit_revision WHERE visit_id = ? ORDER BY at", (visit["id"],)
    )
    assert [tuple(row) for row in revisions] == [("correct", "漏写危废"), ("withdraw", "记错企业")]


def test_two_officers_on_one_visit_make_one_visit(
    officer: Phone, second_phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    co_officer = Phone(second_phone)
    co_officer.sign_in("li")
    co_officer.has_replica()
    bureau.stop()
    enterprise = ledger.enterprise(0)
    close_short_visit(officer, enterprise.name, lambda form: form.add_companion("lxw", "李晓雯"))
    close_short_visit(co_officer, enterprise.name, lambda form: form.add_companion("czy", "陈志远"))

    bureau.start()
    for each in (officer, co_officer):
        each.sync_now()
        each.is_confirmed()
    [visit] = ledger.visits(enterprise.id)
    assert ledger.participants(visit["id"]) == {"chen", "li"}


def test_the_back_key_closes_what_lies_over_the_form_and_keeps_the_form(
    officer: Phone, ledger: Ledger
) -> None:
    form = officer.begin_visit(ledger.enterprise(0).name)
    form.write_guidance(GUIDANCE)
    form.draw(form.open_signing())

    officer.page.go_back()
    expect(form.signing_field).to_have_count(0)
    officer.page.get_by_role("button", name="选择镇街").click()
    officer.page.go_back()
    expect(officer.page.get_by_role("heading", name="选择镇街")).to_be_hidden()

    expect(form.guidance).to_have_value(GUIDANCE)


def test_a_signature_falls_when_what_was_signed_is_changed(officer: Phone, ledger: Ledger) -> None:
    form = officer.begin_visit(ledger.enterprise(0).name)
    form.write_guidance(GUIDANCE)
    form.sign()

    form.write_guidance("改了一句")

    expect(officer.page.get_by_text("原来的签名已作废")).to_be_visible()
    expect(officer.page.get_by_role("img", name="企业代表签名")).to_have_count(0)
    form.ask_to_close()
    expect(officer.page.get_by_text("没有选择签字情况")).to_be_visible()
