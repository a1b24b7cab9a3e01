"""A phone without a network gives its work out as a sealed file, and nothing counts twice."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Browser
from tests.e2e.bureau import Bureau
from tests.e2e.desk_pages import Desk
from tests.e2e.ledger import Known, Ledger
from tests.e2e.phone_pages import Phone
from tests.e2e.test_visits import GUIDANCE, write_visit


@pytest.fixture
def officer(phone: Browser) -> Phone:
    """Chen's phone with the replica of his branch."""
    officer = Phone(phone)
    officer.sign_in("chen")
    officer.has_replica()
    return officer


def visit_offline(officer: Phone, pictures: list[Path], enterprise: Known) -> None:
    officer.page.context.set_offline(True)
    form = officer.begin_visit(enterprise.name)
    write_visit(form, pictures)
    form.close()
    officer.go_home()


def exported(officer: Phone, folder: Path) -> Path:
    """Tap once in 待上传; return the file that the phone gave out."""
    officer.open_outbox()
    with officer.page.expect_download() as waiting:
        officer.page.get_by_role("button", name="导出未上传的记录").click()
    expect(officer.page.get_by_text("文件已保存到这台设备")).to_be_visible()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def is_there_once(ledger: Ledger, enterprise: Known) -> None:
    [visit] = ledger.visits(enterprise.id)
    assert visit["guidance"] == GUIDANCE
    assert ledger.photo_states(visit["id"]) == ["received", "received"]
    assert ledger.commands(visit["id"]) == [("visit.close", "applied")]


def test_offline_work_goes_by_file_and_the_phone_that_comes_back_doubles_nothing(
    officer: Phone, bureau: Bureau, ledger: Ledger, pictures: list[Path], tmp_path: Path
) -> None:
    enterprise = ledger.enterprise(0)
    visit_offline(officer, pictures, enterprise)
    path = exported(officer, tmp_path)
    assert path.name.startswith("上门办-救援-陈志远-2")
    assert GUIDANCE.encode() not in path.read_bytes()
    expect(officer.outbox_item(enterprise.name)).to_contain_text("待上传")

    said = bureau.run("rescue", str(path)).splitlines()

    assert "走访记录：已收入" in said[1]
    assert json.loads(said[-1]) == {
        "commands": 1,
        "applied": 1,
        "photos_new": 3,
        "photos_known": 0,
        "photos_refused": 0,
    }
    is_there_once(ledger, enterprise)
    officer.page.context.set_offline(False)
    officer.sync_now()
    officer.is_confirmed()
    is_there_once(ledger, enterprise)
    assert '"known": 1' in bureau.run("rescue", str(path)).splitlines()[-1]


def test_a_branch_head_looks_vouches_and_takes_a_file_in(
    officer: Phone, desktop: Browser, ledger: Ledger, pictures: list[Path], tmp_path: Path
) -> None:
    enterprise = ledger.enterprise(0)
    visit_offline(officer, pictures, enterprise)
    path = exported(officer, tmp_path)
    rescue = Desk(desktop, "wang").rescue()

    rescue.look(path)
    expect(rescue.page.get_by_role("heading", name="陈志远 的手机记录")).to_be_visible()
    expect(rescue.page.get_by_text("将收入 1 条；以前已收到 0 条")).to_be_visible()
    assert ledger.visits(enterprise.id) == []
    rescue.vouch("陈志远")

    expect(rescue.rows).to_have_count(1)
    expect(rescue.rows.first).to_contain_text("走访记录")
    expect(rescue.rows.first).to_contain_text("已收入")
    is_there_once(ledger, enterprise)

    rescue.look(pictures[0])
    expect(rescue.page.get_by_role("alert")).to_contain_text("这不是从“导出未上传的记录”得到的文件")
