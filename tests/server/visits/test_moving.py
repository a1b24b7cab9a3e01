"""An enterprise that moves to another town takes its visits along."""

from tests.server.enterprises.registry import CHANGAN
from tests.server.quotas.visiting import finding

HUMEN = "441900121"


def test_the_other_branch_gets_enterprise_visits_and_findings(officer, phone_of, people):
    officer.visit("v1", "e1", findings=[finding("f1")])
    stranger = phone_of(people.stranger)
    assert stranger.rows("visit") == []

    officer.tell("enterprise.amend", "e1", changes={"town_code": [CHANGAN, HUMEN]})

    assert [row["id"] for row in stranger.rows("enterprise")] == ["e1"]
    assert [row["id"] for row in stranger.rows("visit")] == ["v1"]
    assert [row["id"] for row in stranger.rows("finding")] == ["f1"]


def test_the_old_branch_keeps_only_what_an_officer_did_himself(officer, phone_of, people):
    officer.visit("v1", "e1")

    officer.tell("enterprise.amend", "e1", changes={"town_code": [CHANGAN, HUMEN]})

    assert phone_of(people.co_officer).rows("visit") == []
    assert [row["id"] for row in officer.rows("visit")] == ["v1"]
    assert officer.rows("enterprise") == []
