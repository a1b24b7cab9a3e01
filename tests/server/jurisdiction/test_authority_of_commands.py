"""Every command, sent by a phone, by role and by whose enterprise it is about."""

import pytest

from server.features.enterprises.replica import COMMANDS as ENTERPRISE_COMMANDS
from server.features.visits.replica import COMMANDS as VISIT_COMMANDS
from tests.server.enterprises.registry import CHANGAN, HUMEN
from tests.server.quotas.visiting import MORNING, NOON, finding

DONE = ("applied", None)
READS_ONLY = ("quarantined", "403.70")
NOT_HIS_NOW = ("quarantined", "403.71")
NOT_THE_AUTHOR = ("rejected", "403.30")

IN_REACH = {
    "enterprise.add": DONE,
    "enterprise.amend": DONE,
    "visit.close": DONE,
    "visit.correct": NOT_THE_AUTHOR,
    "visit.withdraw": NOT_THE_AUTHOR,
    "finding.solve": DONE,
}
# What only adds is a fact and stands; what changes somebody else's is for him to decide.
OUT_OF_REACH = {
    **IN_REACH,
    "enterprise.amend": NOT_HIS_NOW,
    "visit.correct": NOT_HIS_NOW,
    "visit.withdraw": NOT_HIS_NOW,
    "finding.solve": NOT_HIS_NOW,
}
NOTHING = dict.fromkeys(IN_REACH, READS_ONLY)
EXPECTED = {
    ("officer", "own"): IN_REACH,
    ("officer", "foreign"): OUT_OF_REACH,
    ("branch_head", "own"): IN_REACH,
    ("branch_head", "foreign"): OUT_OF_REACH,
    ("cadre", "own"): IN_REACH,  # with the town's pack
    ("cadre", "foreign"): OUT_OF_REACH,
    ("manager", "own"): IN_REACH,
    ("manager", "foreign"): IN_REACH,
    ("administrator", "own"): IN_REACH,
    ("administrator", "foreign"): IN_REACH,
    ("supervisor", "own"): NOTHING,
    ("supervisor", "foreign"): NOTHING,
    ("security", "own"): NOTHING,
    ("security", "foreign"): NOTHING,
    ("auditor", "own"): NOTHING,
    ("auditor", "foreign"): NOTHING,
}


def arguments(where):
    town = CHANGAN if where == "own" else HUMEN
    close = {
        "enterprise_id": where,
        "kind": "guidance",
        "opened_at": MORNING,
        "closed_at": NOON,
        "signature": {"state": "absent", "reason": "无人在场"},
    }
    return {
        "enterprise.add": ("new", {"name": "东莞市新厂", "town_code": town}),
        "enterprise.amend": (where, {"changes": {"contact_name": ["", "黄生"]}}),
        "visit.close": ("v-new", close),
        "visit.correct": ("v1", {"reason": "因", "changes": {"note": ["", "补记"]}}),
        "visit.withdraw": ("v2", {"reason": "因"}),
        "finding.solve": ("f3", {"note": "已整改", "solved_on": "2026-11-23"}),
    }


@pytest.fixture
def made_by_a_third(phone_of, people):
    def make(where):
        author = phone_of(people.co_officer if where == "own" else people.stranger)
        author.visit("v1", where)
        author.visit("v2", where)
        author.visit("v3", where, findings=[finding("f3")])

    return make


def test_the_table_names_every_command():
    assert {name for name, _ in (*ENTERPRISE_COMMANDS, *VISIT_COMMANDS)} == set(IN_REACH)


@pytest.mark.parametrize(("role", "where"), EXPECTED, ids="-".join)
def test_a_command_is_answered_by_role_and_reach(role, where, made_by_a_third, phone_of, people):
    made_by_a_third(where)
    phone = phone_of(getattr(people, role))
    if role == "cadre":
        phone.client.put("/api/town-packs", {"towns": [CHANGAN]})

    answered = {}
    for name, (entity, args) in arguments(where).items():
        result = phone.tell(name, entity, **args)
        answered[name] = (result["status"], result.get("problem", {}).get("code"))

    assert answered == EXPECTED[role, where]


def test_what_a_stranger_wanted_waits_for_the_branch_that_has_the_thing(
    phone_of, people, as_person
):
    phone = phone_of(people.officer)

    result = phone.tell("enterprise.amend", "foreign", changes={"contact_name": ["", "黄生"]})

    assert "复核" in result["problem"]["detail"]
    manager = as_person(people.manager)
    [review] = manager.get("/api/reviews").json
    humen = as_person(people.stranger).get("/api/session").json["person"]["branch_id"]
    assert (review["status"], review["branch_id"]) == ("quarantined", humen)
    assert manager.get("/api/enterprises/foreign").json["contact_name"] == ""
    assert [row["code"] for row in phone.rows("review")] == ["403.71"]


def test_a_visit_elsewhere_stands_and_gives_concern_to_the_branch_there(
    phone_of, people, as_person
):
    phone = phone_of(people.officer)
    assert phone.visit("v1", "foreign")["status"] == "applied"

    manager = as_person(people.manager)
    words = "企业不在上报人现在管辖的镇街，请所在分局复核"
    assert manager.get("/api/visits/v1").json["flag_words"] == [words]
    [review] = manager.get("/api/reviews").json
    assert (review["status"], review["code"], review["detail"]) == ("concern", "403.72", words)
    humen = as_person(people.stranger).get("/api/session").json["person"]["branch_id"]
    assert review["branch_id"] == humen


def test_a_visit_at_home_gives_no_concern(phone_of, people, as_person):
    phone_of(people.officer).visit("v1", "own")

    assert as_person(people.manager).get("/api/reviews").json == []


def test_an_author_still_corrects_his_visit_to_an_enterprise_that_moved_away(phone_of, people):
    phone = phone_of(people.officer)
    phone.visit("v1", "own")
    phone.tell("enterprise.amend", "own", changes={"town_code": [CHANGAN, HUMEN]})

    corrected = phone.tell("visit.correct", "v1", reason="因", changes={"note": ["", "补记"]})

    assert corrected["status"] == "applied"
