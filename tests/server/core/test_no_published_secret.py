"""The bureau does not start with a secret that everybody could know."""

from random import Random

import click
import pytest
from click.testing import CliRunner
from environs import EnvValidationError

from server import cli, founding
from server.app import create_app
from server.config import from_environment
from server.core.db import db
from server.core.doors import writing
from server.demo import people as demo
from server.demo.people import PASSWORD as PUBLISHED
from server.features.accounts import passwords, queries
from server.installation import refuse_published_passwords

URL = "postgresql://{}:{}@db/doorstep"


def give(login, password, *, active=True):
    with writing() as session:
        person = queries.person_by_login(session, login)
        person.password_hash = passwords.hashed(password)
        person.active = active


@pytest.mark.parametrize(
    ("user", "password"),
    [("doorstep", "changeme"), ("postgres", "Postgres"), ("bureau", "bureau"), ("用户", "密码")],
)
def test_a_database_with_a_placeholder_for_a_password_stops_the_start_unsaid(
    user, password, monkeypatch
):
    monkeypatch.setenv("DOORSTEP_DATABASE_URL", URL.format(user, password))

    with pytest.raises(EnvValidationError, match="placeholder") as refused:
        from_environment()

    assert f":{password}@" not in str(refused.value)


@pytest.mark.parametrize("url", [URL.format("doorstep", "k3Qw-99z"), "postgresql:///doorstep"])
def test_a_password_of_ones_own_and_a_database_that_asks_for_none_are_taken(url, monkeypatch):
    monkeypatch.setenv("DOORSTEP_DATABASE_URL", url)

    assert from_environment().database_url.endswith(url.removeprefix("postgresql"))


@pytest.mark.usefixtures("app")
def test_the_demo_password_is_not_served_to_other_machines():
    give("admin", PUBLISHED)
    give("chen", PUBLISHED)

    with pytest.raises(click.ClickException, match="admin") as refused:
        refuse_published_passwords("0.0.0.0")  # noqa: S104 - it is refused

    assert "chen" in refused.value.message
    assert "wang" not in refused.value.message
    assert PUBLISHED not in refused.value.message


@pytest.mark.usefixtures("app")
def test_this_machine_may_try_the_demo_and_others_may_reach_real_accounts():
    give("admin", PUBLISHED)
    refuse_published_passwords("127.0.0.1")

    give("admin", "another horse 9")
    give("chen", PUBLISHED, active=False)
    refuse_published_passwords("0.0.0.0")  # noqa: S104 - nobody knows a password


def test_the_server_says_so_and_opens_no_door(tmp_path, monkeypatch):
    monkeypatch.setenv("DOORSTEP_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DOORSTEP_DATABASE_URL", raising=False)
    app = create_app()
    founding.prepare(app)
    with app.app_context(), writing() as session:
        demo.add_people(session, Random(1))  # noqa: S311 - chance of the demo
    with app.app_context():
        db.engine.dispose()

    done = CliRunner().invoke(cli.main, ["serve", "--host", "0.0.0.0"])  # noqa: S104 - refused

    assert done.exit_code == 1
    assert "--demo" in done.output
    assert "上门办已启动" not in done.output


def test_flask_signs_nothing_so_there_is_no_key_to_forget(app):
    assert app.secret_key is None
