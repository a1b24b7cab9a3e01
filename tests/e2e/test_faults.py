"""Lines cut, processes killed and disks full: everything once, and no word too early."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Known, Ledger
from tests.e2e.phone_pages import Phone, listening
from tests.e2e.proxy import Fate, Line, Request
from tests.e2e.visit_form import VisitForm

ROOM_LEFT = 1_000_000
MOST_WRITES = 600
GUIDANCE = "已指导污染治理设施正常运行并做好台账。"


@pytest.fixture
def line(bureau: Bureau) -> Iterator[Line]:
    """The way from the phone to the bureau."""
    with Line(bureau.port) as line:
        yield line


@pytest.fixture
def officer(playwright: Playwright, line: Line, tmp_path: Path) -> Iterator[Phone]:
    """Chen's phone with the replica of his branch, behind the line."""
    browser = Browser(playwright, tmp_path / "phone", line.url)
    officer = Phone(browser)
    officer.sign_in("chen")
    officer.has_replica()
    yield officer
    browser.close()


def write_short_visit(officer: Phone, enterprise: Known) -> VisitForm:
    form = officer.begin_visit(enterprise.name)
    form.write_guidance(GUIDANCE)
    form.refuse_signature("企业代表认为不需要签字")
    return form


def arrived_once(ledger: Ledger, enterprise: Known) -> None:
    [visit] = ledger.visits(enterprise.id)
    assert visit["guidance"] == GUIDANCE
    assert ledger.commands(visit["id"]) == [("visit.close", "applied")]


def test_a_bureau_killed_between_commit_and_answer_doubles_nothing(
    officer: Phone, line: Line, bureau: Bureau, ledger: Ledger
) -> None:
    enterprise = ledger.enterprise(0)
    form = write_short_visit(officer, enterprise)
    said = listening(officer.page)
    line.judge = lambda request: "cut answer" if request.is_push else "pass"
    line.on_cut = bureau.kill
    form.close()
    officer.go_home()
    expect(officer.status).to_contain_text("离线中，1 条待上传")
    arrived_once(ledger, enterprise)
    assert not [words for words in said() if "全部已确认" in words]

    line.judge = lambda _: "pass"
    bureau.start()
    officer.sync_now()
    officer.is_confirmed()
    arrived_once(ledger, enterprise)


def test_nothing_is_called_confirmed_while_photos_are_missing(
    officer: Phone, line: Line, ledger: Ledger, pictures: list[Path]
) -> None:
    enterprise = ledger.enterprise(0)
    form = write_short_visit(officer, enterprise)
    form.take_photos(pictures)
    said = listening(officer.page)
    line.judge = photos_lost
    form.close()
    officer.go_home()
    expect(officer.page.get_by_text("文字已确认，还有 2 张照片或签名待上传")).to_be_visible()
    officer.is_not_confirmed()
    assert not [words for words in said() if "全部已确认" in words]

    line.judge = lambda _: "pass"
    officer.sync_now()
    officer.is_confirmed()
    arrived_once(ledger, enterprise)
    [visit] = ledger.visits(enterprise.id)
    assert ledger.photo_states(visit["id"]) == ["received", "received"]


def photos_lost(request: Request) -> Fate:
    return "cut request" if request.is_photo else "pass"


def test_a_full_phone_says_so_and_calls_nothing_saved(
    officer: Phone, line: Line, ledger: Ledger, pictures: list[Path]
) -> None:
    enterprise = ledger.enterprise(0)
    write_short_visit(officer, enterprise)
    used: int = officer.page.evaluate("async () => (await navigator.storage.estimate()).usage")
    # Chromium remembers for a while how much room there was; a new one has to look.
    officer.browser.close()
    officer.page = officer.browser.open("about:blank")
    devtools = officer.page.context.new_cdp_session(officer.page)
    room = {"origin": line.url, "quotaSize": used + ROOM_LEFT}
    devtools.send("Storage.overrideQuotaForOrigin", room)
    officer.page.goto("/")
    form = officer.continue_visit()
    devtools.send("Storage.overrideQuotaForOrigin", {**room, "quotaSize": 1})

    words = write_until_full(form)
    form.page.get_by_label("从相册选").set_input_files(pictures)
    expect(form.page.get_by_text("手机存储空间已满，这张没有保存").first).to_be_visible()
    form.ask_to_close()
    form.confirm_closing()
    expect(officer.page.get_by_text("手机存储空间已满，没有保存成功")).to_be_visible()
    expect(officer.page.get_by_text("已保存在本机")).to_have_count(0)
    expect(form.guidance).to_have_value(words)

    devtools.send("Storage.overrideQuotaForOrigin", {"origin": line.url})
    form.confirm_closing()
    expect(officer.page.get_by_role("heading", name="走访已完成")).to_be_visible()
    officer.go_home()
    officer.is_confirmed()
    [visit] = ledger.visits(enterprise.id)
    assert visit["guidance"] == words


def write_until_full(form: VisitForm) -> str:
    """Write long guidance again and again until the form says that it is not kept."""
    trouble = form.page.get_by_text("手机存储空间已满，刚才填写的内容还没有保存")
    for n in range(MOST_WRITES):
        words = f"{n}{'废水' * 990}"
        form.write_guidance(words)
        if trouble.is_visible():
            return words
    raise AssertionError(f"{MOST_WRITES} long texts were kept")
