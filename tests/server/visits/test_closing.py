"""A phone closes a visit: what the bureau then knows, and who has it."""

import json

from server.core.doors import reading
from server.features.sync_api import queries as sync
from tests.server.enterprises.registry import CHANGAN
from tests.server.enterprises.sheets import BUREAU
from tests.server.quotas.visiting import finding

TOWN = f"town:{CHANGAN}"
GPS = {
    "source": "gps",
    "at": "2026-11-23T01:02:00.000Z",
    "lat_e7": 228_000_000,
    "lng_e7": 1_138_000_000,
    "accuracy_m": 12,
}


def visit_in(client, visit_id="v1"):
    return client.get(f"/api/visits/{visit_id}").json


def test_a_closed_visit_stands_with_its_town_and_with_both_participants(officer, people, phone_of):
    both = [people.officer, people.cadre]

    result = officer.visit("v1", "e1", participants=both, findings=[finding("f1")])
    cadre = phone_of(people.cadre)

    assert result["status"] == "applied"
    assert set(result["scope_seqs"]) >= {
        TOWN,
        f"officer:{people.officer}",
        f"officer:{people.cadre}",
    }
    for phone in (officer, cadre):
        rows = phone.rows("visit")
        assert {row["id"] for row in rows} == {"v1"}
        assert rows[0]["participants"] == both
        assert {row["id"] for row in phone.rows("finding")} == {"f1"}
    assert phone_of(people.stranger).rows("visit") == []


def test_the_same_command_pushed_again_gives_the_same_answer_and_one_visit(officer, branch_head):
    first = officer.visit("v1", "e1")
    body = _last_body(officer)

    again = officer.client.post("/api/sync", body).json["results"][0]

    assert again == first
    assert len(branch_head.get("/api/visits").json["rows"]) == 1


def _last_body(phone):
    with reading() as session:
        entry = sync.command(session, phone.device, phone.seq)
        return {
            "proto": 1,
            "device": phone.device,
            "first_seq": phone.seq,
            "commands": [{"body": entry.body, "sig": None}],
        }


def test_a_visit_told_twice_in_two_commands_is_one(officer, branch_head):
    officer.visit("v1", "e1")

    again = officer.tell(
        "visit.close",
        "v1",
        enterprise_id="e1",
        kind="other",
        opened_at="2026-11-23T01:00:00Z",
        closed_at="2026-11-23T01:40:00Z",
        signature={"state": "absent", "reason": "无人"},
    )

    assert again["status"] == "duplicate"
    assert visit_in(branch_head)["kind"] == "guidance"


def test_the_enterprise_learns_of_the_visit_and_of_its_position(officer):
    officer.visit("v1", "e1", checkin=GPS)

    [place] = officer.rows("enterprise")

    assert (place["visit_count"], place["last_visit_at"]) == (1, "2026-11-23T01:40:00Z")
    assert (place["lat_e7"], place["lng_e7"], place["accuracy_m"]) == (
        228_000_000,
        1_138_000_000,
        12,
    )


def test_a_town_alone_gives_the_enterprise_no_position(officer):
    officer.visit("v1", "e1", checkin={"source": "town", "town_code": CHANGAN})

    [place] = officer.rows("enterprise")

    assert place["lat_e7"] is None


def test_an_author_who_forgot_himself_is_added(officer, people, branch_head):
    officer.visit("v1", "e1", participants=[people.co_officer])

    found = visit_in(branch_head)

    assert [who["id"] for who in found["participants"]] == [people.officer, people.co_officer]
    assert found["flags"] == ["author_added"]


def test_somebody_nobody_knows_is_left_out_and_flagged(officer, people, branch_head):
    officer.visit("v1", "e1", participants=[people.officer, "nobody"])

    assert visit_in(branch_head)["flags"] == ["person_unknown"]


def test_times_that_can_hardly_be_are_kept_as_told_and_flagged(officer, branch_head):
    officer.visit(
        "v1", "e1", opened_at="2031-01-01T09:00:00+08:00", closed_at="2031-01-01T08:00:00+08:00"
    )

    found = visit_in(branch_head)

    assert found["flags"] == ["closed_before_opened", "in_future"]
    assert found["opened_at"] == "2031-01-01T01:00:00+00:00"
    assert found["received_at"] == "2026-11-23T02:00:00+00:00"
    assert officer.rows("enterprise")[0]["last_visit_at"] == "2026-11-23T02:00:00Z"


def test_a_visit_to_nowhere_is_refused_in_words(officer):
    result = officer.tell("visit.close", "v1", **_shape(enterprise_id="nowhere"))

    assert (result["status"], result["problem"]["code"]) == ("rejected", "422.30")


def test_a_visit_without_signature_needs_a_reason(officer):
    result = officer.tell("visit.close", "v1", **_shape(signature={"state": "refused"}))

    assert (result["status"], result["problem"]["code"]) == ("rejected", "422.00")


def test_letters_that_no_database_keeps_are_left_out(officer, branch_head):
    officer.visit("v1", "e1", guidance="已\u0000指导 ", note=json.loads('"好\\ud800"'))

    assert visit_in(branch_head)["guidance"] == "已指导"


def test_a_visit_to_an_enterprise_that_became_part_of_another_goes_there(officer, branch_head):
    officer.tell("enterprise.add", "new1", name="甲厂", code=BUREAU[0], town_code=CHANGAN)
    merged = officer.tell("enterprise.add", "new2", name="甲厂", code=BUREAU[0])
    assert merged["status"] == "merged"

    officer.visit("v1", "new2")

    assert visit_in(branch_head)["enterprise_id"] == "new1"


def _shape(**changes):
    return {
        "enterprise_id": "e1",
        "kind": "guidance",
        "opened_at": "2026-11-23T01:00:00Z",
        "closed_at": "2026-11-23T01:40:00Z",
        "signature": {"state": "absent", "reason": "无人在场"},
        **changes,
    }
