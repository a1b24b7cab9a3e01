"""`scripts.postgres` gives a command a server of its own and takes it away again."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from scripts import postgres

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import os, sqlalchemy
engine = sqlalchemy.create_engine(os.environ["DOORSTEP_TEST_POSTGRES_URL"])
with engine.connect() as connection:
    print(connection.scalar(sqlalchemy.text("show data_directory")))
"""


def beside_postgres(
    code: str, settings: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.postgres", *options, sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_finds_a_server_that_is_gone_afterwards() -> None:
    result = beside_postgres(ASK, {postgres.URL_NAME: ""})

    if "No PostgreSQL here" in result.stdout:
        pytest.skip(result.stdout)
    assert result.returncode == 0, result.stderr
    folder = Path(result.stdout.split()[-1])
    assert folder.name == "data"
    assert not folder.exists()


def test_its_data_may_stand_in_memory_and_are_gone_afterwards() -> None:
    place = postgres._roomy()
    result = beside_postgres(ASK, {postgres.URL_NAME: ""}, postgres.IN_MEMORY)

    if "No PostgreSQL here" in result.stdout:
        pytest.skip(result.stdout)
    folder = Path(result.stdout.split()[-1])
    assert result.returncode == 0, result.stderr
    assert folder.is_relative_to(place or tempfile.gettempdir())
    assert not folder.parent.exists()


@pytest.mark.parametrize("free", [0, postgres.ROOM_BYTES - 1, postgres.ROOM_BYTES])
def test_memory_is_taken_where_there_is_room(
    free: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(postgres, "MEMORY", tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    assert postgres._roomy() == (tmp_path if free >= postgres.ROOM_BYTES else None)


def test_the_exit_status_is_the_commands() -> None:
    result = beside_postgres("raise SystemExit(7)", {postgres.URL_NAME: "postgresql://given"})

    assert result.returncode == 7


def test_without_a_server_the_command_runs_all_the_same_and_the_reason_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(postgres.URL_NAME, raising=False)
    monkeypatch.setattr(postgres, "PACKAGE", "no_such_package")

    assert postgres.main([sys.executable, "-c", ""]) == 0

    assert "no_such_package is not installed" in capsys.readouterr().out
