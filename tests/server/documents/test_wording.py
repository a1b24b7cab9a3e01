"""What papers say: pure words of an act."""

from dataclasses import replace
from datetime import date

import pytest
from fontTools.ttLib import TTFont

from server.features.documents.contents import KINDS, Limit, read, written
from server.features.documents.typesetting import TEMPLATES, ordinal
from server.features.documents.wording import content
from tests.server.documents.acts import ACT, PROJECT, act_for


def _text(kind, act):
    paper = content(kind, act)
    rows = [f"{row.label} {row.text}" for row in paper.rows]
    return "\n".join([paper.title, *paper.opening, *rows, *paper.points, *paper.closing])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_names_the_enterprise_the_bureau_and_the_day(kind):
    paper = content(kind, act_for(kind))

    assert paper.addressee == ACT.enterprise
    assert paper.agency == "东莞市生态环境局长安分局"
    assert paper.dated_on in {date(2026, 11, 25), date(2026, 11, 26)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_cites_the_hash_of_the_command_that_the_receipt_bears(kind):
    paper = content(kind, act_for(kind))

    assert paper.mark == ACT.mark
    assert ACT.mark in paper.scan


@pytest.mark.parametrize("kind", KINDS)
def test_a_content_comes_back_from_json_as_it_was(kind):
    paper = content(kind, act_for(kind))

    assert read(written(paper)) == paper


def test_an_approval_says_what_is_agreed_to_and_how_to_object():
    said = _text("decision", act_for("decision"))

    assert "同意该项目按照登记表所列的性质、规模、地点和环境保护措施建设" in said
    assert "废水：生活污水经三级化粪池预处理，去向为市政污水管网" in said
    assert "名录》第68项" in said
    assert "六十日内依法申请行政复议" in said


def test_where_the_enterprise_files_nobody_approves():
    said = _text("assistance", act_for("assistance"))

    assert "国家备案号 202644190000012345" in said
    assert "不是行政许可决定" in said
    assert "同意" not in said
    assert "批复" not in said


def test_a_filing_without_a_national_number_says_where_it_comes_from():
    said = _text("assistance", replace(act_for("assistance"), filing_number=""))

    assert "国家备案号 由建设单位提交后自备案系统取得" in said


def test_an_exemption_carries_its_conditions_and_its_validity():
    said = _text("exemption", act_for("exemption"))

    assert "适用条件：不新增排放口；医疗废物交有资质单位处置" in said
    assert "本单有效期至2029年11月24日。" in said


@pytest.mark.parametrize("level", ["报告表", "报告书"])
def test_a_referral_says_which_report_is_due_and_that_nothing_may_be_built_before(level):
    said = _text("referral", replace(act_for("referral"), level=level))

    assert f"应当编制环境影响{level}" in said
    assert f"环境影响{level}未经批准，不得开工建设" in said


def test_what_is_outside_the_catalogue_says_so_without_an_item():
    said = _text("outside", act_for("outside"))

    assert "不纳入建设项目环境影响评价管理" in said
    assert "对应" not in said


def test_a_notice_names_every_gap_and_why_it_is_the_second():
    paper = content("notice", act_for("notice"))

    assert paper.points == act_for("notice").gaps
    assert "本次为再次告知，理由：首次告知后企业更换了生产工艺，新增两项材料。" in paper.closing


def test_a_first_notice_gives_no_reason_for_being_one():
    paper = content("notice", replace(act_for("notice"), leader_reason=""))

    assert not any("再次告知" in text for text in paper.closing)


def test_a_withdrawal_names_the_paper_that_it_takes_back_and_has_no_number_of_its_own():
    paper = content("withdrawal", act_for("withdrawal"))

    assert paper.title == "关于撤回东环建〔2026〕1234号文书的通知"
    assert "因下列原因，现予撤回：经复核，现场存在未申报的酸洗工序" in paper.opening[0]
    assert paper.number == ""
    assert paper.dated_on == date(2026, 11, 26)


def test_only_the_act_s_own_paper_bears_its_number():
    numbers = {kind: content(kind, ACT).number for kind in ("decision", "receipt", "withdrawal")}

    assert numbers == {"decision": ACT.number, "receipt": "", "withdrawal": ""}
    assert f"文　　号 {ACT.number}" in _text("receipt", ACT)


def test_an_acceptance_says_when_the_time_limit_began():
    said = _text("receipt", act_for("receipt"))

    assert "已于2026年11月25日收悉" in said
    assert "办理时限为15日，自受理之日起计算，至2026年12月10日止。" in said


def test_a_limit_beyond_the_announced_holidays_is_called_provisional_on_paper():
    limit = Limit("15日", date(2027, 1, 4), is_provisional=True)

    said = _text("receipt", replace(act_for("receipt"), limit=limit))

    assert "至2027年1月4日止（暂定，国家尚未公布2027年放假安排）。" in said


def test_without_a_published_calendar_the_limit_stands_without_its_last_day():
    said = _text("receipt", replace(act_for("receipt"), limit=Limit("15日")))

    assert "自受理之日起计算。" in said


@pytest.mark.parametrize(
    ("yuan", "words"),
    [(0, "0万元"), (10_000, "1万元"), (125_000, "12.5万元"), (2_000_001, "200.0001万元")],
)
def test_amounts_are_told_in_wan_to_the_last_yuan(yuan, words):
    act = replace(ACT, project=replace(PROJECT, investment_yuan=yuan))

    assert f"总 投 资 {words}，" in _text("decision", act)


@pytest.mark.parametrize(
    ("n", "words"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三")]
)
def test_paragraphs_are_numbered_in_chinese(n, words):
    assert ordinal(n) == words


@pytest.mark.parametrize("kind", KINDS)
def test_the_face_of_titles_has_every_character_of_every_title(kind):
    face = TTFont(TEMPLATES / "fonts" / "song-bold.ttf").getBestCmap()
    paper = content(kind, act_for(kind))

    assert [char for char in paper.title + paper.agency if ord(char) not in face] == []
