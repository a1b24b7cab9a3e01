"""The pages' policy in a real browser: text becomes no markup or program, and nothing needs it."""

from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.e2e.browser import Browser, refused
from tests.e2e.bureau import Bureau
from tests.e2e.desk_pages import Desk
from tests.e2e.licence import licence_held_still
from tests.e2e.phone_pages import Phone

ATTEMPTS = {
    "markup": "() => { document.body.innerHTML = '<img src=x onerror=alert(1)>' }",
    "markup beside": "() => document.body.insertAdjacentHTML('beforeend', '<b>1</b>')",
    "a frame": "() => { document.createElement('iframe').srcdoc = '<b>1</b>' }",
    "a document": "() => document.write('<b>1</b>')",
    "a program": "() => { document.createElement('script').src = '/sw.js' }",
    "a program as text": "() => { document.createElement('script').text = 'alert(1)' }",
    "a worker": "() => new Worker('/sw.js')",
    "a policy for all": "() => trustedTypes.createPolicy('default', {createHTML: (one) => one})",
    "Vue's policy": "() => trustedTypes.createPolicy('vue', {createHTML: (one) => one})",
    "our policy": "() => trustedTypes.createPolicy('doorstep', {createHTML: (one) => one})",
}
OTHER_WORKER = "() => navigator.serviceWorker.register('/other.js').catch((error) => error.name)"


def test_a_script_in_the_page_turns_no_text_into_markup_or_a_program(phone: Browser) -> None:
    page = phone.open("/verify")
    expect(page.get_by_role("heading", name="公开查验")).to_be_visible()
    assert refused(page) == []

    outcomes = {what: _outcome(page, attempt) for what, attempt in ATTEMPTS.items()}

    assert outcomes == dict.fromkeys(ATTEMPTS, "TypeError")
    assert page.evaluate(OTHER_WORKER) == "TypeError"
    assert len(refused(page)) == len(ATTEMPTS) + 1
    expect(page.get_by_role("heading", name="公开查验")).to_be_visible()


def _outcome(page: Page, attempt: str) -> str:
    """Return the name of the error in which an attempt ended."""
    name: str = page.evaluate(
        f"() => {{ try {{ ({attempt})(); return 'done' }} catch (error) {{ return error.name }} }}"
    )
    return name


def test_replica_camera_and_print_need_nothing_that_the_policy_refuses(
    playwright: Playwright, bureau: Bureau, tmp_path: Path
) -> None:
    film = tmp_path / "a-code.mjpeg"
    film.write_bytes(licence_held_still("床前明月光"))
    officer = Phone(Browser(playwright, tmp_path / "phone", bureau.url, film=film))
    page = officer.page
    officer.sign_in("chen")
    officer.has_replica()
    assert refused(page) == []

    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.emulate_media(media="screen")
    page.goto("/verify")
    page.get_by_role("button", name="打开相机扫码").click()

    expect(page.get_by_role("heading", name="不是凭证")).to_be_visible(timeout=20_000)
    assert refused(page) == []
    officer.browser.close()


def test_charts_are_drawn_asked_left_and_drawn_again_without_markup(desktop: Browser) -> None:
    desk = Desk(desktop, "he")
    faults: list[str] = []
    desk.page.on("pageerror", lambda error: faults.append(str(error)))
    desk.go("工作台")
    chart = desk.page.get_by_role("img", name="按均匀进度应完成")

    expect(chart.locator("svg")).to_be_visible()
    # Cards that arrive later would push the chart away from under the mouse.
    desk.page.wait_for_load_state("networkidle")
    chart.locator("svg").hover()
    expect(chart.locator("svg text", has_text="应完成").nth(1)).to_be_attached()
    desk.go("走访记录")
    expect(desk.page.get_by_role("table", name="走访记录")).to_be_visible()
    desk.go("工作台")

    expect(chart.locator("svg")).to_be_visible()
    assert (refused(desk.page), faults) == ([], [])
