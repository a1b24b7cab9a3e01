"""The calendar is published like every pack: looked over, kept for ever, newest knowledge used."""

import json
from datetime import date

import pytest

from server.core import clock
from server.core.doors import reading, writing
from server.features.rulebook import commands, queries, shipped
from sync.rules.calendar import Due

BEFORE, AFTER = date(2026, 11, 20), date(2026, 11, 25)
DECIDED = date(2026, 12, 18)


def next_year_announced():
    """The calendar's second version, as it would be written when 2027 is announced."""
    told = json.loads(shipped.text_of("calendar"))
    told |= {"version": 2, "in_force_from": "2026-11-23"}
    told["calendar"]["known_until"] = "2027-12-31"
    told["calendar"]["years"]["2027"] = {"rest": ["01-01", "01-04"], "work": ["01-09"]}
    return told


def publish(text):
    with writing() as session:
        return commands.publish(session, text, by=None, at=clock.now())


def due(on):
    with reading() as session:
        regime = queries.version(session, "regime.2015_approval", 1)
        return queries.due(session, regime, DECIDED, on)


@pytest.fixture
def published(app):
    for name in (*shipped.REGIMES, shipped.CALENDAR):
        publish(shipped.text_of(name))


def test_a_limit_is_provisional_until_the_year_is_announced_and_computed_anew_then(published):
    publish(json.dumps(next_year_announced()))

    assert due(BEFORE) == Due(date(2027, 1, 4), is_provisional=True)
    assert due(AFTER) == Due(date(2027, 1, 5), is_provisional=False)


def test_what_is_done_on_the_spot_or_without_a_calendar_has_no_last_day(app):
    publish(shipped.text_of("regime_2015_approval"))
    publish(shipped.text_of("regime_2017_filing"))
    assert due(AFTER) is None

    publish(shipped.text_of("calendar"))
    with reading() as session:
        on_the_spot = queries.version(session, "regime.2017_filing", 1)
        assert queries.due(session, on_the_spot, DECIDED, AFTER) is None
        approval = queries.version(session, "regime.2015_approval", 1)
        assert queries.due(session, approval, date(1970, 1, 1), AFTER) is None


def test_the_desk_reads_a_calendar_year_by_year_and_what_a_version_adds(
    published, as_person, people
):
    publish(json.dumps(next_year_announced()))
    desk = as_person(people.administrator)

    lines = desk.get("/api/rules/calendar.cn/2").json["clauses"]
    assert lines[0]["label"] == "放假安排公布到2027年12月31日，以后的期限暂定"
    assert lines[1]["label"] == "工作日放假：1月1日、1月4日；周末上班：1月9日"
    [change] = desk.get("/api/rules/calendar.cn/2/changes?since=1").json
    assert (change["kind"], change["id"]) == ("added", "2027")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"known_until": "2012-12-31"}, "已知的最后一天早于第一天"),
        ({"known_until": "2028-12-31"}, "已知的年份里缺了一年的安排（2028）"),
        ({"years": {"2026": {"rest": ["01-01"], "work": ["01-01"]}}}, "同一天又放假又上班"),
        ({"years": {"2026": {"rest": ["02-30"], "work": []}}}, "没有这一天：02-30"),
        ({"years": {"2026": ["01-01"]}}, "不是节假日的规则包"),
        ({"known_from": 2013}, "不是节假日的规则包"),
        ({"fixed_rest": ["1-1"]}, "没有这一天：1-1"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_with_its_fault(
    published, as_person, people, change, words
):
    told = next_year_announced()
    told["calendar"] |= change

    answer = as_person(people.administrator).post("/api/rules", {"content": json.dumps(told)})

    assert answer.status_code == 422
    assert words in answer.json["detail"]


def test_a_calendar_under_the_name_of_rules_is_refused(published, as_person, people):
    desk = as_person(people.administrator)
    told = next_year_announced() | {"pack": "exemption"}
    answer = desk.post("/api/rules", {"content": json.dumps(told)})
    assert answer.status_code == 422

    rules = json.loads(shipped.text_of("eligibility")) | {"pack": "calendar.cn"}
    answer = desk.post("/api/rules", {"content": json.dumps(rules)})
    assert answer.status_code == 422
