"""The description of the REST interface, which no process writes before somebody asks."""

import re

from flask import Flask

from server.app import BLUEPRINTS
from tests.conftest import Client


def test_whoever_asks_for_the_description_finds_every_route_in_it(
    app: Flask, anybody: Client
) -> None:
    ours = {blueprint.name for blueprint in BLUEPRINTS}
    served = {
        re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in ours
    }

    described = anybody.get("/api/openapi.json").json["paths"]

    assert set(described) == served
    assert anybody.get("/api/openapi.json").json["paths"] == described
