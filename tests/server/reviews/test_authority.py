"""Who sees which reviews, and who may settle them."""

import pytest

from tests.server.reviews.desk import Desk

READS = {
    "officer": True,
    "co_officer": False,
    "branch_head": True,
    "stranger": False,
    "cadre": False,
    "manager": True,
    "supervisor": True,
    "administrator": True,
}
SETTLES = {"branch_head", "manager", "administrator"}
# Each verb after the one before was undone; the undoing is a verb of its own.
VERBS = ("keep_theirs", "undo", "take_mine", "undo", "take_both", "undo", "hand_back", "undo")


@pytest.fixture
def review(crossed, desk_of, people):
    return desk_of(people.administrator).only()


def told(desk, verb, review):
    return desk.undo(review) if verb == "undo" else desk.settle(review, verb, "请核实")


@pytest.mark.parametrize("role", READS)
def test_each_role_sees_what_is_its_own_to_see(role, review, desk_of, people):
    desk = desk_of(getattr(people, role))

    assert [row["id"] for row in desk.open()] == ([review["id"]] if READS[role] else [])
    answer = desk.client.get(f"/api/reviews/{review['id']}")
    assert answer.status_code == (200 if READS[role] else 404)
    if READS[role]:
        assert bool(answer.json["ways"]) == (role in SETTLES)


@pytest.mark.parametrize("role", READS)
def test_each_role_settles_and_undoes_what_is_its_own_to_settle(role, review, desk_of, people):
    desk = desk_of(getattr(people, role))

    answers = {told(desk, verb, review).status_code for verb in VERBS}

    assert answers == ({200} if role in SETTLES else {403})


def test_a_head_of_another_branch_neither_sees_nor_settles(review, head_of_humen):
    assert head_of_humen.open() == []
    assert {told(head_of_humen, verb, review).status_code for verb in VERBS} == {404}


def test_nobody_settles_without_signing_in(review, anybody):
    assert {told(Desk(anybody), verb, review).status_code for verb in VERBS} == {401}


def test_a_way_that_nobody_knows_is_refused(review, desk_of, people):
    desk = desk_of(people.manager)

    assert desk.settle(review, "undo").status_code == 422
    assert desk.settle(review, "burn").status_code == 422
