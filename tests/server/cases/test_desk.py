"""Matters at the desk: who sees which, what is entered and assigned there, and the workbook."""

import io

import pytest
from openpyxl import load_workbook

PETITION = {"source": "petition", "channel": "letter", "title": "夜间施工噪声"}


def ids(client, query=""):
    return sorted(row["id"] for row in client.get(f"/api/cases{query}").json["rows"])


@pytest.fixture
def two(officer, phone_of, people):
    officer.open_finding("m1", "f1", hard=True, hard_reason="牵涉多家")
    stranger = phone_of(people.stranger)
    stranger.open_petition("m2", enterprise_id="foreign")
    return stranger


def test_everybody_sees_what_his_phone_would(two, officer, head, phone_of, people):
    assert ids(officer.client) == ids(head.client) == ["m1"]
    assert ids(two.client) == ["m2"]
    for role in ("manager", "supervisor", "administrator"):
        assert ids(phone_of(getattr(people, role)).client) == ["m1", "m2"]
    cadre = phone_of(people.cadre).client
    assert ids(cadre) == []
    cadre.put("/api/town-packs", {"towns": ["441900121"]})
    assert ids(cadre) == ["m2"]


NARROWED = {
    "?hard=true": ["m1"],
    "?hard=false": ["m2"],
    "?source=petition": ["m2"],
    "?state=taken": ["m2"],
    "?state=open": ["m1"],
    "?q=远洋": ["m2"],
    "?q=夜间": ["m2"],
    "?overdue=true": [],
    "?branch_id=nowhere": [],
}


def test_a_list_is_narrowed(two, phone_of, people):
    two.take("m2")
    manager = phone_of(people.manager).client

    assert {query: ids(manager, query) for query in NARROWED} == NARROWED


def test_a_list_is_read_page_by_page(two, phone_of, people):
    manager = phone_of(people.manager).client
    first = manager.get("/api/cases?limit=1").json

    second = manager.get("/api/cases", query_string={"limit": 1, "cursor": first["next"]}).json

    assert {first["rows"][0]["id"], second["rows"][0]["id"]} == {"m1", "m2"}
    assert second["next"] is None


def test_a_petition_is_entered_assigned_and_accepted(head, colleague):
    entered = head.client.post(
        "/api/cases", {**PETITION, "petitioner": {"name": "黄女士", "phone": "13900001234"}}
    )
    assert entered.status_code == 201
    matter_id = entered.json["id"]

    told = head.client.post(
        f"/api/cases/{matter_id}/hand_over", {"to": colleague.person_id, "reason": "由你跟进"}
    )

    assert (told.json["state"], told.json["offered_name"]) == ("open", "李晓雯")
    assert colleague.rows("petitioner") == [], "the name comes with the acceptance"
    assert colleague.tell("case.accept", matter_id, agrees=True)["status"] == "applied"
    assert [row["name"] for row in colleague.rows("petitioner")] == ["黄女士"]
    shown = head.client.get(f"/api/cases/{matter_id}").json
    assert (shown["state"], shown["holder_name"]) == ("taken", "李晓雯")
    assert sorted(event["kind"] for event in shown["events"]) == [
        "accepted",
        "handed_over",
        "opened",
    ]


def test_flag_note_and_reopen_at_the_desk_are_the_commands(head, officer, matter):
    path = f"/api/cases/{matter}"
    assert head.client.post(f"{path}/flag", {"reason": "三家共用管网"}).json["hard"] is True
    noted = head.client.post(f"{path}/log", {"words": "已请示分管领导"}).json
    [note] = [event for event in noted["events"] if event["kind"] == "log"]
    assert (note["by_name"], note["flag_words"]) == ("王建国", ["填写人不是包案人"])
    assert head.client.post(f"{path}/take", {}).json["holder_name"] == "王建国"
    assert head.client.post(f"{path}/close", {"reason": "企业注销"}).json["state"] == "closed"
    reopened = head.client.post(f"{path}/reopen", {"reason": "又恢复生产"}).json
    assert reopened["state"] == "in_progress"
    assert officer.matter(matter)["state"] == "in_progress"


def test_a_refusal_at_the_desk_leaves_nothing(head, officer, matter):
    officer.take(matter)
    before = officer.events(matter)

    refused = head.client.post(f"/api/cases/{matter}/take", {})

    assert (refused.status_code, refused.get_json(force=True)["code"]) == (409, "409.160")
    assert officer.events(matter) == before


def test_the_workbook_says_what_the_list_says(two, phone_of, people):
    two.take("m2")
    answer = phone_of(people.manager).client.get("/api/cases/export.xlsx")

    sheet = load_workbook(io.BytesIO(answer.data)).active
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

    found = {row[head.index("企业")]: dict(zip(head, row, strict=True)) for row in rows}
    assert found["东莞市虎门远洋制衣厂"]["包案人"] == "周海"
    assert found["东莞市虎门远洋制衣厂"]["来源"] == "信访（电话）"
    assert found["东莞市长安明丰五金厂"]["疑难"] == "是"
