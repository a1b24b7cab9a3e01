"""A receipt is checked by anybody, and two officers confirm an act, with no network at all."""

import re
from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from server.features.receipts import base45, cose
from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone
from tests.e2e.signed_receipt import sign_receipt
from tests.server.receipts import making
from tests.server.receipts.cases import POEM

NUMBER = "东环建〔2026〕1234号"
TAKEN_IN = "核对用的名单是"
ARRIVED = re.compile("全部已确认|都已送达")


@pytest.fixture
def receipt(bureau: Bureau, ledger: Ledger) -> str:
    """A receipt by a phone of 陈志远 that the bureau knows."""
    return sign_receipt(bureau, ledger)


def test_a_stranger_checks_receipts_without_signing_in_and_without_a_network(
    phone: Browser, bureau: Bureau, receipt: str, tmp_path: Path
) -> None:
    page = phone.open("/verify")
    expect(page.get_by_text(TAKEN_IN)).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    bureau.stop()
    page.reload()

    _check(page, receipt)
    expect(page.get_by_role("heading", name="真实")).to_be_visible()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    expect(page.get_by_text("长安分局")).to_be_visible()
    expect(page.get_by_text("离线时无法知道这之后有没有撤回")).to_be_visible()

    _check(page, f"{receipt[:200]}{'1' if receipt[200] == '0' else '0'}{receipt[201:]}")
    expect(page.get_by_role("heading", name="真实")).to_have_count(0)
    expect(page.get_by_text(NUMBER)).to_have_count(0)

    for text, verdict in (
        (_renumbered(receipt), "被改动过"),
        (making.receipt(making.FixedKey(b"a phone that is nobody's")), "认不出签发的手机"),
        (POEM, "不是凭证"),
    ):
        _check(page, text)
        expect(page.get_by_role("heading", name=verdict)).to_be_visible()
        expect(page.get_by_text(NUMBER)).to_have_count(0)

    picture = tmp_path / "receipt.jpg"
    picture.write_bytes(_held_still(receipt))
    page.get_by_label("选一张图片").set_input_files(picture)
    expect(page.get_by_role("heading", name="真实")).to_be_visible()


def test_a_receipt_held_before_the_camera_is_checked(
    playwright: Playwright, bureau: Bureau, receipt: str, tmp_path: Path
) -> None:
    film = tmp_path / "receipt.mjpeg"
    film.write_bytes(_held_still(receipt))
    phone = Browser(playwright, tmp_path / "phone", bureau.url, film=film)
    page = phone.open("/verify")

    page.get_by_role("button", name="打开相机扫码").click()

    expect(page.get_by_role("heading", name="真实")).to_be_visible(timeout=20_000)
    phone.close()


def test_a_phone_registers_its_key_by_itself_after_signing_in(
    phone: Browser, ledger: Ledger
) -> None:
    officer = Phone(phone)

    with officer.page.expect_response("**/api/devices/key") as registering:
        officer.sign_in("chen")

    assert registering.value.status == 200
    rows = ledger.rows(
        "SELECT p.name, k.device_id FROM device_key k JOIN person p ON p.id = k.person_id"
        " WHERE k.id = ?",
        (registering.value.json()["kid"],),
    )
    assert [(row["name"], len(row["device_id"])) for row in rows] == [("陈志远", 36)]


def test_a_page_for_everybody_never_shows_the_lock_of_somebody(phone: Browser) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.page.add_init_script(
        "window.headings = []; new MutationObserver(() => window.headings.push("
        "...[...document.querySelectorAll('h1')].map((one) => one.innerText)))"
        ".observe(document, {childList: true, subtree: true})"
    )

    officer.page.goto("/verify")

    expect(officer.page.get_by_role("heading", level=1)).to_be_visible()
    assert set(officer.page.evaluate("() => window.headings")) == {"公开查验"}


def test_a_co_officer_reads_and_confirms_an_act_without_network_and_it_arrives_later(
    second_phone: Browser, bureau: Bureau, ledger: Ledger, receipt: str, tmp_path: Path
) -> None:
    officer = Phone(second_phone)
    officer.sign_in("li")
    officer.has_replica()
    bureau.stop()
    page = officer.page
    lead = ledger.rows("SELECT id FROM person WHERE login = 'chen'")[0]["id"]

    officer.go("我的")
    page.get_by_role("link", name="扫码确认、查验").click()
    _check(page, receipt)
    expect(page.get_by_role("heading", name="真实")).to_be_visible()

    _check(page, _question(lead))
    expect(page.get_by_text("东莞市明丰五金厂")).to_be_visible()
    expect(page.get_by_text("扩建项目")).to_be_visible()
    expect(page.get_by_text("陈志远")).to_be_visible()
    page.get_by_role("button", name="我在现场，确认").click()
    shown = page.get_by_role("img", name="确认码")
    expect(shown).to_be_visible()
    picture = tmp_path / "answer.png"
    shown.screenshot(path=picture)
    page.get_by_role("button", name="完成").click()

    page.get_by_role("link", name="扫码确认、查验").click()
    page.get_by_label("选一张图片").set_input_files(picture)
    expect(page.get_by_text("这是同事的确认码")).to_be_visible()

    bureau.start()
    page.goto("/")
    # The act itself is on the lead's phone, so the answer may have to wait for it.
    expect(officer.status).to_contain_text(ARRIVED, timeout=60_000)
    arrived = ledger.rows("SELECT entity FROM sync_command WHERE name = 'registration.confirm'")
    assert making.CONFIRMED[1] in {row["entity"] for row in arrived}


def _check(page: Page, text: str) -> None:
    page.get_by_label("或者粘贴二维码的文字").fill(text)
    page.get_by_role("button", name="查验", exact=True).click()


def _renumbered(receipt: str) -> str:
    """Return the receipt with another number under the same signature."""
    raw = base45.decode(receipt.removeprefix("DS1:"))
    return making.text("DS1:", raw.replace("1234号".encode(), "1235号".encode()))


def _question(lead: str) -> str:
    said = {1: making.CONFIRMED[1], 2: making.ESSENCE, 3: "东莞市明丰五金厂", 4: "", 8: lead}
    said |= {5: "registration_form", 6: "decision", 7: "2026-11-23", 9: "扩建项目"}
    return "DA1:" + base45.encode(cose.write_cbor(said))


def _held_still(text: str) -> bytes:
    """Return a JPEG of a printed receipt, which is also the shortest film in Motion JPEG."""
    drawn = BytesIO()
    segno.make(text, error="m", boost_error=False, micro=False).save(
        drawn, kind="png", scale=8, border=4
    )
    code = Image.open(drawn).convert("RGB").resize((560, 560))
    seen = Image.new("RGB", (1280, 720), "#5c4a3a")
    seen.paste(code.rotate(4, fillcolor="#ffffff"), (360, 80))
    file = BytesIO()
    seen.save(file, "JPEG", quality=85)
    return file.getvalue()
