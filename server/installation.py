"""The installation that a console command works on."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from server import founding
from server.app import create_app
from server.config import from_environment
from server.core import occupancy
from server.core.db import db
from server.core.problems import Problem


@contextmanager
def installation() -> Iterator[None]:
    """Open the installation, its database upgraded where it is ours; refusals end in words."""
    with in_use():
        app = create_app()
        if from_environment().upgrades_at_start:
            founding.prepare(app)
        with app.app_context(), _closed():
            yield


@contextmanager
def _closed() -> Iterator[None]:
    """Share no connection with the workers that are forked afterwards."""
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
