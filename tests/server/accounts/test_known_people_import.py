"""Lists that name people whom the bureau knows: a new rank is noted from its day on."""

import csv
import io

import pytest

HEADER = [
    "姓名",
    "登录名",
    "所属分局",
    "职务",
    "角色",
    "职级",
    "任职级日期",
    "入党日期",
    "到岗日期",
]
CHEN = ["陈志远", "chen", "长安分局", "", "审批员", "副科级以上", "2026-07-01", "", ""]
NEW = ["黄志强", "huang", "长安分局", "", "审批员", "一般", "", "", ""]


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)


def _send(client, *rows, path="/api/people-imports"):
    out = io.StringIO()
    csv.writer(out).writerows((HEADER, *rows))
    return client.post(path, data={"file": (io.BytesIO(out.getvalue().encode()), "people.csv")})


def _commit(client, *rows):
    return _send(client, *rows, path="/api/people-imports/commit")


def _ranks(client, person_id):
    held = client.get(f"/api/people/{person_id}").json["ranks"]
    return [(one["rank"], one["from_on"], one["to_on"]) for one in held]


def _with(column, value):
    return [value if title == column else cell for title, cell in zip(HEADER, CHEN, strict=True)]


def test_a_new_rank_of_somebody_known_ends_the_earlier_one_the_day_before(administrator, people):
    checked = _send(administrator, CHEN)
    assert (len(checked.json["ranks"]), checked.json["rejected"]) == (1, 0)
    assert _ranks(administrator, people.officer) == [("ordinary", None, None)]

    done = _commit(administrator, CHEN)

    told = {"name": "陈志远", "rank": "deputy_section", "from_on": "2026-07-01"}
    assert (done.json["created"], done.json["ranks"]) == (0, [told])
    assert _ranks(administrator, people.officer) == [
        ("ordinary", None, "2026-06-30"),
        ("deputy_section", "2026-07-01", None),
    ]


def test_of_one_list_each_administrator_takes_in_what_is_his(administrator, as_person, people):
    ranks = _commit(administrator, CHEN, NEW).json
    accounts = _commit(as_person(people.security), CHEN, NEW).json

    assert (ranks["created"], len(ranks["ranks"]), accounts["created"]) == (0, 1, 1)
    assert [fault["words"] for fault in ranks["faults"]] == ["还没有这个账号，请安全管理员先开通"]
    assert (accounts["ranks"], accounts["unchanged"], accounts["faults"]) == ([], 1, [])


def test_the_security_administrator_notes_no_rank(as_person, people):
    security = as_person(people.security)

    answer = _commit(security, CHEN).json

    assert [fault["words"] for fault in answer["faults"]] == ["在册人员的职级由系统管理员导入"]
    assert _ranks(security, people.officer) == [("ordinary", None, None)]


def test_the_same_list_a_second_time_changes_nothing_and_says_so(administrator, people):
    _commit(administrator, CHEN)
    before = _ranks(administrator, people.officer)

    again = _commit(administrator, CHEN)

    counts = [again.json[name] for name in ("read", "created", "unchanged", "rejected")]
    assert (counts, again.json["ranks"]) == ([1, 0, 1, 0], [])
    assert _ranks(administrator, people.officer) == before


def test_a_new_rank_moves_the_targets_of_an_open_plan(administrator, as_person, people):
    manager = as_person(people.manager)
    year = {"name": "年度", "period_from": "2026-01-01", "period_to": "2026-12-31"}
    plan = manager.post("/api/quotas", {**year, "members_only": False}).json["id"]

    _commit(administrator, CHEN)

    rows = manager.get(f"/api/quotas/{plan}/progress").json["rows"]
    [own] = [row for row in rows if row["person_id"] == people.officer]
    assert (own["rank"], own["target_visits"]) == ("deputy_section", 1)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("姓名", "陈智远", "这个登录名是陈志远的，已经有人用了"),
        ("所属分局", "虎门分局", "请在人员页修改"),
        ("角色", "纪检监察", "请在人员页修改"),
        ("职务", "副局长", "请在人员页修改"),
        ("入党日期", "2012-07-01", "请在人员页修改"),
        ("到岗日期", "2020-01-01", "请在人员页修改"),
    ],
)
def test_what_a_list_says_otherwise_of_somebody_known_is_a_fault_of_its_cell(
    administrator, people, column, value, words
):
    answer = _commit(administrator, _with(column, value))

    [fault] = answer.json["faults"]
    assert (fault["row"], fault["column"], fault["value"]) == (2, column, value)
    assert words in fault["words"]
    assert _ranks(administrator, people.officer) == [("ordinary", None, None)]


def test_a_new_rank_without_its_day_is_a_fault(administrator):
    [fault] = _send(administrator, _with("任职级日期", "")).json["faults"]

    assert (fault["column"], fault["words"]) == ("职级", "在册人员改职级，要写任职级日期")


def test_another_rank_from_a_day_that_has_one_is_a_fault(administrator, people):
    _commit(administrator, CHEN)

    [fault] = _send(administrator, _with("职级", "副处级以上")).json["faults"]

    assert fault["column"] == "任职级日期"
    assert fault["words"] == "这一天起已登记为副科级以上，请先在人员页更正"
