"""The installation that a console command works on."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from server import founding
from server.app import create_app
from server.config import from_environment
from server.core import occupancy
from server.core.db import db
from server.core.doors import reading
from server.core.problems import Problem
from server.demo import people

THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
PUBLISHED = (
    "账号 {} 还在用说明书里公开的演示密码，谁都能登录，所以没有在本机以外的地址上启动。"
    "正式使用请改密码或停用这些账号；只是给别人看演示数据时加 --demo。"
)


@contextmanager
def installation() -> Iterator[None]:
    """Open the installation, its database upgraded where it is ours; refusals end in words."""
    with in_use():
        app = create_app()
        if from_environment().upgrades_at_start:
            founding.prepare(app)
        with app.app_context(), closed():
            yield


def refuse_published_passwords(host: str) -> None:
    """Let no other machine reach an open installation whose passwords stand in the guide."""
    if host in THIS_MACHINE:
        return
    with reading() as session:
        found = people.open_to_everybody(session)
    if found:
        raise click.ClickException(PUBLISHED.format("、".join(found)))


@contextmanager
def closed() -> Iterator[None]:
    """Leave no connection open: workers may be forked afterwards, and a file may be moved."""
    try:
        yield
    finally:
        db.session.remove()
        db.engine.dispose()


@contextmanager
def in_use() -> Iterator[None]:
    """Keep restores away, and stay away from one that did not end."""
    with in_words(), occupancy.enter(from_environment().data_dir):
        yield


@contextmanager
def in_words() -> Iterator[None]:
    """Have a refusal end in words."""
    try:
        yield
    except Problem as refusal:
        raise click.ClickException(f"{refusal.title} {refusal.detail}".strip()) from refusal
