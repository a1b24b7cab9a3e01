"""The registry through POST /api/sync: what a phone gets, and what it may send."""

import json
from typing import Any

import pytest

from sync.protocol import Json
from tests.people import People
from tests.server.enterprises.imports import imported
from tests.server.enterprises.registry import CHANGAN, HUMEN
from tests.server.enterprises.sheets import BUREAU, HEADER, csv_file

PHONE = "01a20adc-0000-7000-8000-000000000001"
TOWN = f"town:{CHANGAN}"


def sync(client: Any, **request: Any) -> Json:
    answer: Json = client.post(
        "/api/sync", {"proto": 1, "device": PHONE, "first_seq": 1, **request}
    ).json
    return answer


def command(seq: int, name: str, args: dict[str, Any], entity: str = "e1") -> dict[str, str]:
    body = {"seq": seq, "id": f"c{seq}", "name": name, "version": 1, "entity": entity}
    return {"body": json.dumps({**body, "args": args, "device_time": "now"})}


def rows(answer: Json, scope: str = TOWN) -> list[dict[str, Any]]:
    page = answer["scopes"][scope]["put"]["enterprise"]
    return [dict(zip(page["cols"], row, strict=True)) for row in page["rows"]]


@pytest.fixture
def officer(as_person: Any, people: People) -> Any:
    return as_person(people.officer)


def test_an_imported_enterprise_reaches_the_phones_of_its_town_only(
    administrator: Any, officer: Any, as_person: Any, people: People
) -> None:
    imported(administrator, csv_file(HEADER, BUREAU))

    (row,) = rows(sync(officer))
    stranger = as_person(people.stranger).post(
        "/api/sync", {"proto": 1, "device": PHONE[:-1] + "2", "first_seq": 1}
    )

    assert (row["code"], row["name"], row["initials"]) == (BUREAU[0], BUREAU[1], "dgsmmkjyxgs")
    assert (row["town_code"], row["registered_on"], row["ver"]) == (CHANGAN, "2019-04-30", 1)
    assert TOWN not in stranger.json["scopes"]


def test_an_undone_import_leaves_the_phone(administrator: Any, officer: Any) -> None:
    batch = imported(administrator, csv_file(HEADER, BUREAU))
    first = sync(officer)
    held = {
        scope: [page["to"], page["tag"], page["n_rows"], page["digest"]]
        for scope, page in first["scopes"].items()
    }
    administrator.delete(f"/api/enterprise-imports/{batch['id']}")

    page = sync(officer, scopes=held)["scopes"][TOWN]

    assert page["remove"] == [["enterprise", rows(first)[0]["id"]]]
    assert page["n_rows"] == 0


def test_an_enterprise_added_on_a_phone_comes_back_unverified(officer: Any) -> None:
    args = {"name": "东莞市新设五金厂", "address": "东莞市长安镇一路", "contact_phone": "139"}

    answer = sync(officer, commands=[command(1, "enterprise.add", args)])

    assert answer["results"][0]["status"] == "applied"
    (row,) = rows(answer)
    assert (row["id"], row["verified"], row["code"], row["code_kind"]) == (
        "e1",
        False,
        None,
        "none",
    )
    assert row["initials"] == "dgsxswjc"


def test_an_enterprise_moved_to_another_town_leaves_the_old_one(officer: Any) -> None:
    add = command(1, "enterprise.add", {"name": "甲厂", "town_code": CHANGAN})
    move = command(2, "enterprise.amend", {"changes": {"town_code": [CHANGAN, HUMEN]}})

    before = sync(officer, commands=[add])
    answer = sync(officer, first_seq=2, commands=[move])

    assert before["scopes"][TOWN]["n_rows"] == 1
    assert [result["status"] for result in answer["results"]] == ["applied"]
    assert answer["scopes"][TOWN]["n_rows"] == 0


def test_one_that_is_moved_by_the_push_that_adds_it_never_stood_in_the_old_town(
    officer: Any,
) -> None:
    add = command(1, "enterprise.add", {"name": "甲厂", "town_code": CHANGAN})
    move = command(2, "enterprise.amend", {"changes": {"town_code": [CHANGAN, HUMEN]}})

    answer = sync(officer, commands=[add, move])

    assert [result["status"] for result in answer["results"]] == ["applied", "applied"]
    assert TOWN not in answer["scopes"]


def test_a_wrong_code_from_a_phone_goes_to_the_review_list_in_words(officer: Any) -> None:
    args = {"name": "甲厂", "code": BUREAU[0][:17] + "0"}

    answer = sync(officer, commands=[command(1, "enterprise.add", args)])

    (result,) = answer["results"]
    assert (result["status"], result["problem"]["code"]) == ("rejected", "422.20")
    assert "外层校验码" in result["problem"]["detail"]


def test_two_amendments_of_one_field_are_a_conflict_with_both_values(officer: Any) -> None:
    def amend(seq: int, old: str, new: str) -> dict[str, str]:
        return command(seq, "enterprise.amend", {"changes": {"contact_name": [old, new]}})

    add = command(1, "enterprise.add", {"name": "甲厂", "town_code": CHANGAN})

    answer = sync(officer, commands=[add, amend(2, "", "黄生"), amend(3, "", "李生")])

    assert [result["status"] for result in answer["results"]] == ["applied", "applied", "conflict"]
    assert rows(answer)[0]["contact_name"] == "黄生"


def test_of_an_amendment_only_the_crossed_fields_wait_for_somebody(officer: Any) -> None:
    def amend(seq: int, **changes: list[str]) -> dict[str, str]:
        return command(seq, "enterprise.amend", {"changes": changes})

    add = command(1, "enterprise.add", {"name": "甲厂", "town_code": CHANGAN})
    first = amend(2, contact_name=["", "黄生"])
    second = amend(3, contact_name=["", "李生"], contact_phone=["", "139"])

    answer = sync(officer, commands=[add, first, second])

    assert [result["status"] for result in answer["results"]] == ["applied", "applied", "merged"]
    (row,) = rows(answer)
    assert (row["contact_name"], row["contact_phone"]) == ("黄生", "139")
    page = answer["scopes"][f"device:{PHONE}"]["put"]["review"]
    review = dict(zip(page["cols"], page["rows"][0], strict=True))
    assert review["mine"] == {"contact_name": "李生"}
    assert review["theirs"] == {"contact_name": "黄生"}


@pytest.mark.parametrize("pair", [["", 5], [None], ["a", "b", "c"], "ab", {}])
def test_an_amendment_that_is_no_pair_of_values_is_rejected_in_words(
    officer: Any, pair: Any
) -> None:
    add = command(1, "enterprise.add", {"name": "东莞市甲厂"})
    amend = command(2, "enterprise.amend", {"changes": {"contact_name": pair}})

    answer = sync(officer, commands=[add, amend])

    assert [result["status"] for result in answer["results"]] == ["applied", "rejected"]
