"""Over TLS a session stands in a cookie that only this host can set, and only there."""

import pytest

from server.core import auth
from tests.people import PASSWORD

HTTPS = "https://bureau.example"


@pytest.fixture
def signed_in(anybody):
    answer = anybody.post("/api/session", {"name": "chen", "password": PASSWORD}, base_url=HTTPS)
    assert answer.status_code == 200, answer.json
    return anybody, answer.headers["Set-Cookie"]


def token_of(cookie):
    return cookie.split(";")[0].split("=", 1)[1]


def test_over_tls_the_cookie_has_the_name_that_browsers_guard(signed_in):
    _, cookie = signed_in

    parts = {part.strip() for part in cookie.split(";")}
    assert cookie.startswith("__Host-doorstep_session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= parts
    assert "Domain" not in cookie


def test_it_signs_in_over_tls(signed_in):
    client, _ = signed_in

    assert client.get("/api/session", base_url=HTTPS).json["person"]["name"] == "陈志远"


def test_over_tls_a_cookie_that_somebody_beside_could_plant_is_nobody(signed_in, app):
    _, cookie = signed_in
    planted = app.test_client()
    planted.set_cookie(auth.COOKIE, token_of(cookie), domain="bureau.example", secure=True)

    assert planted.get("/api/session", base_url=HTTPS).status_code == 401


def test_signing_out_takes_that_very_cookie_back(signed_in):
    client, _ = signed_in

    answer = client.delete("/api/session", base_url=HTTPS)

    assert answer.headers["Set-Cookie"].startswith("__Host-doorstep_session=;")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert client.get("/api/session", base_url=HTTPS).status_code == 401


def test_without_tls_it_has_the_plain_name_as_browsers_would_not_take_the_other(anybody):
    answer = anybody.post("/api/session", {"name": "chen", "password": PASSWORD})

    assert answer.headers["Set-Cookie"].startswith("doorstep_session=")
