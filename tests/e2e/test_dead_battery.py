"""A battery dies between the number and the signature: the act goes on, under that same number."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.caller import Caller
from tests.e2e.door_pages import Door
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone
from tests.e2e.test_after_the_door import at_work, finish_later
from tests.e2e.test_at_the_door import meet

# The device key never comes to sign what bears a number; which one that was, the page tells.
SIGNS_NO_NUMBER = """() => {
  const { sign } = SubtleCrypto.prototype
  SubtleCrypto.prototype.sign = function (...wanted) {
    const number = /东环豁（长安）〔\\d{4}〕\\d+号/.exec(new TextDecoder().decode(wanted[2]))
    if (number === null) return sign.apply(this, wanted)
    window.unsigned = number[0]
    return new Promise(() => undefined)
  }
}"""


def well_signed_in(phone: Browser) -> Phone:
    """Be at work on a phone that has its sign-in on its disk: Chromium takes its time for it."""
    officer = at_work(phone, "chen")
    phone.close()
    officer.page = phone.open()
    return officer


def begin_signing(page: Page) -> str:
    """Decide; return the number that stands in what the phone has begun to sign."""
    page.evaluate(SIGNS_NO_NUMBER)
    page.get_by_role("button", name="办结：豁免").click()
    page.get_by_role("button", name="确定办结").click()
    return str(page.wait_for_function("() => window.unsigned", timeout=60_000).json_value())


def register(bureau: Bureau, act: str) -> list[dict[str, object]]:
    """The register of the series in which the act has its number, as the branch head reads it."""
    head = Caller(bureau, "wang")
    for series in head.get("/api/numbers"):
        lines: list[dict[str, object]] = head.get(f"/api/numbers/{series['id']}/register")["lines"]
        if any(line["act_id"] == act for line in lines):
            return lines
    raise AssertionError(act)


def test_a_phone_that_dies_between_number_and_signature_gives_that_number_to_that_act_alone(
    phone: Browser, bureau: Bureau, ledger: Ledger
) -> None:
    officer, place = well_signed_in(phone), ledger.enterprise(0)
    bureau.stop()
    door = Door(officer)
    door.come_to(place)
    door.triage_clinic(0)
    door.begin("办理：豁免")
    door.nobody_else()
    door.show_cards_and_sign("黄一")
    number = begin_signing(officer.page)

    officer.die_and_return()
    officer.page.get_by_role("button", name="继续办理").click()
    finish_later(Door(officer))
    expect(officer.page.get_by_text(number, exact=True).first).to_be_visible()
    expect(officer.page.get_by_role("img", name=number)).to_be_visible()

    # What was decided stands, however the phone dies before it has told of it.
    officer.die_and_return()
    officer.go("办件")
    officer.page.get_by_role("tab", name="现场办理").click()
    officer.page.locator("main").get_by_role("link", name=re.compile(place.name)).click()
    expect(officer.page.get_by_text(number, exact=True).first).to_be_visible()

    bureau.start()
    meet(officer)
    [made] = ledger.rows("SELECT * FROM registration WHERE enterprise_id = ?", (place.id,))
    assert made["number"] == number
    lines = register(bureau, made["id"])
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    [used] = [line for line in lines if line["text"] == number]
    assert (used["state"], used["act_id"], used["about"]) == ("used", made["id"], place.name)
    after = next(line for line in lines if line["n"] == made["n"] + 1)
    assert (after["state"], after["is_passed"]) == ("leased", False)
