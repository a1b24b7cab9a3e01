"""Papers of a real server: made beside its requests, also after a kill; and at the console."""

import sqlite3
import time

import pytest

from server.app import create_app
from server.config import Settings
from server.core import clock
from server.core.db import db
from server.core.doors import writing
from server.features.documents.commands import note_failure, order_paper
from tests import people as people_module
from tests.e2e.bureau import Bureau
from tests.server.documents.conftest import ENTERPRISE, new_paper, registration
from tests.server.enterprises.registry import CHANGAN, add

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)

PAPER_TAKES_S = 120


@pytest.fixture
def bureau(tmp_path):
    """Give an installation in which one paper was ordered and no server runs."""
    bureau = Bureau(tmp_path / "data")
    bureau.folder.mkdir()
    bureau.run("migrate")
    _do(bureau, _order)
    yield bureau
    bureau.stop()


def _do(bureau, deed):
    url = f"sqlite:///{bureau.folder / 'doorstep.db'}"
    app = create_app(Settings(url, bureau.folder, bureau.folder / "pwa"))
    with app.app_context():
        deed()
        db.session.remove()
        db.engine.dispose()


def _order():
    with writing() as session:
        people = people_module.settle(session, "no password")
    add(ENTERPRISE, "东莞市明丰五金厂", town=CHANGAN)
    with writing() as session:
        session.add(registration(people, clock.now()))
        session.flush()
        order_paper(session, new_paper(people), at=clock.now())


def _fail():
    with writing() as session:
        paper = new_paper(people_module.People(*[""] * 10))
        note_failure(session, paper.id, "有无法显示的字：𠮷", is_final=True, at=clock.now())


def _states(bureau):
    with sqlite3.connect(bureau.folder / "doorstep.db") as connection:
        return connection.execute("SELECT state FROM paper").fetchall()


def _until_ready(bureau):
    deadline = time.monotonic() + PAPER_TAKES_S
    while _states(bureau) != [("ready",)]:
        assert time.monotonic() < deadline, (bureau.folder / "server.log").read_text()
        time.sleep(0.2)


def test_a_server_makes_what_was_ordered_also_when_it_was_killed_meanwhile(bureau):
    bureau.workers = 2
    bureau.start()
    bureau.kill()

    bureau.start()
    _until_ready(bureau)

    seal = bureau.folder / "keys" / "seal.pem"
    assert b"PRIVATE KEY" in seal.read_bytes()
    with sqlite3.connect(bureau.folder / "doorstep.db") as connection:
        assert connection.execute("SELECT count(*) FROM paper_order").fetchone() == (0,)
        content = connection.execute("SELECT content FROM paper_file").fetchone()[0]
    assert b"/ByteRange" in content


def test_the_console_says_what_was_not_made_and_why_and_has_it_made_once_more(bureau):
    assert bureau.run("papers") == "没有生成失败的文书\n"
    _do(bureau, _fail)

    assert (
        "关于建设项目环境影响登记表的批复 东环建〔2026〕1234号：有无法显示的字：𠮷"
        in bureau.run("papers")
    )
    assert "✗ 文书：1 份没有生成（有无法显示的字：𠮷）" in bureau.said("doctor")
    assert bureau.run("papers", "--retry").endswith("1 份已重新排队，服务运行时会自动生成\n")
    assert _states(bureau) == [("queued",)]
