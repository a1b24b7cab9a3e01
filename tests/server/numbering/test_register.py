"""The desk sees every number explained, closes blocks, makes numbers void, starts after paper."""

import csv
import io

import pytest

from server.core.doors import reading
from server.features.numbering import queries
from server.features.organisation import queries as organisation
from tests.server.numbering.giving import register


@pytest.fixture
def block(phone):
    phone.sync()
    [lease] = [one for one in phone.leases if one.kind == "assistance"]
    return lease


@pytest.fixture
def series(phone, block):
    return phone.rows[block.id]["series_id"]


@pytest.fixture
def desk(block, as_person, people):
    return as_person(people.branch_head)


def branch_of(series_id):
    with reading() as session:
        return queries.series(session, series_id).branch_id


def test_every_number_of_a_series_is_explained(phone, block, series, desk):
    phone.give("act-1")
    phone.tell("number.void", block.id, n=2, reason="写坏了")

    found = desk.get(f"/api/numbers/{series}/register").json

    assert [line["n"] for line in found["lines"]] == list(range(1, 21))
    assert [line["state"] for line in found["lines"][:3]] == ["used", "void", "leased"]
    used, void, leased = found["lines"][:3]
    assert (used["text"], used["about"]) == ("东环助（长安）〔2026〕1号", "企业 act-1")
    assert (void["reason"], leased["person_name"]) == ("写坏了", "陈志远")
    counted = {one["state"]: one["count"] for one in found["tally"]}
    assert counted == {"used": 1, "void": 1, "leased": 18}


def test_one_kind_of_explanation_is_shown_alone_page_by_page(phone, series, desk):
    phone.give("act-1")

    used = desk.get(f"/api/numbers/{series}/register?state=used").json
    rest = desk.get(f"/api/numbers/{series}/register?after=19").json

    assert [line["n"] for line in used["lines"]] == [1]
    assert [line["n"] for line in rest["lines"]] == [20]
    assert not rest["more"]


def test_a_branch_head_sees_and_changes_nothing_of_another_branch(
    phone_of, people, series, as_person
):
    other = phone_of(people.stranger)
    other.sync()
    theirs = next(iter(other.rows.values()))
    desk = as_person(people.branch_head)

    assert {one["branch_name"] for one in desk.get("/api/numbers").json} == {"长安分局"}
    assert desk.get(f"/api/numbers/{theirs['series_id']}/register").json["code"] == "404.00"
    closing = desk.post(f"/api/numbers/blocks/{theirs['id']}/close", {"reason": "遗失"})
    assert closing.json["code"] == "403.101"
    void = desk.post(f"/api/numbers/{theirs['series_id']}/void", {"n": 1, "reason": "x"})
    assert void.json["code"] == "403.101"


def test_the_block_of_a_lost_phone_is_closed_and_its_numbers_are_possibly_issued(
    phone, block, series, desk
):
    phone.give("act-1")

    assert desk.post(f"/api/numbers/blocks/{block.id}/close", {"reason": "遗失"}).status_code == 204

    branch = branch_of(series)
    assert register(branch) == {1: "used"} | dict.fromkeys(range(2, 21), "lost")
    again = desk.post(f"/api/numbers/blocks/{block.id}/close", {"reason": "遗失"})
    assert again.json["code"] == "409.105"
    phone.sync()
    assert phone.left() == 0


def test_a_possibly_issued_number_is_never_void_and_never_leased_again(
    phone, block, series, desk, phone_of, people
):
    desk.post(f"/api/numbers/blocks/{block.id}/close", {"reason": "遗失"})

    refused = desk.post(f"/api/numbers/{series}/void", {"n": 5, "reason": "写坏"})
    other = phone_of(people.co_officer)
    other.sync()

    assert refused.json["code"] == "409.102"
    assert min(one.first for one in other.leases if one.kind == "assistance") == 21


def test_a_number_in_a_phone_is_not_made_void_at_the_desk_but_one_given_back_is(
    phone, block, series, desk
):
    held = desk.post(f"/api/numbers/{series}/void", {"n": 5, "reason": "写坏"})
    phone.tell("number.return", block.id, **{"from": 1})
    free = desk.post(f"/api/numbers/{series}/void", {"n": 5, "reason": "写坏"})

    assert (held.json["code"], free.status_code) == ("409.102", 204)
    assert register(branch_of(series))[5] == "void"


def test_a_series_starts_after_the_last_number_on_paper(phone_of, people, regime, as_person):
    desk = as_person(people.administrator)
    with reading() as session:
        branch = organisation.branch_named(session, "长安分局").id
    told = {"branch_id": branch, "kind": "assistance", "year": 2026, "n": 1233}
    assert desk.put("/api/numbers/start", told).status_code == 204

    phone = phone_of(people.officer)
    phone.sync()
    phone.give("act-1")

    assert phone.given == [("act-1", "东环助（长安）〔2026〕1234号")]
    found = register(branch)
    assert {found[n] for n in range(1, 1234)} == {"paper"}
    lower = desk.put("/api/numbers/start", {**told, "n": 1000})
    assert lower.json["code"] == "409.103"


def test_blocks_that_reach_down_to_the_paper_are_closed_and_new_ones_begin_behind_it(
    phone, block, series, desk, time
):
    told = {"branch_id": branch_of(series), "kind": "assistance", "year": 2026, "n": 7}
    assert desk.put("/api/numbers/start", told).status_code == 204
    time.pass_by(minutes=10)
    phone.sync()

    assert phone.rows[block.id]["state"] == "closed"
    phone.give("act-1")
    assert phone.given == [("act-1", "东环助（长安）〔2026〕21号")]


def test_no_series_begins_of_what_the_regime_does_not_number(desk, series):
    told = {"branch_id": branch_of(series), "kind": "decision", "year": 2026, "n": 7}

    assert desk.put("/api/numbers/start", told).json["code"] == "422.100"


def test_the_export_explains_each_number(phone, block, series, desk):
    phone.tell("number.void", block.id, n=1, reason="写坏了")
    table = desk.get(f"/api/numbers/{series}/export.csv")
    book = desk.get(f"/api/numbers/{series}/export.xlsx")

    rows = list(csv.reader(io.StringIO(table.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0] == ["编号", "情况", "说明", "日期", "经办人"]
    assert rows[1][1:3] == ["已作废", "作废原因：写坏了"]
    assert rows[2][1:3] == ["已领未用", "在陈志远的手机上，尚未使用"]
    assert len(rows) == 21
    assert book.mimetype.endswith("spreadsheetml.sheet")
