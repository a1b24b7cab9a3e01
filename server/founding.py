"""Bring a database to the present shape and give it what no installation can do without."""

import logging

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade

from server import wall
from server.core import clock, feed, trail
from server.core.db import db
from server.core.doors import writing
from server.features.devices import commands as devices
from server.features.organisation import commands as organisation
from server.features.reports import commands as reports


def _upgrade() -> None:
    """Upgrade the tables without the wall, whose policies hold on to the columns that they name."""
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    with db.engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found != scripts.get_current_head():
            wall.take_down(connection)
    upgrade()
    with db.engine.begin() as connection:
        wall.build(connection)


def prepare(app: Flask) -> None:
    """Upgrade the tables and the wall, open the first epoch, write branches and towns, count."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        _upgrade()
        with writing() as session:
            feed.found_epoch(session)
            organisation.found_bureau(session)
            devices.found_rule(session, at=clock.now())
            trail.adopt(session)
        reports.tally_if_new()
