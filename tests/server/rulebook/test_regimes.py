"""Each branch follows a regime from a day on; administrators say which, and nothing is unsaid."""

from datetime import date

import pytest

from server.core import clock
from server.core.doors import reading, writing
from server.features.organisation import queries as organisation
from server.features.rulebook import commands, queries, shipped
from server.features.rulebook.regime_commands import NewRegime, RegimeUnknown, set_regime
from tests.server.sync_api.phones import PHONE, rows, sync

APPROVAL, FILING = "regime.2015_approval", "regime.2017_filing"
ROUTE = "/api/rules/regimes"


@pytest.fixture
def published(app):
    with writing() as session:
        for name in shipped.REGIMES:
            commands.publish(session, shipped.text_of(name), by=None, at=clock.now())


@pytest.fixture
def changan(published):
    with reading() as session:
        return organisation.branch_named(session, "长安分局").id


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)


def told(branch, regime=APPROVAL, from_on="2026-11-23"):
    return {"branch_id": branch, "regime": regime, "from_on": from_on}


def test_a_branch_of_which_nobody_said_anything_follows_todays_law(changan):
    with reading() as session:
        assert queries.regime_of(session, changan, date(2026, 11, 23)) == FILING


def test_a_branch_follows_its_regime_from_the_day_on(changan, administrator):
    assert administrator.post(ROUTE, told(changan, from_on="2026-12-01")).status_code == 201
    assert administrator.post(ROUTE, told(changan, FILING, "2027-01-01")).status_code == 201

    with reading() as session:
        days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1)]
        found = [queries.regime_of(session, changan, day) for day in days]
    assert found == [FILING, APPROVAL, APPROVAL, FILING]


def test_what_was_said_last_for_a_day_counts_and_the_rest_stays_to_be_read(
    changan, administrator, time
):
    administrator.post(ROUTE, told(changan))
    time.pass_by(minutes=1)
    answer = administrator.post(ROUTE, told(changan, FILING))

    lines = [line for line in answer.json if line["branch_id"] == changan]
    assert [(line["regime"], line["is_current"]) for line in lines] == [
        (FILING, True),
        (APPROVAL, False),
    ]
    assert lines[0]["set_by_name"] == "管理员"
    assert lines[0]["title"] == "登记表备案协助"


def test_the_same_said_twice_stands_once(changan, administrator):
    first = administrator.post(ROUTE, told(changan)).json
    again = administrator.post(ROUTE, told(changan)).json

    assert first == again


def test_the_desk_sees_every_branch(changan, as_person, people):
    lines = as_person(people.supervisor).get(ROUTE).json

    assert len({line["branch_id"] for line in lines}) == len(lines) >= 33
    assert {line["regime"] for line in lines} == {FILING}


def test_a_regime_reaches_every_phone(changan, administrator, as_person, people):
    administrator.post(ROUTE, told(changan))

    answer = sync(as_person(people.officer, PHONE), scopes={"bureau": [0, ""]})

    [row] = rows(answer, "bureau", "branch_regime")
    assert (row["branch_id"], row["regime"], row["from_on"]) == (changan, APPROVAL, "2026-11-23")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"regime": "eligibility"}, "422.118"),
        ({"regime": "regime.2099_dreams"}, "422.118"),
        ({"from_on": "2026-11-22"}, "422.119"),
        ({"branch_id": "nowhere"}, "404.00"),
        ({"from_on": "soon"}, "422.00"),
    ],
)
def test_what_cannot_be_followed_is_refused(change, code, changan, administrator):
    answer = administrator.post(ROUTE, {**told(changan), **change})

    assert answer.json["code"] == code
    with reading() as session:
        assert queries.regimes(session) == []


def test_a_regime_that_does_not_yet_apply_on_the_day_is_refused(changan):
    new = NewRegime(changan, APPROVAL, date(2014, 12, 31))

    with pytest.raises(RegimeUnknown), writing() as session:
        set_regime(session, new, by=None, at=clock.now())


def test_only_an_administrator_sets_a_regime(changan, as_person, people):
    assert as_person(people.manager).post(ROUTE, told(changan)).status_code == 403


def test_the_desk_reads_a_regime_in_words(published, as_person, people):
    found = as_person(people.manager).get(f"/api/rules/{APPROVAL}/1").json

    words = {line["id"]: (line["outcome"], line["label"]) for line in found["clauses"]}
    assert words["registration_form"] == ("批准", "登记表：编号 东环建〔{year}〕{n}号，有回执")
    assert words["report_book"] == ("转报告书", "报告书：不编号，没有回执")
    assert words["limit"] == ("时限", "15个自然日")
    assert words["demo"][0] == "演示"


def test_two_versions_of_a_regime_are_compared(published, as_person, people):
    text = shipped.text_of("regime_2017_filing")
    newer = text.replace('"version": 1', '"version": 2').replace("2017-01-01", "2026-12-01")
    with writing() as session:
        commands.publish(session, newer.replace("备案协助", "协助备案"), by=None, at=clock.now())

    manager = as_person(people.manager)

    [change] = manager.get(f"/api/rules/{FILING}/2/changes?since=1").json
    assert (change["id"], change["part"], change["kind"]) == (
        "registration_form",
        "regime",
        "changed",
    )


def test_a_faulty_regime_is_refused_with_its_place(app, administrator):
    text = shipped.text_of("regime_2017_filing").replace("东环助〔{year}〕{n}号", "东环助号")

    answer = administrator.post("/api/rules", {"content": text})

    assert (answer.json["code"], answer.json["detail"]) == (
        "422.96",
        "assistance：编号样式要各有一个年份和序号，括号用〔〕（东环助号）",
    )
