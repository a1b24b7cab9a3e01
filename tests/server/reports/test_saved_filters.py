"""Filters kept under a name: each person's own."""

import pytest

PATH = "/api/reports/filters"
MINE = {"page": "desk", "name": "本月长安", "query": {"branch": "b1", "from": "2026-11-01"}}


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)


def names(client, page="desk"):
    return [one["name"] for one in client.get(PATH, query_string={"page": page}).json]


def test_filters_are_kept_for_the_person_and_the_page(manager, as_person, people):
    kept = manager.put(PATH, MINE).json

    assert kept["query"] == MINE["query"]
    assert names(manager) == ["本月长安"]
    assert names(manager, "visits") == names(as_person(people.administrator)) == []


def test_a_name_used_again_replaces_what_it_meant(manager):
    manager.put(PATH, MINE)
    manager.put(PATH, {**MINE, "query": {}})

    assert [one["query"] for one in manager.get(PATH, query_string={"page": "desk"}).json] == [{}]


def test_filters_are_dropped_by_their_owner_alone(manager, as_person, people):
    kept = manager.put(PATH, MINE).json["id"]

    assert as_person(people.administrator).delete(f"{PATH}/{kept}").json["code"] == "404.00"
    assert manager.delete(f"{PATH}/{kept}").status_code == 204
    assert names(manager) == []


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "长" * 41}, {"query": {"a": "x" * 201}}, {"query": [1]}]
)
def test_what_is_no_filter_is_refused(wrong, manager):
    assert manager.put(PATH, {**MINE, **wrong}).json["code"] == "422.00"
    assert names(manager) == []


def test_thirty_filters_are_enough_for_anybody(manager):
    for number in range(30):
        manager.put(PATH, {**MINE, "name": f"第{number}"})

    assert manager.put(PATH, MINE).json["code"] == "422.188"
    assert manager.put(PATH, {**MINE, "name": "第3"}).status_code == 200
