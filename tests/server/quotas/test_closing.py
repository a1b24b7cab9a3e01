"""A closed plan is a chain of signed statements; what comes later is an addendum."""

import io
import json

import openpyxl
import pytest
from sqlalchemy import select

from server.core.audit import AuditEntry
from server.core.doors import reading, writing
from server.features.quotas import commands, console, verifying
from server.features.quotas.models import QuotaClosing, QuotaStatement
from tests.server.quotas.visiting import finding

TODAY = "2026-11-23"


@pytest.fixture
def officer_phone(phone_of, people, plan):
    phone = phone_of(people.officer)
    phone.add_enterprise("a")
    phone.visit("v1", "a", findings=[finding("f1", solved=True), finding("f2")])
    return phone


@pytest.fixture
def closed(officer_phone, manager, plan):
    assert manager.patch(f"/api/quotas/{plan}", {"state": "closed"}).status_code == 200
    return plan


def _verified(plan):
    with reading() as session:
        found = verifying.verify(session, commands.known_plan(session, plan))
    assert found is not None
    return found


def _row(client, plan, person_id):
    rows = client.get(f"/api/quotas/{plan}/statements").json["rows"]
    return next(row for row in rows if row["person_id"] == person_id)


def test_closing_freezes_a_statement_for_everybody_who_is_asked_something(closed, people, manager):
    told = manager.get(f"/api/quotas/{closed}/statements").json

    assert (told["number"], told["faults"], len(told["rows"])) == (1, [], 5)
    mine = _row(manager, closed, people.officer)
    assert (mine["enterprises"], mine["visit_times"], mine["solved"]) == (1, 1, 1)
    assert (mine["now_solved"], mine["addenda"]) == (1, 0)
    changan = next(one for one in told["branches"] if one["branch_name"] == "长安分局")
    assert (changan["people"], changan["done"], changan["solved"]) == (3, 1, 1)


def test_the_statements_can_be_taken_away_as_a_workbook_with_their_proof(
    closed, officer_phone, people, manager, as_person
):
    officer_phone.add_enterprise("b")
    officer_phone.visit("late", "b")
    told = manager.get(f"/api/quotas/{closed}/statements").json
    answer = manager.get(f"/api/quotas/{closed}/statements.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))

    assert book.sheetnames == ["说明", "单位", "人员"]
    head = dict(book["说明"].iter_rows(min_row=2, values_only=True))
    assert (head["链尾哈希"], head["签名"]) == (told["head"], told["signature"])
    assert head["核对"] == "链、签名和审计记录都对"
    lines = {row[0]: row[1:] for row in book["人员"].iter_rows(min_row=2, values_only=True)}
    assert lines["陈志远"][1:-1] == (0, 1, 1, 1, 1, 1, 2, 1)
    assert {row[-1] for row in lines.values()} == {row["hash"] for row in told["rows"]}
    head_of_branch = as_person(people.branch_head)
    own = head_of_branch.get(f"/api/quotas/{closed}/statements.xlsx").data
    names = {row[0] for row in openpyxl.load_workbook(io.BytesIO(own))["人员"].values}
    assert "梁国栋" in lines
    assert "梁国栋" not in names


def test_a_plan_that_was_never_closed_has_no_workbook(plan, manager):
    assert manager.get(f"/api/quotas/{plan}/statements.xlsx").status_code == 404


def test_the_audit_trail_keeps_the_head_of_the_chain(closed):
    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "quota.closed")).one()
        head = session.scalars(select(QuotaClosing.head)).one()

    assert entry.facts == {"closing": 1, "head": head, "statements": 5}


def test_work_that_arrives_after_closing_is_an_addendum_and_rewrites_nothing(
    closed, officer_phone, people, manager
):
    before = _verified(closed)
    officer_phone.add_enterprise("b")
    officer_phone.visit("late", "b")
    officer_phone.tell("finding.solve", "f2", note="已整改", confirmed_by="张经理", solved_on=TODAY)

    found = _verified(closed)

    assert [row.text for row in found.statements] == [row.text for row in before.statements]
    assert found.faults == []
    assert [(one.kind, one.fact_id, one.change, one.deed) for one in found.addenda] == [
        ("visit", "late", "new", "visit.closed"),
        ("solution", "f2", "new", "finding.solved"),
    ]
    row = _row(manager, closed, people.officer)
    assert (row["enterprises"], row["now_enterprises"]) == (1, 2)
    assert (row["solved"], row["now_solved"], row["addenda"]) == (1, 2, 2)


def test_a_withdrawal_and_a_promotion_after_closing_are_told_with_their_deeds(
    closed, officer_phone, as_person, people
):
    officer_phone.tell("visit.withdraw", "v1", reason="登记错了企业")
    as_person(people.administrator).post(
        f"/api/people/{people.officer}/ranks", {"rank": "deputy_section", "from_on": "2026-05-01"}
    )

    found = _verified(closed)

    assert found.faults == []
    assert {(one.kind, one.deed) for one in found.addenda} == {
        ("standing", "person.standing_changed"),
        ("visit", "visit.withdrawn"),
        ("solution", "visit.withdrawn"),
    }
    assert found.now[people.officer]["target_visits"] == 1


def test_a_change_that_no_deed_explains_is_a_fault(closed, people):
    with writing() as session:
        visit = verifying.visits.visit(session, "v1")
        assert visit is not None
        visit.state = "withdrawn"

    assert set(_verified(closed).faults) == {
        "solution f1 变了，没有记录说明",
        "visit v1 变了，没有记录说明",
    }


@pytest.mark.parametrize("part", ["figures", "hash", "head", "missing"])
def test_whoever_touches_a_statement_is_found_out(closed, people, part):
    with writing() as session:
        row = session.scalars(
            select(QuotaStatement).where(QuotaStatement.person_id == people.officer)
        ).one()
        told = json.loads(row.text)
        told["figures"]["solved"] = 9
        if part == "figures":
            row.text = json.dumps(told, ensure_ascii=False)
        elif part == "hash":
            row.hash = "0" * 64
        elif part == "missing":
            session.delete(row)
        else:
            session.scalars(select(QuotaClosing)).one().head = "0" * 64

    assert _verified(closed).faults


def test_the_console_verifies_a_plan_by_its_name(closed, officer_phone, people):
    officer_phone.tell("visit.withdraw", "v1", reason="登记错了企业")

    lines = list(console.verify("2026年下访企业"))

    assert lines[0] == "2026年下访企业：第 1 次结账，5 份"
    assert "结账后：陈志远 的走访有变化" in lines
    assert "按今天的资料：陈志远 走访 0 家，解决 0 个" in lines
    assert lines[-1].startswith("核对无误：")


def test_the_console_refuses_a_plan_that_was_never_closed_and_one_that_was_touched(closed):
    with pytest.raises(console.NeverClosed):
        list(console.verify("没有这个方案"))
    with writing() as session:
        session.scalars(select(QuotaClosing)).one().signature = "x"
    with pytest.raises(console.NotVerified, match="签名不对"):
        list(console.verify("2026年下访企业"))


def test_a_plan_closed_again_gets_another_closing_and_keeps_the_first(
    closed, officer_phone, people, manager
):
    manager.patch(f"/api/quotas/{closed}", {"state": "open"})
    officer_phone.add_enterprise("b")
    officer_phone.visit("v2", "b")
    manager.patch(f"/api/quotas/{closed}", {"state": "closed"})

    assert _row(manager, closed, people.officer)["enterprises"] == 2
    assert manager.get(f"/api/quotas/{closed}/statements").json["number"] == 2
    with reading() as session:
        numbers = session.scalars(select(QuotaClosing.number).order_by(QuotaClosing.number)).all()
    assert numbers == [1, 2]


def test_a_branch_head_reads_the_statements_of_the_own_branch(closed, as_person, people):
    rows = as_person(people.branch_head).get(f"/api/quotas/{closed}/statements").json["rows"]

    assert {row["name"] for row in rows} == {"陈志远", "李晓雯", "王建国"}


def test_an_open_plan_has_no_statements(manager, plan):
    assert manager.get(f"/api/quotas/{plan}/statements").status_code == 404
