"""A PostgreSQL on another machine is reached by a sealed line or not at all."""

import pytest
from click.testing import CliRunner

from server import cli, doctor
from server.config import from_environment
from server.database_line import PlainLine, guarded, is_plain

ELSEWHERE = "postgresql://bureau:k3Qw-99z@db.bureau/doorstep"


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Set the environment and give what the program makes of it."""

    def tell(url, **more):
        monkeypatch.setenv("DOORSTEP_DATA_DIR", str(tmp_path / "data"))
        monkeypatch.setenv("DOORSTEP_DATABASE_URL", url)
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        return from_environment()

    return tell


@pytest.mark.parametrize(
    "url",
    [
        ELSEWHERE,
        f"{ELSEWHERE}?sslmode=prefer",
        f"{ELSEWHERE}?sslmode=disable",
        "postgresql://bureau@10.0.0.7:5432/doorstep",
        "postgresql://bureau@[fd00::7]/doorstep",
        "postgresql:///doorstep?host=db.bureau",
        "postgresql:///doorstep?host=/run/postgresql,db.bureau:5433",
        "postgresql:///doorstep?hostaddr=10.0.0.7",
        "postgresql:///?service=bureau",
    ],
)
def test_a_plain_line_to_another_machine_is_refused(url, told):
    with pytest.raises(PlainLine, match="sslmode=verify-full"):
        guarded(told(url))


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_a_sealed_line_is_taken_wherever_it_is_told(mode, told):
    assert guarded(told(f"{ELSEWHERE}?sslmode={mode}"))
    assert guarded(told(ELSEWHERE, PGSSLMODE=mode))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///doorstep",
        "postgresql:///doorstep?host=/run/postgresql",
        "postgresql://bureau@localhost/doorstep",
        "postgresql://bureau@127.0.0.1:5433/doorstep",
        "postgresql://bureau@[::1]/doorstep",
        "sqlite:////srv/doorstep.db",
    ],
)
def test_what_stays_on_this_machine_needs_no_seal(url, told):
    assert guarded(told(url))


def test_a_host_that_only_the_environment_names_is_looked_at_too(told):
    settings = told("postgresql:///doorstep")

    assert is_plain(settings, {"PGHOST": "db.bureau"})
    assert is_plain(settings, {"PGHOSTADDR": "10.0.0.5"})
    assert is_plain(settings, {"PGSERVICE": "bureau"})
    assert not is_plain(settings, {"PGHOST": "/run/postgresql"})


def test_a_bureau_may_say_that_the_name_is_of_this_machine(told):
    assert guarded(told(ELSEWHERE, DOORSTEP_PLAIN_DATABASE="1"))


def test_the_start_and_the_doctor_say_in_words_what_to_do(told):
    settings = told(ELSEWHERE)

    started = CliRunner().invoke(cli.main, ["serve"])
    [database] = [one for one in doctor.examine(settings) if one.subject == "数据库"]

    assert (started.exit_code, "没有加密，所以没有连接" in started.output) == (1, True)
    assert not database.is_well
    for words in (started.output, database.words):
        assert "?sslmode=verify-full" in words
        assert "k3Qw-99z" not in words
    assert "上门办已启动" not in started.output
