"""Where people belonged can be corrected afterwards, and their figures follow."""

import pytest

from server.core.doors import reading
from server.features.organisation import queries as organisation

YEAR = {"name": "年度", "period_from": "2026-01-01", "period_to": "2026-12-31"}


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)


@pytest.fixture
def branches(app):
    with reading() as session:
        return {row.short: row.id for row in organisation.branches(session)}


def _moved(branches, on, ended):
    """Return posts at 虎门 until one day and at 长安 from another."""
    return [
        {"branch_id": branches["虎门"], "from_on": None, "to_on": ended},
        {"branch_id": branches["长安"], "from_on": on, "to_on": None},
    ]


def _path(people):
    return f"/api/people/{people.officer}/posts"


def test_a_transfer_that_was_noted_late_is_given_its_day(administrator, people, branches):
    wanted = _moved(branches, "2026-03-01", "2026-02-28")

    answer = administrator.put(_path(people), {"posts": wanted[::-1]})

    assert answer.json == administrator.get(_path(people)).json == wanted


def test_days_without_a_post_are_not_held_under_a_plan(administrator, as_person, people, branches):
    manager = as_person(people.manager)
    plan = manager.post("/api/quotas", {**YEAR, "members_only": False}).json["id"]

    administrator.put(_path(people), {"posts": _moved(branches, "2026-03-01", "2025-12-31")})

    rows = manager.get(f"/api/quotas/{plan}/progress").json["rows"]
    [own] = [row for row in rows if row["person_id"] == people.officer]
    assert own["part_from"] == "2026-03-01"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda posts: posts[0].update(to_on="2026-03-01"), "409.12"),
        (lambda posts: posts[0].update(from_on="2026-03-02", to_on="2026-03-01"), "422.13"),
        (lambda posts: posts[0].update(branch_id="nowhere"), "422.12"),
        (lambda posts: posts[1].update(to_on="2026-10-01"), "422.265"),
        (lambda posts: posts.pop(), "422.265"),
        (list.clear, "422.265"),
    ],
)
def test_posts_that_cannot_have_been_are_refused_and_nothing_changes(
    administrator, people, branches, change, code
):
    wanted = _moved(branches, "2026-03-01", "2026-02-28")
    before = administrator.get(_path(people)).json
    change(wanted)

    answer = administrator.put(_path(people), {"posts": wanted})

    assert (answer.json["code"], administrator.get(_path(people)).json) == (code, before)


def test_a_correction_of_posts_is_in_the_trail_unless_nothing_changed(
    administrator, as_person, people, branches
):
    wanted = {"posts": _moved(branches, "2026-03-01", "2026-02-28")}
    supervisor = as_person(people.supervisor)
    for _ in range(2):
        assert administrator.put(_path(people), wanted).status_code == 200

    rows = supervisor.get("/api/audit").json["rows"]

    told = [row["subject"] for row in rows if row["event"] == "person.standing_changed"]
    assert told == [people.officer]


@pytest.mark.parametrize("who", ["branch_head", "manager", "supervisor", "officer"])
def test_only_the_administrator_sees_and_corrects_posts(as_person, people, branches, who):
    client = as_person(getattr(people, who))

    assert client.get(_path(people)).status_code == 403
    assert client.put(_path(people), {"posts": []}).status_code == 403
