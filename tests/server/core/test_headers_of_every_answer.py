"""Every address is asked, as somebody and as nobody: each answer bears what protects it."""

import pytest

from server.core import auth
from tests.server.jurisdiction.test_authority_of_routes import TABLE, _path, _sent

NONE = {"'none'"}
STRICT = {
    "default-src": NONE,
    # The vault stretches passphrases and the camera reads codes in WebAssembly.
    "script-src": {"'self'", "'wasm-unsafe-eval'"},
    "object-src": NONE,
    "base-uri": NONE,
    "frame-ancestors": NONE,
    "form-action": {"'self'"},
    "connect-src": {"'self'"},
    "worker-src": {"'self'"},
    # Text becomes markup or a program by Vue and by the worker's address alone.
    "require-trusted-types-for": {"'script'"},
    "trusted-types": {"vue", "doorstep"},
}
OURS = {"'self'", "'none'", "blob:", "data:"}
SAID = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FEATURES = {"camera=(self)", "geolocation=(self)", "microphone=()"}
PAGES = {
    "/": "no-cache",
    "/index.html": "no-cache",
    "/sw.js": "no-cache",
    "/visits/somewhere": "no-cache",
    "/verify": "no-cache",
    "/wiped.html": "no-cache",
    "/assets/app-1a2b3c.js": "public, max-age=31536000, immutable",
    "/healthz": "no-store",
}


@pytest.fixture
def pages(app):
    folder = app.extensions["doorstep.settings"].pwa_dir
    for name in ("index.html", "wiped.html", "sw.js", "assets/app-1a2b3c.js"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def directives(answer):
    told = answer.headers.get("Content-Security-Policy", "").split(";")
    return {name: set(sources) for name, *sources in map(str.split, filter(None, told))}


def faults(answer):
    """Return what an answer should have said and did not."""
    policy = directives(answer)
    features = set(answer.headers.get("Permissions-Policy", "").split(", "))
    loose = set().union(*(policy[name] for name in policy if name not in STRICT | {"style-src": 0}))
    return [
        *(name for name, sources in STRICT.items() if policy.get(name) != sources),
        *(name for name, value in SAID.items() if answer.headers.getlist(name) != [value]),
        *sorted(loose - OURS),
        *sorted(FEATURES - features),
    ]


def is_kept_by_nobody(answer):
    """Return whether no cache keeps an answer, and none that does would give it to another."""
    return answer.headers.getlist("Cache-Control") == ["no-store"] and "Cookie" in answer.vary


def api_routes(app):
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            yield from ((method, rule.rule) for method in sorted(rule.methods))


def ask(client, method, rule, headers):
    sent = _sent(method, TABLE.get((method, rule), (None, {}))[1])
    return client.flask.open(_path(rule), method=method, headers=headers, **sent)


@pytest.mark.parametrize("who", ["administrator", "officer", "supervisor", None])
def test_every_answer_under_api_is_protected_and_kept_by_no_cache(
    who, app, as_person, people, anybody
):
    found, seen = {}, set()
    for n, (method, rule) in enumerate(api_routes(app)):
        # A session each, as one of the routes ends it.
        client = as_person(getattr(people, who), f"phone-{n}") if who else anybody
        answer = ask(client, method, rule, {auth.CHANGE_HEADER: "1"})
        seen.add(answer.status_code)
        if wrong := [*faults(answer), *([] if is_kept_by_nobody(answer) else ["kept"])]:
            found[method, rule] = wrong

    assert found == {}
    assert seen >= ({200, 204, 404, 403} if who else {200, 401})


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(("path", "kept"), PAGES.items())
def test_pages_and_programs_are_protected_and_kept_as_long_as_they_hold(anybody, path, kept):
    with anybody.get(path) as answer:
        assert (answer.status_code, faults(answer)) == (200, [])
        assert answer.headers.getlist("Cache-Control") == [kept]


def test_the_crawl_of_pages_and_routes_leaves_out_no_address(app):
    others = {rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")}

    assert others == {"/", "/<path:name>", "/healthz"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/nowhere"),
        ("PATCH", "/api/session"),
        ("POST", "/"),
        ("PUT", "/sw.js"),
        ("TRACE", "/api/session"),
    ],
)
def test_a_refusal_is_as_protected_as_what_it_refuses(method, path, as_person, people):
    client = as_person(people.officer)

    answer = client.flask.open(path, method=method, headers={auth.CHANGE_HEADER: "1"})

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert faults(answer) == []
    assert answer.headers.getlist("Cache-Control") == ["no-store"]


def test_what_a_route_says_of_caches_does_not_count_under_api(app, as_person, people):
    def careless():
        return {"name": "陈志远"}, 200, {"Cache-Control": "public, max-age=600", "Vary": "Accept"}

    app.add_url_rule("/api/careless", "careless", careless)

    answer = as_person(people.officer).get("/api/careless")

    assert is_kept_by_nobody(answer)
    assert "Accept" in answer.vary
