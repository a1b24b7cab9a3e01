"""S4: what lies on the disk of a phone after a day, searched as its finder would (SAFETY §3)."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect

from server.demo.people import PASSWORD
from tests.e2e.browser import PASSPHRASE, Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import SAVED_HERE, Phone
from tests.e2e.test_visits import FINDING, GUIDANCE, write_visit

UNFINISHED = "隔壁车间晚上十点以后开工，明天再来看一次。"
CONTROL = "这一句留在明处，找得到才说明找过。"
LEAST_WORDS = 50
# Noise that the app keeps to give it up when the phone is full.
BALLAST = "ballast"
# Every key that the page hands to the browser's cryptography passes here.
REMEMBER_KEYS = """() => {
  const seen = (window.keysSeen = [])
  const importKey = SubtleCrypto.prototype.importKey
  SubtleCrypto.prototype.importKey = function (form, key, ...rest) {
    if (form === 'raw') {
      seen.push(btoa(String.fromCharCode(...new Uint8Array(key.buffer ?? key))))
    } else if (form === 'jwk' && key.d) {
      seen.push(key.d.replaceAll('-', '+').replaceAll('_', '/') + '=')
    }
    return importKey.call(this, form, key, ...rest)
  }
}"""
KEYS = "() => window.keysSeen"
LEAST_KEY_BYTES = 32
OF_THE_BRANCH = (
    "SELECT e.name, e.address, e.code, e.contact_name, e.contact_phone FROM enterprise e"
    " JOIN town t ON t.id = e.town_code WHERE t.name = '长安镇' ORDER BY e.code LIMIT 20"
)


def test_after_a_day_nothing_can_be_read_in_the_profile_of_a_locked_phone(
    phone: Browser, bureau: Bureau, ledger: Ledger, pictures: list[Path]
) -> None:
    officer = Phone(phone)
    officer.page.add_init_script(f"({REMEMBER_KEYS})()")
    officer.page.reload()
    officer.sign_in("chen")
    officer.has_replica()
    live_through_a_day(officer, bureau, ledger, pictures)
    keys = [b64decode(key) for key in officer.page.evaluate(KEYS)]
    officer.page.evaluate("(words) => localStorage.setItem('control', words)", CONTROL)
    phone.close()

    words = {*secrets(ledger), GUIDANCE, FINDING, UNFINISHED, PASSWORD, PASSPHRASE, "黄先生"}
    assert len(words) >= LEAST_WORDS
    keys = [key for key in keys if len(key) >= LEAST_KEY_BYTES]
    assert len(keys) >= 2, "the data key, what wraps it, and what signs"

    assert found(phone.profile, [CONTROL.encode()]), "the search looks where words are kept"
    assert found(phone.profile, [word.encode() for word in words]) == []
    assert found(phone.profile, keys) == []


def live_through_a_day(
    officer: Phone, bureau: Bureau, ledger: Ledger, pictures: list[Path]
) -> None:
    """Write a visit without a network, send it, and leave another one unfinished."""
    bureau.stop()
    form = officer.begin_visit(ledger.enterprise(0).name)
    write_visit(form, pictures)
    form.close()
    expect(officer.page.get_by_role("heading", name=SAVED_HERE)).to_be_visible()
    officer.go_home()
    bureau.start()
    officer.open_outbox()
    officer.sync_now()
    officer.is_confirmed()
    officer.go_back()
    officer.go("今日")
    form = officer.begin_visit(ledger.enterprise(1).name)
    form.write_guidance(UNFINISHED)
    officer.go_back()
    expect(officer.page.get_by_role("button", name="继续上次走访")).to_be_visible()


def secrets(ledger: Ledger) -> Iterator[str]:
    """Yield what the registry says of enterprises of the branch."""
    for row in ledger.rows(OF_THE_BRANCH):
        yield from (str(value) for value in tuple(row) if value and len(str(value)) > 2)


def found(profile: Path, wanted: list[bytes]) -> list[tuple[str, str]]:
    """Return file and form of everything of it that lies in a profile in any encoding."""
    forms = [form for one in wanted for form in encoded(one)]
    files = [file for file in profile.rglob("*") if file.is_file() and BALLAST not in file.name]
    return [
        (str(file.relative_to(profile)), form.hex())
        for file in files
        for content in [file.read_bytes()]
        for form in forms
        if form in content
    ]


def encoded(raw: bytes) -> Iterator[bytes]:
    """Yield bytes as they are, in hexadecimal, in base64 wherever they begin, and as UTF-16."""
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for shift in range(3):
        whole = b64encode(b"\0" * shift + raw)
        yield whole[shift and shift + 1 : -4]
    try:
        yield raw.decode().encode("utf-16-le")
    except UnicodeDecodeError:
        return
