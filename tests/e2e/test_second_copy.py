"""The browser throws its database away: unsent work comes back from the files beside it."""

import shutil

import pytest
from playwright.sync_api import Page

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.ledger import Ledger
from tests.e2e.phone_pages import Phone

UNSENT = "东莞市未上传五金制品厂"
# Versions before docs/decisions/0029 kept the same files in the origin private file system.
LEAVE_AS_BEFORE = """async () => {
  const root = await navigator.storage.getDirectory()
  const names = (await caches.keys()).filter((name) => /^doorstep-[0-9a-f]{8}-/.test(name))
  for (const name of names) {
    let folder = root
    for (const part of name.split('/'))
      folder = await folder.getDirectoryHandle(part, { create: true })
    const cache = await caches.open(name)
    for (const asked of await cache.keys()) {
      const place = decodeURIComponent(asked.url.split('/').at(-1))
      const writing = await (await folder.getFileHandle(place, { create: true })).createWritable()
      await writing.write(await (await cache.match(asked)).arrayBuffer())
      await writing.close()
    }
    await caches.delete(name)
  }
}"""
OLD_FILES = """async () => {
  const names = []
  for await (const name of (await navigator.storage.getDirectory()).keys()) {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name)
    for await (const one of folder.keys()) names.push(`${name}/${one}`)
  }
  return names
}"""


@pytest.mark.parametrize("is_old", [False, True], ids=["as now", "as an older version left them"])
def test_unsent_work_outlives_the_database_in_files(
    phone: Browser, bureau: Bureau, ledger: Ledger, *, is_old: bool
) -> None:
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    bureau.stop()
    officer.register_enterprise(UNSENT, "长安镇振安路 1 号", "长安镇")
    if is_old:
        officer.page.evaluate(LEAVE_AS_BEFORE)
        assert any(name.endswith("/queue") for name in old_files(officer.page))
    phone.close()
    shutil.rmtree(phone.profile / "Default" / "IndexedDB")
    bureau.start()

    again = Phone(phone)
    again.sign_in("chen")
    again.has_replica()

    [taken] = ledger.rows(
        "SELECT seq, status FROM sync_command WHERE name = 'enterprise.add' AND body LIKE ?",
        (f"%{UNSENT}%",),
    )
    assert (taken["seq"], taken["status"]) == (1, "applied")
    assert old_files(again.page) == []


def old_files(page: Page) -> list[str]:
    """Return every folder within the folders of the origin private file system."""
    names: list[str] = page.evaluate(OLD_FILES)
    return names
