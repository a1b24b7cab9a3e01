"""Where matters come from, and what is refused."""

from tests.server.cases.matters import code_of


def test_a_problem_of_a_visit_becomes_a_matter_of_its_enterprise(officer, colleague):
    result = officer.open_finding("m1", "f1", hard=True, hard_reason="涉及三家共用管网")

    assert result["status"] == "applied"
    matter = colleague.matter("m1")
    assert (matter["state"], matter["hard"], matter["source"]) == ("open", True, "finding")
    assert matter["enterprise_name"] == "东莞市长安明丰五金厂"
    assert (matter["opened_by"], matter["due_on"]) == (officer.person_id, "2026-12-23")
    assert colleague.kinds("m1") == ["flagged", "opened"]


def test_two_officers_who_open_one_finding_open_one_matter(officer, colleague):
    officer.open_finding("m1", "f1")
    result = colleague.open_finding("m2", "f1", words="我也去看过", hard=True, hard_reason="牵涉多")

    assert (result["status"], result["alias"]) == ("merged", "m1")
    assert [row["id"] for row in colleague.rows("matter")] == ["m1"]
    assert colleague.kinds("m1") == ["flagged", "log", "opened"]
    assert colleague.matter("m1")["hard"]
    assert colleague.take("m2")["alias"] == "m1", "he goes on under the id that he knows"
    assert colleague.matter("m1")["holder_id"] == colleague.person_id


def test_a_closed_matter_does_not_keep_its_finding_from_another_one(officer, head, matter):
    head.tell("case.close", matter, reason="重复登记")

    assert officer.open_finding("m2", "f1")["status"] == "applied"


def test_a_petition_needs_no_name_and_no_enterprise(officer, head, colleague):
    result = officer.open_petition("m1")

    assert result["status"] == "applied"
    assert officer.matter("m1")["due_on"] == "2027-01-22"
    assert officer.rows("petitioner") == []
    assert colleague.matter("m1") == {}, "without a place it is the desk's and the officer's"
    assert head.client.get("/api/cases/m1").status_code == 200


def test_a_petition_about_a_town_stands_there(officer, colleague):
    officer.open_petition("m1", town_code="441900119", petitioner={"name": "黄女士"})

    assert colleague.matter("m1")["title"] == "夜间噪声扰民"
    assert colleague.rows("petitioner") == []
    assert [row["name"] for row in officer.rows("petitioner")] == ["黄女士"]


NO_MATTERS = (
    ({"finding_id": "unknown"}, "422.162"),
    ({"enterprise_id": "foreign"}, "422.164"),
    ({"finding_id": None}, "422.00"),
    ({"title": " "}, "422.00"),
    ({"hard": True}, "422.00"),
    ({"petitioner": {"name": "黄女士"}}, "422.00"),
    ({"due_on": "0001-01-01"}, "422.00"),
    ({"source": "petition", "channel": "fax"}, "422.00"),
    ({"source": "petition", "channel": ""}, "422.00"),
    ({"source": "registration", "registration_id": "none"}, "422.162"),
)


def test_what_is_no_matter_is_refused_and_leaves_nothing(officer):
    for n, (changes, code) in enumerate(NO_MATTERS):
        result = officer.open_finding(f"m{n}", "f1", **changes)
        assert (result["status"], code_of(result)) == ("rejected", code), changes

    assert officer.rows("matter") == []
    assert officer.rows("matter_event") == []


def test_an_officer_opens_nothing_in_anothers_town(officer):
    result = officer.open_petition("m1", enterprise_id="foreign")

    assert (result["status"], code_of(result)) == ("quarantined", "403.71")


def test_a_matter_told_again_is_a_duplicate_and_anothers_id_is_taken(officer, colleague):
    officer.open_petition("m1", town_code="441900119")

    assert officer.open_petition("m1", town_code="441900119")["status"] == "duplicate"
    assert code_of(colleague.open_petition("m1")) == "409.162"


def test_a_supervisor_opens_nothing(phone_of, people):
    result = phone_of(people.supervisor).open_petition("m1")

    assert (result["status"], code_of(result)) == ("quarantined", "403.70")
