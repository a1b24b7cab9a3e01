"""Bring a database to the present shape and give it what no installation can do without."""

import logging

from flask import Flask
from flask_migrate import upgrade

from server import wall
from server.core import clock, feed, trail
from server.core.db import db
from server.core.doors import writing
from server.features.devices import commands as devices
from server.features.organisation import commands as organisation
from server.features.reports import commands as reports


def prepare(app: Flask) -> None:
    """Upgrade the tables and the wall, open the first epoch, write branches and towns, count."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        upgrade()
        with db.engine.begin() as connection:
            wall.build(connection)
        with writing() as session:
            feed.found_epoch(session)
            organisation.found_bureau(session)
            devices.found_rule(session, at=clock.now())
            trail.adopt(session)
        reports.tally_if_new()
