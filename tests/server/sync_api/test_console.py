"""`doorstep tidy`, `doorstep requeue` and what `doorstep doctor` says of phones and books."""

from typing import get_args

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from server import cli, doctor, founding
from server.app import create_app
from server.config import from_environment
from server.core.db import db
from server.core.doors import writing
from server.core.feed import Scope
from server.features.sync_api.models import DefectKind


@pytest.fixture
def console(tmp_path, monkeypatch):
    """Run console commands on an installation of its own, closing what they opened."""
    monkeypatch.setenv("DOORSTEP_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DOORSTEP_DATABASE_URL", raising=False)

    def run(*words):
        return CliRunner().invoke(cli.main, words)

    return run


@pytest.fixture
def founded(console):
    app = create_app()
    founding.prepare(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def damage():
    with writing() as session:
        session.execute(update(Scope).where(Scope.id == "bureau").values(n_rows=3))


def finding(subject):
    [found] = [f for f in doctor.examine(from_environment()) if f.subject == subject]
    return found


def test_tidying_says_what_it_did(console, founded):
    done = console("tidy")

    assert done.exit_code == 0, done.output
    assert "清除 0 条旧的移除记录" in done.output
    assert "清除 0 个过期的照片上传" in done.output


def test_the_doctor_reports_wrong_books_and_tidying_mends_them(console, founded):
    damage()
    before = finding("同步账目")

    mended = console("tidy", "--repair")

    assert (before.is_well, "doorstep tidy --repair" in before.words) == (False, True)
    assert "1 个范围计数不符，已修复" in mended.output
    assert finding("同步账目").is_well
    assert "局里账目不符并已修复 1 次" in finding("手机资料修复").words


def test_the_doctor_has_a_word_for_every_kind_of_defect():
    assert set(doctor.DEFECTS) == set(get_args(DefectKind))


def test_without_a_database_the_doctor_looks_at_no_books(console):
    subjects = [found.subject for found in doctor.examine(from_environment())]

    assert "数据库" in subjects
    assert "同步账目" not in subjects


def test_when_nothing_waits_requeueing_says_so(console, founded):
    done = console("requeue")

    assert done.exit_code == 0, done.output
    assert "没有等待升级的记录" in done.output


def test_a_database_that_is_not_ready_does_not_stop_the_service(console, monkeypatch, capsys):
    monkeypatch.setenv("DOORSTEP_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    cli.look_before_serving("0.0.0.0", is_demo=False)  # noqa: S104 - nothing is opened

    assert "下次启动时再处理" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "most"), [("3", 3), (None, 16)])
def test_how_many_phones_sync_at_once_is_a_setting(monkeypatch, text, most):
    monkeypatch.delenv("DOORSTEP_MAX_IN_FLIGHT", raising=False)
    if text is not None:
        monkeypatch.setenv("DOORSTEP_MAX_IN_FLIGHT", text)

    settings = from_environment()

    assert settings.max_in_flight == most
    assert settings.threads > most
