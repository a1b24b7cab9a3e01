"""The desk sees every act of its reach with the evidence, corrects it, takes it back."""

import io

import pytest
from openpyxl import load_workbook

from server.core import audit, clock
from server.core.doors import reading, writing
from server.features.receipts import queries as receipts
from server.features.registrations import queries
from server.features.rulebook.commands import publish_trades
from tests.server.registrations.acts import FORM, act, grounds_of, history_of, notice, state_of

ROUTE = "/api/registrations"


@pytest.fixture
def decided(lead, people):
    told = act("r1", lead, people.co_officer)
    assert lead.tell("registration.decide", "r1", **told)["status"] == "applied"


@pytest.fixture
def notified(lead, people):
    times = {"opened_at": "2026-11-22T01:00:00.000Z", "decided_at": "2026-11-22T01:40:00.000Z"}
    told = notice("n1", lead, people.co_officer, **times)
    assert lead.tell("registration.notify", "n1", **told)["status"] == "applied"


def test_the_head_sees_the_branchs_acts_the_latest_first(decided, notified, head):
    found = head.get(ROUTE).json

    assert [(row["id"], row["word"]) for row in found["rows"]] == [
        ("r1", "批准"),
        ("n1", "一次性告知"),
    ]
    first = found["rows"][0]
    assert (first["lead_name"], first["co_name"]) == ("陈志远", "李晓雯")
    assert (first["branch_name"], first["town_name"]) == ("长安", "长安镇")
    assert (first["project_name"], first["state"]) == (FORM["project_name"], "waiting")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("state=waiting", ["r1", "n1"]),
        ("state=withdrawn", []),
        ("act=notice", ["n1"]),
        ("from=2026-11-23", ["r1"]),
        ("to=2026-11-22", ["n1"]),
        ("enterprise_id=e2", []),
        ("q=明丰", ["r1", "n1"]),
        ("q=〔2026〕1", ["r1"]),
        ("limit=1", ["r1"]),
        ("cursor=poem", ["r1", "n1"]),
    ],
)
def test_the_list_is_filtered(asked, found, decided, notified, head):
    assert [row["id"] for row in head.get(f"{ROUTE}?{asked}").json["rows"]] == found


def test_the_list_goes_on_behind_its_cursor(decided, notified, head):
    first = head.get(f"{ROUTE}?limit=1").json

    second = head.get(f"{ROUTE}?limit=1&cursor={first['next']}").json

    assert ([row["id"] for row in second["rows"]], second["next"]) == (["n1"], None)


def test_who_is_elsewhere_sees_nothing_of_it(decided, as_person, people):
    stranger = as_person(people.stranger)

    assert stranger.get(ROUTE).json["rows"] == []
    assert stranger.get(f"{ROUTE}/r1").json["code"] == "404.00"
    assert stranger.post(f"{ROUTE}/r1/withdraw", {"reason": "因"}).json["code"] == "403.71"


def test_the_evidence_is_read_as_it_was_asked(decided, head):
    found = head.get(f"{ROUTE}/r1").json

    facts = {fact["asked"]: fact["answer"] for fact in found["facts"]}
    assert facts["国民经济行业代码（GB/T 4754）：涉及哪些行业？"] == "8421"
    assert facts["新增住院床位多少？"] == "10张"
    assert facts["项目在不予办理的负面清单上吗？"] == "否"
    assert facts["项目涉及下面哪些环境敏感区？"] == "没有"
    assert found["clauses"] == [
        {
            "id": "108.3",
            "label": "床位20张以下（不含20张）",
            "basis": "2021年版名录第108项（登记表栏）",
        }
    ]
    assert [(pack["pack"], pack["is_same"]) for pack in found["packs"]][-1] == (
        "regime.2015_approval",
        True,
    )
    assert [entry["by_name"] for entry in found["history"]] == ["陈志远"]


def test_a_trade_is_read_with_its_name_where_the_bureau_has_loaded_it(decided, head):
    with writing() as session:
        publish_trades(session, "code,name\n8421,乡镇卫生院\n".encode(), at=clock.now())

    answers = [fact["answer"] for fact in head.get(f"{ROUTE}/r1").json["facts"]]
    assert "8421 乡镇卫生院" in answers


def test_the_workbook_has_a_line_for_every_act(decided, notified, head):
    answer = head.get(f"{ROUTE}/export.xlsx")

    rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
    assert len(rows) == 3
    assert rows[1][7:9] == ("批准", "东环建（长安）〔2026〕1号")
    assert rows[1][16] == "演示"


def test_the_head_corrects_a_form_and_the_history_says_from_what_to_what(decided, head):
    changes = {"site_address": [FORM["site_address"], "东莞市长安镇振兴路18号"]}

    answer = head.post(f"{ROUTE}/r1/correct", {"reason": "门牌写错", "changes": changes})

    assert answer.json["form"]["site_address"] == "东莞市长安镇振兴路18号"
    last = answer.json["history"][-1]
    assert (last["action"], last["reason"], last["changes"]) == ("correct", "门牌写错", changes)
    assert state_of("r1") == ("waiting", "waiting")


def test_what_somebody_else_corrected_meanwhile_is_not_overwritten(decided, head):
    changes = {"site_address": ["别处", "东莞市长安镇振兴路18号"], "contact_name": ["李四", "王五"]}

    answer = head.post(f"{ROUTE}/r1/correct", {"reason": "因", "changes": changes})

    assert answer.json["code"] == "409.02"
    assert head.get(f"{ROUTE}/r1").json["form"] == FORM


def test_an_officer_cannot_correct_an_act_into_one_that_is_not_eligible(decided, as_person, people):
    changes = {"pollution": ["slight", "more"]}

    answer = as_person(people.officer).post(
        f"{ROUTE}/r1/correct", {"reason": "因", "changes": changes}
    )

    assert (answer.json["code"], answer.json["detail"]) == (
        "409.114",
        "不符合现场办理条件：污染超过轻微",
    )
    assert history_of("r1") == ["decide"]


def test_a_head_who_does_it_answers_for_it(decided, head):
    told = {"reason": "按实测更正", "changes": {"pollution": ["slight", "more"]}}

    answer = head.post(f"{ROUTE}/r1/correct", told)

    assert answer.json["grounds_passed"] == ["不符合现场办理条件：污染超过轻微"]
    assert history_of("r1") == ["decide", "correct", "review", "accept"]
    assert grounds_of("r1") == []


def test_a_correction_on_the_phone_that_is_not_eligible_stands_and_is_looked_at(
    decided, lead, head
):
    told = {"reason": "因", "changes": {"pollution": ["slight", "more"]}}
    result = lead.tell("registration.correct", "r1", **told)

    assert result["status"] == "applied"
    assert state_of("r1") == ("in_review", "waiting")
    assert grounds_of("r1") == ["不符合现场办理条件：污染超过轻微"]


def test_only_lead_co_officer_and_heads_change_an_act(decided, phone_of, people):
    other = phone_of(people.cadre)
    other.client.put("/api/town-packs", {"towns": ["441900119"]})

    result = other.tell("registration.withdraw", "r1", reason="因")

    assert (result["status"], result["problem"]["code"]) == ("rejected", "403.111")


@pytest.mark.parametrize("who", ["officer", "co_officer", "branch_head", "manager"])
def test_an_act_is_taken_back_with_its_reason_and_stays_to_be_read(who, decided, as_person, people):
    client = as_person(getattr(people, who))

    answer = client.post(f"{ROUTE}/r1/withdraw", {"reason": "项目不再建设"})

    assert (answer.json["state"], answer.json["withdrawn_reason"]) == ("withdrawn", "项目不再建设")
    assert answer.json["number"] == "东环建（长安）〔2026〕1号"
    assert history_of("r1") == ["decide", "withdraw"]
    with reading() as session:
        assert audit.is_recorded(session, "registration.withdrawn", subject="r1")


def withdrawn_prefixes():
    with reading() as session:
        return [row.hash_prefix for row in receipts.withdrawals(session)]


def test_an_act_that_a_lost_phone_made_anew_is_taken_back_under_the_hash_of_its_receipt(
    lead, people, head
):
    first = "ab" * 32
    lead.send("registration.decide", "r1", act("r1", lead, people.co_officer), again=first)

    head.post(f"{ROUTE}/r1/withdraw", {"reason": "选错了企业"})

    assert withdrawn_prefixes() == [first[:32]]


def test_nobody_takes_back_the_receipt_of_another_act_by_naming_its_hash(
    decided, lead, people, head
):
    own = act("r2", lead, people.co_officer)
    for n, named in enumerate((hash_of("r1"), "no hash", "AB" * 32)):
        lead.send("registration.decide", f"r2{n}", own, again=named)
        head.post(f"{ROUTE}/r2{n}/withdraw", {"reason": "选错了企业"})

    own_hashes = {hash_of(f"r2{n}")[:32] for n in range(3)}
    assert set(withdrawn_prefixes()) == own_hashes
    assert hash_of("r1")[:32] not in own_hashes


def hash_of(registration_id):
    with reading() as session:
        return queries.registration(session, registration_id).command_hash


def test_what_was_taken_back_is_not_taken_back_or_corrected_again(decided, head):
    head.post(f"{ROUTE}/r1/withdraw", {"reason": "因"})

    again = head.post(f"{ROUTE}/r1/withdraw", {"reason": "因"})
    corrected = head.post(f"{ROUTE}/r1/correct", {"reason": "因", "changes": {}})

    assert (again.json["code"], corrected.json["code"]) == ("409.112", "409.112")
    assert history_of("r1") == ["decide", "withdraw"]


def test_a_withdrawal_without_a_reason_is_refused(decided, head):
    assert head.post(f"{ROUTE}/r1/withdraw", {"reason": " "}).json["code"] == "422.00"


def test_a_late_word_of_the_co_officer_leaves_a_withdrawn_act_withdrawn(decided, head, co_officer):
    essence = head.get(f"{ROUTE}/r1").json["essence_hash"]
    head.post(f"{ROUTE}/r1/withdraw", {"reason": "因"})

    result = co_officer.tell("registration.confirm", "r1", essence_hash=essence, agrees=True)

    assert result["status"] == "applied"
    assert state_of("r1") == ("withdrawn", "confirmed")
