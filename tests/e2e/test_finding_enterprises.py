"""An enterprise is found however the officer happens to know it."""

from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.e2e.browser import CHANGAN, Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.licence import licence_held_still
from tests.e2e.phone_pages import Phone


def test_found_by_name_initials_code_tail_and_licence_without_network(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()
    enterprise = ledger.enterprise(0)

    officer.go("企业")
    for words in (enterprise.name[3:9], enterprise.initials[:9], enterprise.code[-5:]):
        officer.find(words)
        expect(officer.page.get_by_role("heading", name="找到")).to_be_visible()
        expect(officer.found(enterprise.name)).to_be_visible()

    officer.find("")
    officer.find_by_licence(
        f"http://www.gsxt.gov.cn/index.html?uniscid={enterprise.code}&src=licence"
    )
    expect(officer.page.get_by_role("heading", name="找到 1 家")).to_be_visible()
    officer.found(enterprise.name).click()
    expect(officer.page.get_by_role("heading", name="一企一档")).to_be_visible()
    expect(officer.page.get_by_text("还没有走访过")).to_be_visible()


def test_a_licence_held_before_the_camera_finds_its_enterprise_without_network(
    playwright: Playwright, bureau: Bureau, ledger: Ledger, tmp_path: Path
) -> None:
    enterprise = ledger.enterprise(0)
    film = tmp_path / "licence.mjpeg"
    film.write_bytes(licence_held_still(f"https://qr.example/?uniscid={enterprise.code}"))
    phone = Browser(playwright, tmp_path / "phone", bureau.url, film=film)
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()

    officer.go("企业")
    officer.page.get_by_role("button", name="扫执照二维码").click()
    expect(officer.page.get_by_role("heading", name="找到 1 家")).to_be_visible(timeout=20_000)
    expect(officer.found(enterprise.name)).to_be_visible()
    phone.close()


def test_a_licence_is_read_from_a_photo_without_network(
    phone: Browser, bureau: Bureau, ledger: Ledger, tmp_path: Path
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()
    enterprise = ledger.enterprise(0)
    photo = tmp_path / "licence.jpg"
    photo.write_bytes(licence_held_still(f"https://qr.example/?uniscid={enterprise.code}"))

    officer.go("企业")
    officer.page.get_by_role("button", name="扫执照二维码").click()
    officer.page.get_by_label("从照片里识别").set_input_files(photo)
    expect(officer.page.get_by_role("heading", name="找到 1 家")).to_be_visible()


def test_the_nearest_come_first_by_where_earlier_visits_checked_in(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()

    officer.go("企业")
    officer.page.get_by_role("button", name="附近的企业").click()
    expect(officer.page.get_by_text("定位误差约 18 米")).to_be_visible()
    listed = officer.page.locator("main li strong").all_inner_texts()

    assert listed == ledger.placed_by_distance(CHANGAN["latitude"], CHANGAN["longitude"])[:30]
    assert len(listed) > 1


def test_a_new_enterprise_added_offline_reaches_the_bureau_unverified(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()
    name = "东莞市长安新设无名五金加工店"

    officer.register_enterprise(name, "长安镇沙头社区振安路1号", "长安镇")
    officer.go_back()
    officer.find(name)
    expect(officer.found(name)).to_contain_text("未核实")
    expect(officer.found(name)).to_contain_text("待上传")
    officer.is_not_confirmed()

    bureau.start()
    officer.go("今日")
    officer.sync_now()
    officer.is_confirmed()
    arrived = ledger.rows("SELECT verified, address FROM enterprise WHERE name = ?", (name,))
    assert [tuple(row) for row in arrived] == [(0, "长安镇沙头社区振安路1号")]
