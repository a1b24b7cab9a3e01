"""The office's list, map and workbook of visits: only what a person may see."""

import io

import openpyxl
import pytest

from tests.server.enterprises.registry import HUMEN, add
from tests.server.quotas.visiting import finding
from tests.server.visits.test_closing import GPS


@pytest.fixture
def three_visits(officer, phone_of, people):
    """Officer at e1 with a position, stranger at e2 in 虎门, cadre at e1 in October."""
    add("e2", "东莞市虎门=SUM(A1)制衣厂", town=HUMEN)
    officer.visit("v1", "e1", checkin=GPS)
    phone_of(people.stranger).visit(
        "v2", "e2", opened_at="2026-11-23T01:10:00Z", guidance='=HYPERLINK("http://x","y")'
    )
    phone_of(people.cadre).visit(
        "v3", "e1", opened_at="2026-10-31T17:00:00Z", closed_at="2026-10-31T17:30:00Z"
    )


def ids(client, **wanted):
    return [row["id"] for row in client.get("/api/visits", query_string=wanted).json["rows"]]


def test_the_list_held_to_a_branch_finds_that_branchs_visits(officer, as_person, people):
    officer.visit("v1", "e1")
    manager = as_person(people.manager)
    branches = {
        row["short"]: row["id"] for row in manager.get("/api/organisation").json["branches"]
    }

    found = {
        name: [
            row["id"] for row in manager.get(f"/api/visits?branch_id={branches[name]}").json["rows"]
        ]
        for name in ("长安", "虎门")
    }

    assert found == {"长安": ["v1"], "虎门": []}


def test_everybody_lists_what_is_theirs(three_visits, as_person, people, officer, branch_head):
    assert ids(officer.client) == ["v1"]
    assert ids(branch_head) == ["v1", "v3"]
    assert ids(as_person(people.manager)) == ["v2", "v1", "v3"]


def test_filters_narrow_the_list(three_visits, as_person, people):
    manager = as_person(people.manager)

    assert ids(manager, person_id=people.cadre) == ["v3"]
    assert ids(manager, **{"from": "2026-11-01", "to": "2026-11-01"}) == ["v3"]
    assert ids(manager, q="虎门") == ["v2"]
    assert ids(manager, q="dgsmf") == ["v1", "v3"]
    assert ids(manager, state="withdrawn") == []


@pytest.mark.parametrize(
    ("words", "found"), [("排口", ["v4"]), ("雨污", ["v4"]), ("雨污分", []), ("復查", ["v4"])]
)
def test_a_search_finds_what_was_said_written_and_found(three_visits, officer, words, found):
    officer.visit(
        "v4",
        "e1",
        opened_at="2026-11-23T05:00:00Z",
        guidance="请规范排口标识",
        note="下月复查",
        findings=[finding("f1")],
    )

    assert ids(officer.client, q=words) == found


def test_a_percent_sign_in_a_search_is_a_percent_sign(three_visits, officer):
    officer.visit("v4", "e1", opened_at="2026-11-23T05:00:00Z", guidance="达标率100%")

    assert ids(officer.client, q="率%") == []
    assert ids(officer.client, q="率100%") == ["v4"]


def test_a_check_in_by_town_says_which_town(officer, branch_head):
    officer.visit("v1", "e1", checkin={"source": "town", "town_code": HUMEN})

    position = branch_head.get("/api/visits/v1").json["position"]
    assert (position["source"], position["town_name"]) == ("town", "虎门镇")
    assert officer.rows("visit")[0]["checkin_town"] == HUMEN


def test_a_correction_after_the_signature_is_marked(officer, branch_head):
    officer.visit("v1", "e1", signature={"state": "signed", "sha256": "a" * 64})
    assert branch_head.get("/api/visits/v1").json["flag_words"] == []

    officer.tell("visit.correct", "v1", reason="写错", changes={"note": ["", "补记"]})

    assert branch_head.get("/api/visits/v1").json["flag_words"] == ["签字后有更正"]


def test_a_branch_head_asking_for_another_branch_gets_only_what_is_his(
    three_visits, as_person, people, branch_head
):
    [row] = as_person(people.manager).get("/api/visits?q=虎门").json["rows"]

    assert ids(branch_head, branch_id=row["branch_id"]) == []


def test_pages_follow_each_other_without_gap_or_repeat(three_visits, as_person, people):
    manager = as_person(people.manager)
    seen, cursor = [], None
    while True:
        wanted = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = manager.get("/api/visits", query_string=wanted).json
        seen += [row["id"] for row in page["rows"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == ["v2", "v1", "v3"]
    assert ids(manager, cursor="not-ours") == seen


def test_a_row_speaks_in_names(three_visits, branch_head):
    row = branch_head.get("/api/visits").json["rows"][0]

    assert (row["enterprise_name"], row["author_name"]) == ("东莞市明丰五金厂", "陈志远")
    assert row["participants"][0]["name"] == "陈志远"
    assert row["position"]["accuracy_m"] == 12
    assert (row["n_photos"], row["n_findings"]) == (0, 0)


def test_another_branchs_visit_is_not_found(three_visits, officer, branch_head):
    assert officer.client.get("/api/visits/v2").status_code == 404
    assert branch_head.get("/api/visits/v2").status_code == 404


def test_the_map_counts_by_town_and_shows_points(three_visits, as_person, people):
    shown = as_person(people.manager).get("/api/visits/positions").json

    assert [(town["name"], town["visits"]) for town in shown["towns"]] == [
        ("长安镇", 2),
        ("虎门镇", 1),
    ]
    assert shown["towns"][0]["lat_e7"] is not None
    assert [point["visit_id"] for point in shown["points"]] == ["v1"]


def test_the_workbook_holds_what_is_on_the_screen_as_text(three_visits, as_person, people):
    answer = as_person(people.manager).get("/api/visits/export.xlsx?from=2026-11-02")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    header, *rows = list(sheet.iter_rows(values_only=True))
    assert header[:2] == ("日期", "企业")
    assert [row[1] for row in rows] == ["东莞市虎门=SUM(A1)制衣厂", "东莞市明丰五金厂"]
    cell = sheet.cell(2, header.index("指导内容") + 1)
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert rows[1][header.index("纬度")] == pytest.approx(22.8)
    assert sheet.freeze_panes == "A2"


def test_the_workbook_says_all_that_the_screen_says_in_its_words(officer, branch_head):
    add("e9", "华侨商品公司", town=HUMEN, code="91441900198020532E")
    officer.visit(
        "v1",
        "e9",
        note="下月复查",
        findings=[finding("f1", solved=True)],
        checkin={"source": "town", "town_code": HUMEN},
        signature={"state": "refused", "reason": "有异议"},
    )

    answer = branch_head.get("/api/visits/export.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    header, row = list(sheet.iter_rows(values_only=True))
    told = dict(zip(header, row, strict=True))
    assert told["统一社会信用代码"] == "91441900198020532E"
    assert told["发现的问题"] == "废水：雨污未分流（已解决：当场整改）"
    assert (told["备注"], told["企业代表"]) == ("下月复查", "张经理 厂长")
    assert (told["签字情况"], told["未签字原因"]) == ("拒签", "有异议")
    assert told["签到"] == "选择镇街：虎门镇"
