"""Chromium with too little room for a visit, at every 5 % of it: said at once, nothing lost."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.faults.conftest import IS_LONG
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone
from tests.e2e.visit_form import VisitForm
from tests.e2e.waiting import wait_until

# Room for so many hundredths of what a whole visit writes.
POINTS = range(5, 105, 5) if IS_LONG else (15, 65)
GUIDANCE = "已提醒按时办理排污许可，并核对危废台账。" * 90
FINDING = "车间门口废气管道脱落，未接入治理设施。"
REASON = "企业代表认为不需要签字"
FULL = "手机存储空间已满"
NOT_KEPT = "手机存储空间已满，刚才填写的内容还没有保存"
USED = "async () => (await navigator.storage.estimate()).usage"
# Opening needs room of its own, above all while the browser tidies what it keeps.
TO_OPEN = 2_000_000
PORTION = 250_000
# Chromium remembers how much is free, and looks anew when what it remembers is used up.
TAKE_UP = """(bytes) => new Promise((resolve, reject) => {
  const asked = indexedDB.open('ballast')
  asked.onupgradeneeded = () => asked.result.createObjectStore('bytes', { autoIncrement: true })
  asked.onerror = () => reject(asked.error)
  asked.onsuccess = () => {
    const tx = asked.result.transaction('bytes', 'readwrite')
    // At most 64 KB of chance at once is what browsers give, and longer values lie elsewhere.
    const chance = () => crypto.getRandomValues(new Uint8Array(50_000))
    for (let n = 0; n < bytes; n += 50_000) tx.objectStore('bytes').put(chance())
    const over = (fitted) => () => { asked.result.close(); resolve(fitted) }
    tx.oncomplete = over(true)
    tx.onabort = over(false)
  }
})"""
HALF_A_BALLAST = 16 * 1024 * 1024
BALLAST_IS = """async (there) => {
  const kept = await (await caches.open('doorstep-ballast')).keys()
  return kept.some(({ url }) => url.endsWith('/ballast')) === there
}"""
# The store has drafts only sealed: by the end of its box one knows again what was sealed.
LISTEN = """() => {
  const sealed = (window.sealedHere ??= new Map())
  const encrypt = SubtleCrypto.prototype.encrypt
  SubtleCrypto.prototype.encrypt = async function (way, key, plain) {
    const box = await encrypt.call(this, way, key, plain)
    sealed.set(String(new Uint8Array(box).slice(-16)), new TextDecoder().decode(plain))
    return box
  }
}"""
# Wait for one of two: the phone says that it is full, or its store has the draft as it should be.
SETTLED = """async ([wanted, full, mayBeFull]) => {
  const databases = await indexedDB.databases()
  const { name } = databases.find((one) => /^doorstep-[0-9a-f]{8}-/.test(one.name))
  const drafts = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open(name)
    asked.onerror = () => reject(asked.error)
    asked.onsuccess = () => {
      const all = asked.result.transaction('drafts').objectStore('drafts').getAll()
      all.onsuccess = () => {
        asked.result.close()
        resolve(all.result.filter((one) => one.key.startsWith('visit:')))
      }
    }
  })
  const parts = (d) => [d.guidance, d.findings[0]?.text ?? '', d.photos.length, d.signature.reason]
  for (;;) {
    if (mayBeFull && document.body.innerText.includes(full)) return true
    const texts = (await drafts()).map((one) => window.sealedHere.get(String(one.box.slice(-16))))
    const known = texts.filter((text) => text !== undefined)
    const kept = known.map((text) => JSON.stringify(parts(JSON.parse(text))))
    if (kept.includes(JSON.stringify(wanted))) return false
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}"""


@dataclass
class Room:
    """How much the browser lets the app keep."""

    phone: Phone
    url: str
    used: int = 0

    def limit(self, more: int) -> None:
        """Open the app again, then leave it room for so many more bytes."""
        self._open()
        self._send(quotaSize=self.used + TO_OPEN)
        self.phone.page.goto("/")
        self.phone.is_confirmed()
        self._send(quotaSize=1)
        while self.phone.page.evaluate(TAKE_UP, PORTION):
            pass
        self.look()
        # What it finds now is what there is, whatever it tidies later.
        self._send(quotaSize=self.used + more + PORTION)
        assert self.phone.page.evaluate(TAKE_UP, PORTION)
        self._send(quotaSize=1)

    def fill(self) -> None:
        """Open the app again on a phone on which there is less room than the app takes up."""
        self._open()
        self._send(quotaSize=self.used - HALF_A_BALLAST)
        self.phone.page.goto("/")
        self.phone.is_confirmed()

    def listen(self) -> None:
        """Know again what the app has sealed."""
        self.phone.page.evaluate(LISTEN)

    def free(self) -> None:
        self._send()

    def look(self) -> int:
        """Return how much more is used than at the last look."""
        before, self.used = self.used, int(self.phone.page.evaluate(USED))
        return self.used - before

    def _open(self) -> None:
        self.phone.browser.close()
        self.phone.page = self.phone.browser.open("about:blank")
        self.phone.page.add_init_script(f"({LISTEN})()")

    def _send(self, **words: Any) -> None:
        devtools = self.phone.page.context.new_cdp_session(self.phone.page)
        devtools.send("Storage.overrideQuotaForOrigin", {"origin": self.url, **words})


@pytest.fixture(params=["sqlite"])
def bureau(request: pytest.FixtureRequest, demo_data: Path) -> Any:
    """What a phone has room for is no question of the bureau's database."""
    return request.getfixturevalue("bureau")


@pytest.mark.timeout(0 if IS_LONG else 600)
def test_a_phone_without_room_for_all_of_a_visit_says_so_and_goes_on_when_there_is_room(
    playwright: Playwright, bureau: Bureau, tmp_path: Path, pictures: list[Path]
) -> None:
    ledger = Ledger(bureau.folder)
    phone = Phone(Browser(playwright, tmp_path / "phone", bureau.url))
    phone.sign_in("chen")
    phone.has_replica()
    room = Room(phone, bureau.url)
    room.look()
    room.listen()
    make_visit(phone, ledger, pictures, room)
    whole = room.look()
    # It would make room without a word.
    phone.page.evaluate("() => caches.delete('doorstep-ballast')")
    room.look()

    n_full = 0
    for point in POINTS:
        room.limit(whole * point // 100)
        n_full += make_visit(phone, ledger, pictures, room)
        room.look()
    phone.browser.close()

    assert n_full >= len(POINTS) * 3 // 4


def test_a_phone_that_is_full_opens_by_its_ballast_and_finishes_and_sends_a_visit(
    playwright: Playwright, bureau: Bureau, tmp_path: Path, pictures: list[Path]
) -> None:
    ledger = Ledger(bureau.folder)
    phone = Phone(Browser(playwright, tmp_path / "phone", bureau.url))
    phone.sign_in("chen")
    phone.has_replica()
    assert ballast_is(phone.page, there=True)
    room = Room(phone, bureau.url)
    room.look()

    room.fill()

    assert ballast_is(phone.page, there=False)
    assert not make_visit(phone, ledger, pictures, room)
    phone.browser.close()


def ballast_is(page: Page, *, there: bool) -> bool:
    """Wait until the app has its ballast, or has given it up."""
    wait_until(page, BALLAST_IS, there)
    return True


def make_visit(phone: Phone, ledger: Ledger, pictures: list[Path], room: Room) -> bool:
    """Make a whole visit, making room where the phone says that it is full; return if it did."""
    enterprise = ledger.enterprise(0)
    was_full = begin(phone, enterprise.name, room)
    form = phone.form()
    parts: list[Any] = ["", "", 0, ""]
    for place, value, act in steps(form, pictures):
        act()
        parts[place] = value
        is_full = settled(phone.page, parts, may_be_full=not was_full)
        if is_full:
            was_full = True
            room.free()
            # A photo that was not kept is taken again; words go with the next change.
            if place == 2 and form.photos.count() < value:
                act()
    was_full = complete(phone, form, room) or was_full
    room.free()
    phone.go_home()
    phone.is_confirmed()
    [visit] = ledger.visits(enterprise.id)
    assert (visit["guidance"], visit["sign_reason"]) == (GUIDANCE, REASON)
    assert ledger.findings(visit["id"]) == [FINDING]
    assert ledger.photo_states(visit["id"]) == ["received", "received"]
    return was_full


def begin(phone: Phone, name: str, room: Room) -> bool:
    """Begin a visit; return whether the phone was too full even for that, and said so."""
    phone.page.get_by_role("button", name="新走访").click()
    phone.find(name)
    phone.found(name).click()
    begun = phone.page.get_by_role("heading", name="走访记录")
    refused = phone.page.get_by_text(NOT_KEPT)
    expect(begun.or_(refused).first).to_be_visible()
    if begun.is_visible():
        return False
    room.free()
    phone.go_back()
    phone.begin_visit(name)
    return True


def steps(
    form: VisitForm, pictures: list[Path]
) -> list[tuple[int, str | int, Callable[[], object]]]:
    """Return which part of the draft each step fills, with what, and how."""

    def take(n: int) -> None:
        form.page.get_by_label("从相册选").set_input_files(pictures[n])

    return [
        (0, GUIDANCE, lambda: form.write_guidance(GUIDANCE)),
        (1, FINDING, lambda: form.add_finding("废气", FINDING)),
        (2, 1, lambda: take(0)),
        (2, 2, lambda: take(1)),
        (3, REASON, lambda: form.refuse_signature(REASON)),
    ]


def settled(page: Page, parts: list[Any], *, may_be_full: bool) -> bool:
    """Return whether the phone says that it is full; else its store has the draft as it stands."""
    is_full: bool = page.evaluate(SETTLED, [parts, FULL, may_be_full])
    return is_full


def complete(phone: Phone, form: VisitForm, room: Room) -> bool:
    """Complete the visit; return whether the phone was full just then, and said so."""
    form.ask_to_close()
    form.confirm_closing()
    done = phone.page.get_by_role("heading", name="走访已完成")
    refused = phone.page.get_by_text("手机存储空间已满，没有保存成功")
    expect(done.or_(refused)).to_be_visible()
    if done.is_visible():
        return False
    expect(phone.page.get_by_text("已保存在本机")).to_have_count(0)
    room.free()
    form.confirm_closing()
    expect(done).to_be_visible()
    return True
