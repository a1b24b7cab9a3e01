"""A visit is a fact: it stands although the import that brought its enterprise was undone."""

from tests.server.enterprises.imports import IMPORTS, imported, in_registry
from tests.server.enterprises.sheets import BUREAU, HEADER, csv_file


def test_a_visit_brings_an_undone_enterprise_back_unverified(officer, as_person, people):
    administrator = as_person(people.administrator)
    batch = imported(administrator, csv_file(HEADER, BUREAU))
    place = in_registry(BUREAU[0]).id
    administrator.delete(f"{IMPORTS}/{batch['id']}")
    assert in_registry(BUREAU[0]) is None

    result = officer.visit("v1", place)

    assert result["status"] == "applied"
    [row] = [row for row in officer.rows("enterprise") if row["id"] == place]
    assert (row["name"], row["code"], row["verified"]) == (BUREAU[1], BUREAU[0], False)
    assert (row["registered_on"], row["visit_count"]) == ("2019-04-30", 1)
    words = "企业所在的导入批次已经撤销，已按原内容恢复为未核实，请核对"
    assert administrator.get("/api/visits/v1").json["flag_words"] == [words]
    [review] = administrator.get("/api/reviews").json
    assert (review["status"], review["code"], review["detail"]) == ("concern", "422.32", words)


def test_a_visit_to_an_undone_enterprise_goes_to_the_one_imported_again(officer, as_person, people):
    administrator = as_person(people.administrator)
    batch = imported(administrator, csv_file(HEADER, BUREAU))
    first = in_registry(BUREAU[0]).id
    administrator.delete(f"{IMPORTS}/{batch['id']}")
    imported(administrator, csv_file(HEADER, BUREAU))
    second = in_registry(BUREAU[0]).id

    officer.visit("v1", first)

    assert second != first
    assert {row["enterprise_id"] for row in officer.rows("visit")} == {second}


def test_a_visit_to_an_enterprise_that_never_was_is_for_review(officer):
    result = officer.tell(
        "visit.close",
        "v1",
        enterprise_id="nobody",
        kind="guidance",
        opened_at="2026-11-23T01:00:00Z",
        closed_at="2026-11-23T01:40:00Z",
        signature={"state": "absent", "reason": "无人在场"},
    )

    assert (result["status"], result["problem"]["code"]) == ("rejected", "422.30")
