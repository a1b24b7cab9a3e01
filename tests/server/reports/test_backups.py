"""What the office is told of backups."""

import pytest

from server import doctor
from server.core import backup_log
from server.core.backup_log import BackupMade
from server.core.doors import writing

PATH = "/api/reports/overview"


@pytest.fixture
def made(app, time):
    """Write down that a backup was made now."""

    def note(*, verified=True):
        with writing() as session:
            session.add(
                BackupMade(name="doorstep-x", made_at=time(), finished_at=time(), verified=verified)
            )

    return note


@pytest.fixture
def told(as_person, people):
    """What the home page tells a manager and the administrator."""

    clients = [as_person(people.manager), as_person(people.administrator)]
    return lambda: [client.get(PATH).json["backup"] for client in clients]


def test_without_any_backup_everybody_in_the_office_is_warned(told):
    assert told() == [{"state": "none", "made_at": None}] * 2


def test_the_last_backup_is_shown_to_administrators(told, made, time):
    made()
    time.pass_by(hours=23)

    assert told() == [None, {"state": "well", "made_at": "2026-11-23T02:00:00+00:00"}]


@pytest.mark.parametrize(("seconds", "is_late"), [(0, False), (1, True)])
def test_after_36_hours_the_backup_is_late(seconds, is_late, time):
    made_at = time()
    time.pass_by(hours=36, seconds=seconds)

    assert backup_log.is_late(made_at, at=time()) == is_late


def test_a_late_backup_is_said_to_administrators(told, made, time):
    time.pass_by(hours=-37)
    made()
    time.pass_by(hours=37)

    assert told()[1]["state"] == "late"


def test_a_backup_that_failed_its_verification_is_none(told, made):
    made(verified=False)

    assert told()[0]["state"] == "none"


def test_the_doctor_asks_for_a_backup_until_there_is_a_fresh_one(database_url, made, time):
    assert doctor.backups(database_url, at=time())[1].startswith(backup_log.NEVER)

    made()
    assert doctor.backups(database_url, at=time())[0]

    time.pass_by(hours=37)
    is_well, words = doctor.backups(database_url, at=time())
    assert (is_well, "超过 36 小时" in words) == (False, True)


def test_the_doctor_of_a_new_installation_finds_no_backup(tmp_path, time):
    is_well, words = doctor.backups(f"sqlite:///{tmp_path / 'new.db'}", at=time())

    assert (is_well, words.startswith(backup_log.NEVER)) == (False, True)
