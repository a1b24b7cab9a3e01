from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.core.doors import reading, writing
from server.features.enterprises import queries
from server.features.enterprises.commands import VisitFacts, set_visit_facts
from server.features.enterprises.models import EnterpriseAlias
from tests.conftest import Clock
from tests.people import People
from tests.server.enterprises.registry import CHANGAN, HUMEN, add, command, scope_of

CODE = "91441900198020532E"


@pytest.fixture(autouse=True)
def _registry(app: Flask) -> None:
    add("e1", "东莞市长安金元五金交电有限公司", town=CHANGAN, code=CODE)
    add("e2", "東莞市虎門ＡＢＢ電子廠", town=HUMEN)
    add("e3", "重庆长安汽车东莞分公司", town=None)
    add("e4", "东莞市长安金元电子有限公司", town=CHANGAN)


def found(client: Any, **query: str) -> list[str]:
    answer = client.get("/api/enterprises", query_string=query)
    assert answer.status_code == 200
    return [row["id"] for row in answer.json["rows"]]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("金元", {"e1", "e4"}),
        ("五金 长安", {"e1"}),
        ("金元電子", {"e4"}),
        ("abb", {"e2"}),
        ("dgsca", {"e1", "e4"}),
        ("cqca", {"e3"}),
        ("20532e", {"e1"}),
        (CODE.lower(), {"e1"}),
        ("", {"e1", "e2", "e3", "e4"}),
        ("100%_", set()),
        ("a\x00b", {"e2"}),
        ("（）", {"e1", "e2", "e3", "e4"}),
    ],
)
def test_an_enterprise_is_found_as_one_types(
    as_person: Any, people: People, text: str, ids: set[str]
) -> None:
    assert set(found(as_person(people.administrator), q=text)) == ids


def test_a_name_typed_with_a_word_left_out_is_found_by_likeness(
    as_person: Any, people: People
) -> None:
    answer = as_person(people.manager).get(
        "/api/enterprises", query_string={"q": "长安金元有限公司"}
    )

    assert answer.json["alike"]
    assert answer.json["rows"][0]["id"] == "e4"


def test_a_branch_sees_its_towns_and_the_unknown_ones(as_person: Any, people: People) -> None:
    assert set(found(as_person(people.officer))) == {"e1", "e3", "e4"}
    assert set(found(as_person(people.stranger))) == {"e2", "e3"}
    assert set(found(as_person(people.cadre))) == {"e3"}
    assert set(found(as_person(people.manager))) == {"e1", "e2", "e3", "e4"}


def test_the_list_can_be_held_to_one_town_or_to_unknown_towns(
    as_person: Any, people: People
) -> None:
    client = as_person(people.administrator)

    assert found(client, town=HUMEN) == ["e2"]
    assert found(client, town="none") == ["e3"]


def test_pages_follow_each_other_without_gap_or_repeat(as_person: Any, people: People) -> None:
    client = as_person(people.administrator)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/api/enterprises", query_string={"limit": "1", **cursor}).json
        seen += [row["id"] for row in page["rows"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert sorted(seen) == ["e1", "e2", "e3", "e4"]


def test_a_broken_cursor_starts_from_the_beginning(as_person: Any, people: People) -> None:
    assert len(found(as_person(people.administrator), cursor="~")) == 4


def test_the_file_of_an_enterprise_is_shown_to_those_who_may(
    as_person: Any, people: People
) -> None:
    officer = as_person(people.officer)

    assert officer.get("/api/enterprises/e1").json["code"] == CODE
    assert officer.get("/api/enterprises/nothing").status_code == 404
    assert as_person(people.stranger).get("/api/enterprises/e1").status_code == 404


def test_nobody_unknown_sees_the_registry(anybody: Any) -> None:
    assert anybody.get("/api/enterprises").status_code == 401
    assert anybody.post("/api/enterprises", {"name": "甲厂"}).status_code == 401


def test_the_office_adds_an_enterprise_unverified(as_person: Any, people: People) -> None:
    client = as_person(people.branch_head)

    answer = client.post("/api/enterprises", {"name": " 甲厂 ", "address": "东莞市长安镇一路"})

    assert answer.status_code == 201
    assert answer.json["name"] == "甲厂"
    assert answer.json["town_code"] == CHANGAN
    assert not answer.json["verified"]
    assert found(client, q="甲厂") == [answer.json["id"]]


@pytest.mark.parametrize("known", [{"code": CODE}, {"id": "e1"}])
def test_what_another_branch_has_is_neither_added_nor_shown(
    as_person: Any, people: People, known: dict[str, str]
) -> None:
    answer = as_person(people.stranger).post("/api/enterprises", {"name": "甲厂", **known})

    assert (answer.status_code, answer.json["code"]) == (409, "409.230")
    assert "金元" not in answer.text
    with reading() as session:
        assert session.scalars(select(EnterpriseAlias)).all() == []


@pytest.mark.parametrize(
    ("new", "code", "said"),
    [
        ({"name": "甲厂", "code": CODE[:17] + "F"}, "422.20", "外层校验码"),
        ({"name": "  "}, "422.21", ""),
        ({"name": "甲厂", "town_code": "1"}, "422.22", ""),
        ({}, "422.00", ""),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(
    as_person: Any, people: People, new: dict[str, str], code: str, said: str
) -> None:
    answer = as_person(people.officer).post("/api/enterprises", new)

    assert answer.status_code == 422
    assert answer.json["code"] == code
    assert said in answer.json["detail"]


def test_a_supervisor_only_reads(as_person: Any, people: People) -> None:
    client = as_person(people.supervisor)

    assert client.post("/api/enterprises", {"name": "甲厂"}).status_code == 403
    assert client.patch("/api/enterprises/e1", {"changes": {}}).status_code == 403


def test_contact_and_town_are_amended_from_what_was_seen(as_person: Any, people: People) -> None:
    changes = {"contact_name": ["", "黄生"], "town_code": [CHANGAN, HUMEN]}

    answer = as_person(people.officer).patch("/api/enterprises/e1", {"changes": changes})

    assert answer.status_code == 200
    assert (answer.json["contact_name"], answer.json["town_code"]) == ("黄生", HUMEN)
    assert scope_of("e1") == {f"town:{HUMEN}"}


def test_an_amendment_over_somebody_elses_is_refused_with_both(
    as_person: Any, people: People
) -> None:
    client = as_person(people.officer)
    client.patch("/api/enterprises/e1", {"changes": {"contact_name": ["", "黄生"]}})

    again = client.patch("/api/enterprises/e1", {"changes": {"contact_name": ["", "李生"]}})
    same = client.patch("/api/enterprises/e1", {"changes": {"contact_name": ["", "黄生"]}})

    assert again.status_code == 409
    assert again.json["mine"] == {"contact_name": "李生"}
    assert again.json["theirs"] == {"contact_name": "黄生"}
    assert same.status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ["a", "b"]},
        {"contact_name": ["", None]},
        {"contact_phone": ["", "1" * 51]},
        {"address": "x"},
    ],
)
def test_an_amendment_out_of_shape_is_refused(
    as_person: Any, people: People, changes: dict[str, Any]
) -> None:
    answer = as_person(people.officer).patch("/api/enterprises/e1", {"changes": changes})

    assert answer.status_code == 422


def test_a_phone_adds_an_enterprise_and_amends_it(app: Flask, people: People, time: Clock) -> None:
    args = {"name": "新设厂", "code": None, "address": "东莞市长安镇", "contact_phone": "139"}

    added = command(app, people.officer, time, "enterprise.add", "p1", args)
    amended = command(
        app, people.officer, time, "enterprise.amend", "p1",
        {"changes": {"contact_phone": ["139", "138"]}},
    )  # fmt: skip

    assert (added.status, amended.status) == ("applied", "applied")
    with reading() as session:
        row = queries.enterprise(session, "p1")
        assert row is not None
        assert (row.contact_phone, row.row_ver, row.code_kind) == ("138", 2, "none")


def test_the_same_addition_again_is_a_duplicate(app: Flask, people: People, time: Clock) -> None:
    command(app, people.officer, time, "enterprise.add", "p1", {"name": "新设厂"})

    again = command(app, people.officer, time, "enterprise.add", "p1", {"name": "新设厂"})

    assert (again.status, again.alias) == ("duplicate", "p1")


def test_an_addition_with_a_known_code_is_merged_and_its_id_leads_on(
    app: Flask, people: People, time: Clock
) -> None:
    merged = command(
        app, people.officer, time, "enterprise.add", "p1", {"name": "甲", "code": CODE}
    )
    later = command(
        app, people.officer, time, "enterprise.amend", "p1",
        {"changes": {"contact_name": ["", "黄生"]}},
    )  # fmt: skip

    assert (merged.status, merged.alias) == ("merged", "e1")
    assert (later.status, later.alias) == ("merged", "e1")
    with reading() as session:
        row = queries.enterprise(session, "p1")
        assert row is not None
        assert (row.id, row.contact_name) == ("e1", "黄生")


def test_what_visits_say_is_noted_and_an_unknown_position_keeps_the_old_one(
    app: Flask, time: Clock
) -> None:
    with writing() as session:
        set_visit_facts(
            session, "e1", VisitFacts(1, time(), 228_000_000, 1_138_000_000, 12, time())
        )
    with writing() as session:
        set_visit_facts(session, "e1", VisitFacts(2, time()))

    with reading() as session:
        row = queries.enterprise(session, "e1")
        assert row is not None
        assert (row.visit_count, row.lat_e7, row.accuracy_m) == (2, 228_000_000, 12)
