"""What a phone holds follows what its person looks after; queued work is never lost on the way."""

from datetime import UTC, datetime

import pytest

from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.organisation import queries as organisation
from tests.server.enterprises.registry import CHANGAN, HUMEN
from tests.server.quotas.visiting import MORNING, NOON, finding

CLOSE = {
    "kind": "guidance",
    "opened_at": MORNING,
    "closed_at": NOON,
    "signature": {"state": "absent", "reason": "无人在场"},
}
PLAN = {
    "name": "下访方案",
    "period_from": "2026-01-01",
    "period_to": "2026-12-31",
    "members_only": False,
}
MINE, HIS = f"town:{CHANGAN}", f"town:{HUMEN}"
AMEND = {"changes": {"contact_name": ["", "黄生"]}}


@pytest.fixture
def plan(administrator):
    return administrator.post("/api/quotas", PLAN).json["id"]


@pytest.fixture
def officer(replica_of, people):
    phone = replica_of(people.officer)
    phone.sync()
    assert "own" in phone.rows("enterprise")
    return phone


@pytest.fixture
def move(administrator):
    """Move the enterprise of 长安 to 虎门, as the office does."""

    def to_humen():
        told = {"changes": {"town_code": [CHANGAN, HUMEN]}}
        assert administrator.patch("/api/enterprises/own", told).status_code == 200

    return to_humen


@pytest.fixture
def stand_in(administrator, people):
    """Have the officer of 虎门 stand in for the one of 长安."""

    def appoint(first, last, deputy=None):
        told = {"principal_id": people.officer, "deputy_id": deputy or people.stranger}
        return administrator.post("/api/deputies", {**told, "from_on": first, "to_on": last})

    return appoint


def branch(name):
    with reading() as session:
        return organisation.branch_named(session, name).id


def queue_a_day(phone, enterprise="own"):
    """Visit, and amend what was seen, with no network."""
    phone.later("visit.close", "v1", **CLOSE, enterprise_id=enterprise, findings=[finding("f1")])
    phone.later("enterprise.amend", enterprise, **AMEND)


def statuses(results):
    return [(result["status"], result.get("problem", {}).get("code")) for result in results]


def assert_same_figures(phone, office, plan):
    """Compare what the phone says of its person's quota with what the bureau says."""
    rows = office.get(f"/api/quotas/{plan}/progress").json["rows"]
    [bureau] = [row for row in rows if row["person_id"] == phone.person_id]
    [own] = [row for row in phone.rows("quota_progress").values() if row["plan_id"] == plan]
    told = ("enterprises", "visit_times", "solved", "target_visits", "target_solved")
    assert {name: own[name] for name in told} == {name: bureau[name] for name in told}
    return own


def test_an_enterprise_given_to_another_branch_changes_phones_at_the_next_sync(
    officer, replica_of, people, move
):
    stranger = replica_of(people.stranger)
    stranger.sync()
    move()

    officer.sync()
    stranger.sync()

    assert "own" not in officer.rows("enterprise")
    assert "own" in stranger.rows("enterprise")


def test_work_queued_on_an_enterprise_that_was_given_away_is_taken_in(
    officer, move, plan, administrator, as_person, people
):
    queue_a_day(officer)
    move()

    results = officer.sync()

    assert statuses(results) == [("applied", None), ("quarantined", "403.71")]
    assert set(officer.rows("visit")) == {"v1"}
    assert "own" not in officer.rows("enterprise")
    assert assert_same_figures(officer, administrator, plan)["visit_times"] == 1
    reviews = administrator.get("/api/reviews").json
    assert {review["branch_id"] for review in reviews} == {branch("虎门分局")}
    shown = {row["entity"]: row["status"] for row in officer.rows("review").values()}
    assert shown == {"v1": "concern", "own": "quarantined"}


def test_a_problem_solved_after_its_visit_went_elsewhere_waits_there(
    replica_of, people, move, administrator
):
    author, colleague = replica_of(people.officer), replica_of(people.co_officer)
    author.later("visit.close", "v1", **CLOSE, enterprise_id="own", findings=[finding("f1")])
    author.sync()
    colleague.sync()
    assert set(colleague.rows("finding")) == {"f1"}
    colleague.later("finding.solve", "f1", note="已整改", solved_on="2026-11-23")
    move()

    results = colleague.sync()

    assert statuses(results) == [("quarantined", "403.71")]
    assert colleague.rows("finding") == {}
    assert administrator.get("/api/visits/v1").json["findings"][0]["state"] == "open"


def test_an_officer_who_is_transferred_gets_the_new_towns_and_loses_the_old(
    officer, administrator, plan
):
    queue_a_day(officer)
    path = f"/api/people/{officer.person_id}"
    administrator.patch(path, {"branch_id": branch("虎门分局")})

    results = officer.sync()

    assert statuses(results) == [("applied", None), ("quarantined", "403.71")]
    assert MINE not in officer.held
    assert set(officer.rows("enterprise")) == {"foreign"}
    assert set(officer.rows("visit")) == {"v1"}
    assert assert_same_figures(officer, administrator, plan)["visit_times"] == 1
    reviews = administrator.get("/api/reviews").json
    assert {review["branch_id"] for review in reviews} == {branch("长安分局")}
    assert sorted(review["status"] for review in reviews) == ["concern", "quarantined"]


def test_a_role_withdrawn_leaves_queued_work_for_review(officer, administrator, plan):
    queue_a_day(officer)
    with writing() as session:
        accounts.person(session, officer.person_id).role = "supervisor"

    results = officer.sync()

    assert statuses(results) == [("quarantined", "403.70")] * 2
    assert len(officer.rows("review")) == len(administrator.get("/api/reviews").json) == 2
    assert assert_same_figures(officer, administrator, plan)["visit_times"] == 0


def test_a_cadre_who_gets_a_branch_keeps_no_pack(replica_of, people, administrator):
    cadre = replica_of(people.cadre)
    cadre.client.put("/api/town-packs", {"towns": [CHANGAN]})
    cadre.sync()
    assert "own" in cadre.rows("enterprise")
    cadre.later("enterprise.amend", "own", **AMEND)
    administrator.patch(f"/api/people/{people.cadre}", {"branch_id": branch("虎门分局")})

    results = cadre.sync()

    assert statuses(results) == [("quarantined", "403.71")]
    assert set(cadre.rows("enterprise")) == {"foreign"}


def test_a_deputy_holds_the_principals_towns_and_own_rows_between_the_dates(
    officer, replica_of, people, stand_in, time, as_person
):
    plan = as_person(people.administrator, "desk").post("/api/quotas", PLAN).json["id"]
    officer.later("visit.close", "v1", **CLOSE, enterprise_id="own", findings=[finding("f1")])
    officer.sync()
    deputy = replica_of(people.stranger)
    stand_in("2026-11-24", "2026-11-25")
    deputy.sync()
    assert set(deputy.rows("enterprise")) == {"foreign"}

    time.at = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # midnight in the city
    deputy.sync()
    assert set(deputy.rows("enterprise")) == {"own", "foreign"}
    assert f"officer:{people.officer}" in deputy.held
    deputy.later("finding.solve", "f1", note="已整改", solved_on="2026-11-24")
    assert statuses(deputy.sync()) == [("applied", None)]
    assert deputy.client.get("/api/visits/v1").status_code == 200

    deputy.later("enterprise.amend", "own", **AMEND)
    deputy.later("visit.close", "v2", **CLOSE, enterprise_id="own")
    time.at = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    deputy.client = as_person(people.stranger, "signed in again")
    results = deputy.sync()

    assert statuses(results) == [("quarantined", "403.71"), ("applied", None)]
    assert set(deputy.rows("enterprise")) == {"foreign"}
    assert f"officer:{people.officer}" not in deputy.held
    office = as_person(people.manager)
    assert assert_same_figures(deputy, office, plan)["visit_times"] == 1


def test_a_deputy_who_is_dismissed_holds_nothing_more(replica_of, people, stand_in, administrator):
    deputy = replica_of(people.stranger)
    row = stand_in("2026-11-01", "2026-11-30").json
    deputy.sync()
    assert "own" in deputy.rows("enterprise")

    assert administrator.delete(f"/api/deputies/{row['id']}").status_code == 204
    deputy.sync()

    assert "own" not in deputy.rows("enterprise")
    assert administrator.get("/api/deputies").json == []


def test_deputies_are_named_and_shown_to_those_who_arrange_them(stand_in, people, as_person):
    stand_in("2026-11-01", "2026-11-30")

    [row] = as_person(people.branch_head).get("/api/deputies").json

    assert (row["principal_name"], row["deputy_name"]) == ("陈志远", "周海")


@pytest.mark.parametrize(
    ("days", "code"),
    [(("2026-11-30", "2026-11-01"), "422.72"), (("2026-11-10", "2026-11-20"), "409.70")],
)
def test_a_wrong_or_repeated_time_is_refused(days, code, stand_in):
    stand_in("2026-11-01", "2026-11-30")

    assert stand_in(*days).json["code"] == code


def test_nobody_stands_in_for_himself(stand_in, people):
    answer = stand_in("2026-11-01", "2026-11-30", deputy=people.officer)

    assert (answer.status_code, answer.json["code"]) == (422, "422.71")


def test_a_branch_head_arranges_the_own_people_only(as_person, people):
    head = as_person(people.branch_head)
    days = {"from_on": "2026-11-01", "to_on": "2026-11-30"}

    own = head.post(
        "/api/deputies",
        {"principal_id": people.officer, "deputy_id": people.co_officer, **days},
    )
    foreign = head.post(
        "/api/deputies", {"principal_id": people.officer, "deputy_id": people.stranger, **days}
    )

    assert (own.status_code, foreign.status_code) == (201, 404)
