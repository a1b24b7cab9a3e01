"""From the phones of two officers to sealed papers, and back to their phones."""

import pytest

from server.core.doors import reading
from server.features.documents.printing import print_due
from server.features.registrations import queries
from tests.reading_pdf import letters_of
from tests.server.documents.conftest import known
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.registrations import acts


@pytest.fixture
def place(app):
    add("e1", "东莞市明丰五金厂", town=CHANGAN, code="91441900MA4UQ12X0B")
    acts.publish()
    return "e1"


@pytest.fixture
def phone_of(place, as_person):
    return lambda person_id: acts.DoorPhone(
        as_person(person_id, f"p-{person_id}"), person_id, f"p-{person_id}"
    )


@pytest.fixture
def lead(phone_of, people):
    return phone_of(people.officer)


def _decide(lead, people, name="registration.decide", **changes):
    told = acts.act("r1", lead, people.co_officer, **changes)
    assert lead.tell(name, "r1", **told)["status"] == "applied"


def _confirm(phone_of, people):
    with reading() as session:
        essence = queries.registration(session, "r1").essence_hash
    said = phone_of(people.co_officer).tell(
        "registration.confirm", "r1", essence_hash=essence, agrees=True
    )
    assert said["status"] == "applied"


def _states(phone):
    return {row["kind"]: row["state"] for row in phone.rows("paper")}


def _read(client, paper_id):
    pdf = client.get(f"/api/papers/{paper_id}.pdf").data
    return letters_of(pdf)


def test_an_acceptance_comes_at_once_and_the_decision_when_the_co_officer_has_confirmed(
    lead, phone_of, people, press
):
    acts.follow(acts.APPROVAL)
    _decide(lead, people)
    assert _states(lead) == {"receipt": "queued"}

    _confirm(phone_of, people)
    assert _states(lead) == {"decision": "queued", "receipt": "queued"}

    assert print_due(press) == 2
    assert _states(lead) == {"decision": "ready", "receipt": "ready"}
    said = _read(lead.client, "r1-decision")
    with reading() as session:
        mark = queries.registration(session, "r1").command_hash[:32]
    assert len(mark) == 32
    assert mark in said
    assert "东莞市生态环境局长安分局东环建（长安）〔2026〕1号" in said
    assert "现场人员：陈志远、李晓雯；单位签收：张三厂长" in said
    assert "名录》第108项，类别为登记表" in said
    # The regime of 2015 is no law any more, so what it gives is a demonstration.
    assert "演" in said
    assert "受理" in _read(lead.client, "r1-receipt")


def test_where_the_enterprise_files_the_paper_is_no_approval(lead, phone_of, people, press):
    acts.follow(acts.FILING)
    told = {"packs": acts.packs(acts.FILING), "number": lead.number("assistance")}
    _decide(lead, people, act="assistance", **told)
    _confirm(phone_of, people)

    print_due(press)

    said = _read(lead.client, "r1-assistance")
    assert "不是行政许可决定" in said
    assert "演示" not in said


def test_a_correction_makes_the_paper_anew_and_the_old_one_is_read_until_then(
    lead, phone_of, people, press, as_person
):
    acts.follow(acts.APPROVAL)
    _decide(lead, people)
    _confirm(phone_of, people)
    print_due(press)
    before = known("r1-decision")[0].sha256

    changes = {"representative": ["张三", "李四"]}
    lead.tell("registration.correct", "r1", reason="写错名字", changes=changes)

    assert _states(lead)["decision"] == "queued"
    assert "张三" in _read(lead.client, "r1-decision")
    print_due(press)
    assert "李四" in _read(lead.client, "r1-decision")
    assert known("r1-decision")[0].sha256 != before


def test_a_withdrawal_reaches_the_phones_as_a_paper_of_its_own(lead, phone_of, people, press):
    acts.follow(acts.APPROVAL)
    _decide(lead, people)
    _confirm(phone_of, people)
    print_due(press)

    lead.tell("registration.withdraw", "r1", reason="现场另有未申报的酸洗工序")
    print_due(press)

    assert _states(lead)["withdrawal"] == "ready"
    said = _read(lead.client, "r1-withdrawal")
    assert "关于撤回东环建（长安）〔2026〕1号文书的通知" in said
    assert "另有未申报的酸洗工序" in said
    assert "2026年11月23日" in said


def test_an_act_that_goes_to_review_has_no_paper_before_somebody_looked(lead, people):
    acts.follow(acts.FILING)
    told = acts.act("r1", lead, people.co_officer)

    lead.tell("registration.decide", "r1", **told)

    assert _states(lead) == {"receipt": "queued"}
