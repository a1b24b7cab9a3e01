"""Another page may make a browser send our cookie; it changes nothing, on any address (CSRF)."""

import pytest

from server.core import auth
from tests.fuzz.holdings import changed, holdings
from tests.server.jurisdiction.test_authority_of_routes import TABLE, _path, _sent

HOME = "http://localhost"
OURS = {auth.CHANGE_HEADER: "1", "Origin": HOME, "Sec-Fetch-Site": "same-origin"}
FOREIGN = {
    "another origin": {**OURS, "Origin": "https://evil.example"},
    "another port": {**OURS, "Origin": f"{HOME}:8443"},
    "another scheme": {**OURS, "Origin": "https://localhost"},
    "a name that begins as ours": {**OURS, "Origin": f"{HOME}.evil.example"},
    "no origin that has a name": {**OURS, "Origin": "null"},
    "an empty origin": {**OURS, "Origin": ""},
    "another site": {**OURS, "Sec-Fetch-Site": "cross-site"},
    "a neighbour of our site": {**OURS, "Sec-Fetch-Site": "same-site"},
    "a site of no known kind": {**OURS, "Sec-Fetch-Site": "same-origin, cross-site"},
    "a form, which bears no header": {"Origin": HOME, "Sec-Fetch-Site": "same-origin"},
    "a form of a browser that says nothing": {},
}
CHANGES = [route for route in TABLE if route[0] not in auth.SAFE_METHODS]
PUBLIC = [route for route in auth.OPEN if route[0] not in auth.SAFE_METHODS]


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator, "phone")


def code_of(client, route, headers):
    method, rule = route
    sent = _sent(method, TABLE.get(route, (None, {}))[1])
    answer = client.flask.open(_path(rule), method=method, headers=headers, **sent)
    told = answer.get_json(force=True, silent=True)
    return told.get("code") if isinstance(told, dict) else None


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_a_change_that_another_page_sent_is_refused_everywhere_and_has_no_effect(
    headers, administrator, app
):
    folder = app.extensions["doorstep.settings"].data_dir
    before = holdings(folder)

    codes = {route: code_of(administrator, route, headers) for route in CHANGES + PUBLIC}

    assert {route: code for route, code in codes.items() if code != "403.01"} == {}
    assert changed(before, holdings(folder)) == []
    assert administrator.get("/api/session").status_code == 200


@pytest.mark.parametrize("sent", [OURS, {auth.CHANGE_HEADER: "1"}], ids=["a browser", "a console"])
def test_the_same_change_from_our_own_page_is_looked_at(sent, as_person, people, app):
    folder = app.extensions["doorstep.settings"].data_dir
    before = holdings(folder)
    # A session each, as one of the routes ends it.
    codes = {
        route: code_of(as_person(people.administrator, f"phone-{n}"), route, sent)
        for n, route in enumerate(CHANGES + PUBLIC)
    }

    assert "403.01" not in codes.values()
    assert {"quota_plan", "enterprise", "sign_in"} <= set(changed(before, holdings(folder)))


def test_what_anybody_may_ask_is_asked_from_our_own_page_only(anybody):
    assert PUBLIC
    for route in PUBLIC:
        assert code_of(anybody, route, FOREIGN["another site"]) == "403.01"
        assert code_of(anybody, route, OURS) != "403.01"


def test_another_page_may_open_ours_but_reads_nothing_of_it(administrator):
    answer = administrator.get("/api/session", headers=FOREIGN["another site"])

    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
