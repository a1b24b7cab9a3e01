"""Every route but the few that are meant to be open asks who is calling."""

import re

from server.core import auth


def _routes(app):
    for rule in app.url_map.iter_rules():
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            if rule.rule.startswith("/api/") and (method, rule.rule) not in auth.OPEN:
                yield method, rule.rule


def _path(rule):
    one_of = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule)
    return re.sub(r"<[^>]+>", "01a20adc-0000-7000-8000-000000000001", one_of)


def test_nobody_gets_past_a_route_without_signing_in(app, anybody):
    answers = {
        (method, rule): anybody.flask.open(
            _path(rule), method=method, json={}, headers={"X-Doorstep": "1"}
        ).status_code
        for method, rule in _routes(app)
    }

    assert {route: code for route, code in answers.items() if code != 401} == {}


def test_an_unknown_address_is_answered_in_words(as_person, people):
    answer = as_person(people.officer).get("/api/nowhere")

    assert (answer.status_code, answer.json["title"]) == (404, "没有找到")
