"""What an act gives to look at is let pass, corrected, or the act taken back; never silently."""

import pytest

from server.core.doors import reading, writing
from server.features.receipts import cose
from server.features.receipts import queries as receipts
from tests.server.devices.phone_key import PhoneKey
from tests.server.receipts import making
from tests.server.registrations import acts
from tests.server.registrations.acts import FORM, act, grounds_of, history_of, state_of

UNSIGNED = {"signature": {"state": "absent", "reason": "无人在场", "sha256": None}}
WORDS = "企业没有授权人员在场签字：无人在场"


@pytest.fixture
def doubtful(lead, people):
    told = act("r1", lead, people.co_officer, **UNSIGNED)
    result = lead.tell("registration.decide", "r1", **told)
    assert result["status"] == "applied"


@pytest.fixture
def review(doubtful, head):
    [line] = head.get("/api/reviews").json
    return head.get(f"/api/reviews/{line['id']}").json


@pytest.fixture
def settle(review, head):
    def settled(way, words="已电话核实", client=head, **more):
        route = f"/api/reviews/{review['id']}/settle"
        return client.post(route, {"way": way, "words": words, **more})

    return settled


def test_an_act_with_doubts_stands_and_waits_for_a_person(review):
    assert (review["status"], review["code"], review["detail"]) == ("concern", "409.110", WORDS)
    assert review["about"] == "东莞市明丰五金厂"
    assert review["ways"] == ["accept", "correct", "withdraw"]
    assert state_of("r1") == ("in_review", "waiting")
    assert history_of("r1") == ["decide", "review"]


def test_an_accepted_act_stands_with_the_reason_kept(settle, head):
    answer = settle("accept")

    assert (answer.json["state"], answer.json["settled_as"]) == ("settled", "accept")
    assert answer.json["resolution"] == "已电话核实"
    assert state_of("r1") == ("waiting", "waiting")
    found = head.get("/api/registrations/r1").json
    assert (found["grounds"], found["grounds_passed"]) == ([], [WORDS])
    last = found["history"][-1]
    assert (last["action"], last["reason"], last["by_name"]) == ("accept", "已电话核实", "王建国")


def test_an_accepted_act_that_its_co_officer_confirmed_is_confirmed(settle, co_officer, head):
    essence = head.get("/api/registrations/r1").json["essence_hash"]
    co_officer.tell("registration.confirm", "r1", essence_hash=essence, agrees=True)
    assert state_of("r1") == ("in_review", "confirmed")

    settle("accept")

    assert state_of("r1") == ("confirmed", "confirmed")


def test_an_act_is_corrected_in_the_review(settle):
    changes = {"contact_name": ["李四", "王五"]}

    answer = settle("correct", changes=changes)

    assert answer.json["settled_as"] == "correct"
    assert history_of("r1") == ["decide", "review", "correct", "accept"]
    assert grounds_of("r1") == []


def test_an_act_is_taken_back_in_the_review_and_its_receipt_with_it(settle, time, lead):
    answer = settle("withdraw", "没有企业签字")

    assert answer.json["settled_as"] == "withdraw"
    assert state_of("r1") == ("withdrawn", "waiting")
    [row, _] = lead.rows("registration")
    assert row["withdrawn_reason"] == "没有企业签字"
    with reading() as session:
        [gone] = receipts.withdrawals(session)
    assert (gone.number, gone.hash_prefix) == (
        "东环建（长安）〔2026〕1号",
        row["command_hash"][:32],
    )
    assert gone.withdrawn_on.isoformat() == "2026-11-23"


@pytest.mark.parametrize("way", ["accept", "withdraw", "correct"])
def test_each_way_needs_its_reason(way, settle):
    assert settle(way, " ").json["code"] == "422.112"
    assert history_of("r1") == ["decide", "review"]


@pytest.mark.parametrize("way", ["keep_theirs", "take_mine", "hand_back"])
def test_an_act_of_law_is_not_settled_in_other_ways(way, settle):
    assert settle(way).json["code"] == "409.81"


def test_what_was_settled_of_an_act_is_not_undone(settle, review, head):
    settle("accept")

    answer = head.post(f"/api/reviews/{review['id']}/undo")

    assert answer.json["code"] == "409.83"


def test_an_administrator_may_let_pass_but_not_take_back(settle, as_person, people):
    administrator = as_person(people.administrator)

    assert settle("withdraw", client=administrator).json["code"] == "409.81"
    assert settle("accept", client=administrator).json["settled_as"] == "accept"


def test_an_act_taken_back_meanwhile_is_only_noted(settle, review, head):
    head.post("/api/registrations/r1/withdraw", {"reason": "因"})

    assert head.get(f"/api/reviews/{review['id']}").json["ways"] == ["accept"]
    settle("accept")
    assert state_of("r1") == ("withdrawn", "waiting")


def test_the_officer_sees_how_it_was_settled(settle, lead):
    settle("accept")

    [row] = lead.rows("review")
    assert (row["state"], row["settled_as"], row["resolution"]) == (
        "settled",
        "accept",
        "已电话核实",
    )


def test_two_doubts_of_two_commands_are_settled_one_by_one(settle, co_officer, head):
    co_officer.tell(
        "registration.confirm", "r1", essence_hash="0" * 64, agrees=False, reason="没有到场"
    )
    settle("accept")
    assert grounds_of("r1") == ["协办人不认可：没有到场"]

    [other] = [one for one in head.get("/api/reviews").json if one["state"] == "open"]
    head.post(f"/api/reviews/{other['id']}/settle", {"way": "accept", "words": "另有证据"})

    assert state_of("r1") == ("confirmed", "declined")


def test_a_refused_act_that_a_reviewer_takes_in_stands_with_his_name(phone_of, people, as_person):
    supervisor = phone_of(people.supervisor)
    told = act("r1", supervisor, people.co_officer)
    assert supervisor.tell("registration.decide", "r1", **told)["status"] == "quarantined"
    manager = as_person(people.manager)
    [line] = manager.get("/api/reviews").json

    answer = manager.post(
        f"/api/reviews/{line['id']}/settle", {"way": "take_mine", "words": "当日代班"}
    )

    assert answer.json["outcome"] == "applied"
    assert history_of("r1") == ["decide", "review", "accept"]
    assert grounds_of("r1") == []
    undone = manager.post(f"/api/reviews/{line['id']}/undo").json
    assert (undone["code"], undone["detail"]) == ("409.83", "现场办理已经告知企业，只能撤回")


def test_a_crossed_correction_is_taken_or_left_and_can_be_undone(lead, people, head):
    lead.tell("registration.decide", "r1", **act("r1", lead, people.co_officer))
    changes = {"contact_name": ["李四", "王五"]}
    head.post("/api/registrations/r1/correct", {"reason": "因", "changes": changes})

    result = lead.tell(
        "registration.correct", "r1", reason="电话问过", changes={"contact_name": ["李四", "赵六"]}
    )

    assert result["status"] == "conflict"
    [line] = head.get("/api/reviews").json
    route = f"/api/reviews/{line['id']}"
    head.post(f"{route}/settle", {"way": "take_mine", "words": ""})
    assert head.get("/api/registrations/r1").json["form"]["contact_name"] == "赵六"
    assert head.post(f"{route}/undo").status_code == 200
    assert head.get("/api/registrations/r1").json["form"]["contact_name"] == "王五"


class CoPhone(PhoneKey):
    def confirmation(self, registration_id, essence):
        payload = cose.write_cbor({1: registration_id, 2: bytes.fromhex(essence), 6: 1_795_000_000})
        protected = cose.protected_header(bytes.fromhex(self.kid))
        signature = self.sign(cose.signed_bytes(protected, payload))
        return making.text("DC1:", cose.write_sign1(protected, payload, signature))


def by_qr(lead, co_id, text):
    told = act("r1", lead, co_id)
    told["co_officer"] = {
        "person_id": co_id,
        "how": "qr",
        "confirmation": text,
        "signature_sha": None,
    }
    return lead.tell("registration.decide", "r1", **told)


@pytest.fixture
def co_phone(as_person, people):
    made = CoPhone()
    answer = as_person(people.co_officer).post("/api/devices/key", made.request())
    assert answer.status_code < 300, answer.text
    return made


def test_an_act_whose_co_officer_answered_by_his_phone_is_confirmed_at_once(lead, co_phone, people):
    essence = act("r1", lead, people.co_officer)["essence_hash"]

    by_qr(lead, people.co_officer, co_phone.confirmation("r1", essence))

    assert state_of("r1") == ("confirmed", "confirmed")


def test_an_answer_that_no_known_key_signed_waits_for_his_own_word(lead, people):
    essence = act("r1", lead, people.co_officer)["essence_hash"]

    by_qr(lead, people.co_officer, CoPhone().confirmation("r1", essence))

    assert state_of("r1") == ("waiting", "waiting")


def test_an_answer_of_another_phone_is_looked_at(lead, co_phone, people):
    essence = act("r1", lead, people.co_officer)["essence_hash"]

    by_qr(lead, people.branch_head, co_phone.confirmation("r1", essence))

    assert grounds_of("r1") == ["扫到的确认码不是协办人的手机签的"]
    assert state_of("r1") == ("in_review", "waiting")


def test_a_poem_instead_of_an_answer_waits(lead, people):
    by_qr(lead, people.co_officer, "DC1:床前明月光")

    assert state_of("r1") == ("waiting", "waiting")


def test_a_newer_pack_in_force_on_the_day_opens_a_review(lead, people):
    old = acts.packs()
    with writing() as session:
        raw = acts.raw_pack("eligibility")
        acts.put_pack(session, {**raw, "version": 2, "in_force_from": "2026-11-23"})

    told = act("r1", lead, people.co_officer, packs=old)
    lead.tell("registration.decide", "r1", **told)

    assert grounds_of("r1") == ["当天生效的是现场办理条件第2版，手机用的是第1版"]


def test_an_act_by_another_regime_than_the_branchs_opens_a_review(lead, people):
    lead.number()
    acts.follow(acts.FILING, from_on=acts.DAY)

    lead.tell("registration.decide", "r1", **act("r1", lead, people.co_officer))

    assert grounds_of("r1") == ["分局当天的办理方式不是“登记表现场批准（2015年做法，演示）”"]


def test_a_second_act_on_one_project_opens_a_review_until_the_first_is_taken_back(
    lead, people, head
):
    lead.tell("registration.decide", "r1", **act("r1", lead, people.co_officer))
    again = {**FORM, "project_name": " 长安门诊部 新建项目"}
    lead.tell("registration.decide", "r2", **act("r2", lead, people.co_officer, form=again))
    assert grounds_of("r2") == [
        "同一企业的同一项目已经办理过：东环建（长安）〔2026〕1号（2026-11-23）"
    ]

    head.post("/api/registrations/r1/withdraw", {"reason": "因"})
    head.post("/api/registrations/r2/withdraw", {"reason": "因"})
    lead.tell("registration.decide", "r3", **act("r3", lead, people.co_officer))
    assert grounds_of("r3") == []


def test_a_second_notice_for_one_project_needs_a_leaders_reason(lead, people):
    for name in ("n1", "n2"):
        lead.tell("registration.notify", name, **acts.notice(name, lead, people.co_officer))
    reasoned = acts.notice("n3", lead, people.co_officer, leader_reason="局领导同意：规划调整")
    lead.tell("registration.notify", "n3", **reasoned)

    assert [grounds_of(name) for name in ("n1", "n2", "n3")] == [
        [],
        ["2026年11月23日已经一次性告知过，再次告知没有写明领导同意的理由"],
        [],
    ]
