"""Lists of people as the personnel office sends them."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from server.core import clock
from server.core.doors import reading
from server.features.accounts import commands, importing, queries
from tests.people import CHOSEN

HEADER = ["姓名", "登录名", "所属分局", "职务", "角色", "职级", "任职级日期", "入党日期"]
HUANG = ["黄志强", "huang", "长安分局", "环保专员", "审批/执法人员", "一般", "", ""]
ZHONG = ["钟慧", "zhong", "虎门", "副分局长", "分局长", "副科级以上", "2021.03.04", "2009年7月1日"]
FENG = ["冯树", "feng", "", "副局长", "党员干部", "副处级以上", "2018-1-2", "是"]


@pytest.fixture
def security(as_person, people):
    return as_person(people.security)


def _csv(*rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("gb18030")


def _workbook(*rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _send(client, content, *, name="people.csv", path="/api/people-imports"):
    return client.post(path, data={"file": (io.BytesIO(content), name)})


def test_a_dry_run_says_what_would_happen_and_writes_nothing(security):
    answer = _send(security, _csv(HEADER, HUANG, ZHONG))

    assert answer.status_code == 200
    assert (answer.json["read"], answer.json["created"], answer.json["faults"]) == (2, 2, [])
    assert answer.json["people"] == []
    assert security.get("/api/people", query_string={"q": "huang"}).json == []


@pytest.mark.parametrize(
    ("place", "code"), [("A2:A3", "422.14"), ("A3:B3", "422.14"), ("A1:H1", "")]
)
def test_merged_cells_are_refused_from_the_header_on(place, code, security):
    book = openpyxl.Workbook()
    for row in (["人员名单"], HEADER, HUANG, ZHONG):
        book.active.append(row)
    book.active.merge_cells(place)
    out = io.BytesIO()
    book.save(out)

    answer = _send(security, out.getvalue(), name="人员.xlsx")

    assert answer.json.get("code", "") == code
    if code:
        assert "有合并的单元格，请取消合并" in answer.json["detail"]


def test_a_committed_list_gives_everybody_an_account_and_a_password(security, anybody):
    content = _workbook(HEADER, HUANG, ZHONG, FENG)

    answer = _send(security, content, name="人员.xlsx", path="/api/people-imports/commit")

    assert answer.status_code == 201
    passwords = {row["login"]: row["password"] for row in answer.json["people"]}
    told = {"name": "zhong", "password": passwords["zhong"], "new_password": CHOSEN}
    signed_in = anybody.post("/api/session", told)
    assert signed_in.json["person"]["role"] == "branch_head"
    assert signed_in.json["person"]["branch_name"] == "虎门分局"
    feng = security.get("/api/people", query_string={"q": "feng"}).json[0]
    assert (feng["role"], feng["branch_id"]) == ("cadre", None)
    assert (feng["ranks"][0]["rank"], feng["ranks"][0]["from_on"]) == (
        "deputy_division",
        "2018-01-02",
    )
    assert [held["from_on"] for held in feng["memberships"]] == [None]


def test_days_that_the_file_does_not_tell_stay_open(security):
    _send(security, _csv(HEADER, HUANG, FENG), path="/api/people-imports/commit")

    huang = security.get("/api/people", query_string={"q": "huang"}).json[0]

    assert [(held["rank"], held["from_on"]) for held in huang["ranks"]] == [("ordinary", None)]
    assert huang["memberships"] == []


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("姓名", "", "没有填写姓名"),
        ("登录名", "", "没有填写登录名"),
        ("登录名", "huang zq", "登录名不能有空格"),
        ("所属分局", "火星分局", "没有这个分局"),
        ("角色", "皇帝", "没有这个角色"),
        ("角色", "", "没有填写角色"),
        ("职级", "正处", "没有这个职级"),
        ("任职级日期", "去年", "看不懂这个日期"),
        ("入党日期", "也许", "请填入党日期"),
    ],
)
def test_a_fault_is_named_by_row_and_column_in_words(security, column, value, words):
    bad = [value if title == column else cell for title, cell in zip(HEADER, HUANG, strict=True)]

    answer = _send(security, _csv(HEADER, ZHONG, bad))

    assert (answer.json["created"], answer.json["rejected"]) == (1, 1)
    (fault,) = answer.json["faults"]
    assert (fault["row"], fault["column"], fault["value"]) == (3, column, value)
    assert words in fault["words"]


def test_the_day_of_arrival_begins_the_post_at_the_branch(security):
    _send(
        security,
        _csv([*HEADER, "到岗日期"], [*HUANG, "2026.7.1"]),
        path="/api/people-imports/commit",
    )

    [found] = security.get("/api/people", query_string={"q": "huang"}).json
    with reading() as session:
        [post] = queries.posts_of_people(session, [found["id"]])[found["id"]]
    assert (post.branch_id, post.from_on) == (found["branch_id"], date(2026, 7, 1))


def test_a_day_of_arrival_that_is_none_is_a_fault_of_its_cell(security):
    answer = _send(security, _csv([*HEADER, "调入日期"], [*HUANG, "去年"]))

    [fault] = answer.json["faults"]
    assert (fault["row"], fault["column"], fault["value"]) == (2, "调入日期", "去年")


def test_a_branch_head_without_branch_is_refused(security):
    bad = [*ZHONG[:2], "局机关", *ZHONG[3:]]

    answer = _send(security, _csv(HEADER, bad))

    assert answer.json["faults"][0]["words"] == "分局长要有所属分局"


def test_the_second_of_two_equal_sign_in_names_is_refused(security):
    answer = _send(security, _csv(HEADER, HUANG, [*HUANG]))

    assert (answer.json["created"], answer.json["rejected"]) == (1, 1)
    assert answer.json["faults"][0]["words"] == "与第 2 行的登录名相同"


def test_the_good_rows_go_in_beside_the_bad_ones(security):
    bad = ["", *HUANG[1:]]

    answer = _send(security, _csv(HEADER, bad, ZHONG), path="/api/people-imports/commit")

    assert [row["login"] for row in answer.json["people"]] == ["zhong"]
    assert answer.json["rejected"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (_csv(["姓名", "登录名"], ["黄", "huang"]), "“角色”"),
        (_csv(["姓名", "登录名", "角色", "账号"], ["黄", "huang", "分局长", "x"]), "重复"),
        (_csv(HEADER), "没有数据"),
        (b"\x00\x01\x02\x03", "编码"),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused_in_words(security, content, words):
    answer = _send(security, content)

    assert (answer.status_code, answer.json["code"]) == (422, "422.14")
    assert words in answer.json["detail"]


@pytest.mark.parametrize("who", ["branch_head", "auditor"])
def test_only_administrators_import_people(who, as_person, people):
    client = as_person(getattr(people, who))

    assert _send(client, _csv(HEADER, HUANG)).status_code == 403
    assert _send(client, _csv(HEADER, HUANG), path="/api/people-imports/commit").status_code == 403


def test_a_list_at_the_desk_makes_none_of_the_appointed(security):
    names = ("系统管理员", "安全管理员", "安全审计员", "纪检监察")
    rows = [["甲", f"a{n}", "", "", role, "", "", ""] for n, role in enumerate(names)]

    answer = _send(security, _csv(HEADER, *rows), path="/api/people-imports/commit")

    assert (answer.json["created"], answer.json["rejected"]) == (0, 4)
    words = {(fault["column"], fault["words"]) for fault in answer.json["faults"]}
    assert words == {("角色", "这个角色只能在服务器上任命：doorstep administrators appoint")}


def test_the_template_is_a_list_that_can_be_imported(security):
    template = security.get("/api/people-imports/template.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(template.data)).active
    assert sheet["A1"].value == "姓名"
    answer = _send(security, template.data, name="人员导入模板.xlsx")
    assert (answer.json["created"], answer.json["faults"]) == (1, [])


def test_the_console_imports_a_file_at_once(app, tmp_path: Path, anybody):
    path = tmp_path / "people.csv"
    path.write_bytes(_csv(HEADER, HUANG, ["", *ZHONG[1:]]))

    account, fault, counts = importing.import_people(path)

    assert fault == "第 3 行“姓名”：没有填写姓名"
    assert json.loads(counts) == {
        "read": 2,
        "created": 1,
        "ranks": 0,
        "unchanged": 0,
        "rejected": 1,
    }
    password = account.split()[-1]
    told = {"name": "huang", "password": password, "new_password": CHOSEN}
    assert anybody.post("/api/session", told).status_code == 200


@pytest.mark.parametrize("name", ["chen", "陈志远"])
def test_the_console_gives_a_new_password_by_either_name(app, anybody, name):
    password = commands.reset_password(name, at=clock.now())

    told = {"name": "chen", "password": password, "new_password": CHOSEN}
    assert anybody.post("/api/session", told).status_code == 200


def test_the_console_says_when_it_knows_nobody_of_a_name(app):
    with pytest.raises(commands.NoSuchPerson, match="某某"):
        commands.reset_password("某某", at=clock.now())
