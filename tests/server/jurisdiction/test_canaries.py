"""What stands in 33 branches is asked for on every route: nothing of another branch comes out."""

import io
import re
import zipfile
from dataclasses import dataclass

import pytest

from server.core.doors import reading
from server.features.organisation import queries as organisation
from tests.server.jurisdiction.canaries import canary, settle
from tests.server.jurisdiction.test_authority_of_routes import TABLE, _sent

CANARY = re.compile(r"CANARY.*?END")
# What stands for which row of a branch; everything else in an address is no row of a branch.
ROWS = ("enterprise", "visit", "finding", "registration", "paper", "review", "matter")
READS = [route for route in TABLE if route[0] == "GET"]


@dataclass(frozen=True)
class Bureau:
    """All branches, that of the people who ask, and one whose rows they ask for."""

    branches: list[str]
    own: str
    foreign: str


@pytest.fixture
def bureau(app):
    branches = settle()
    with reading() as session:
        own = organisation.branch_named(session, "长安分局").id
    return Bureau(branches, own, next(branch for branch in branches if branch != own))


def asked(route, branch):
    """Return a route's address with the rows of a branch in it."""
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", route[1])
    path = re.sub(r"<int[^>]*>", "1", path)
    for row in ROWS:
        path = path.replace(f"<{row}_id>", f"{row}-{branch}")
    path = path.replace("<sha256>", branch.rjust(64, "0")[-64:])
    return re.sub(r"<[^>]+>", branch, path)


def said(answer):
    """Return all that an answer says, workbooks unpacked."""
    body = answer.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"".join(parts.read(name) for name in parts.namelist())
    return f"{answer.headers}{body.decode(errors='replace')}"


def leaked(client, routes, bureau):
    """Return what of other branches came out of each route."""
    found = {}
    for route in routes:
        method, sent = route[0].lower(), _sent(route[0], TABLE[route][1])
        text = said(getattr(client, method)(asked(route, bureau.foreign), **sent))
        if others := set(CANARY.findall(text)) - {canary(bureau.own)}:
            found[route] = len(others)
    return found


def synced(client, device):
    request = {"proto": 2, "device": device, "first_seq": 1, "scopes": {}}
    return set(CANARY.findall(client.post("/api/sync", request).text))


@pytest.mark.parametrize("who", ["officer", "branch_head"])
def test_no_route_says_anything_of_another_branch(who, bureau, as_person, people, capsys):
    routes = [route for route in TABLE if route != ("DELETE", "/api/session")]

    client = as_person(getattr(people, who), "phone")

    assert leaked(client, routes, bureau) == {}
    assert CANARY.findall(capsys.readouterr().out) == []
    assert synced(client, "phone") == {canary(bureau.own)}


def test_the_manager_of_the_bureau_finds_the_canaries_of_all_branches(bureau, as_person, people):
    manager = as_person(people.manager)

    for path in ("/api/visits", "/api/cases"):
        found = set(CANARY.findall(manager.get(path, query_string={"limit": 200}).text))
        assert found == {canary(branch) for branch in bureau.branches}
