"""What the desk sees of the rulebook, and who may publish."""

import pytest

from server.core import clock
from server.core.doors import writing
from server.features.rulebook import commands
from tests.server.rulebook.texts import eligibility


@pytest.fixture
def two_versions(app):
    with writing() as session:
        for text in (eligibility(), eligibility(version=2, title="新的条件")):
            commands.publish(session, text, by=None, at=clock.now())


def test_the_desk_sees_every_version_and_which_is_in_force(two_versions, as_person, people):
    found = as_person(people.manager).get("/api/rules").json

    assert [(row["version"], row["is_in_force"]) for row in found] == [(2, True), (1, False)]


def test_one_version_names_its_clauses_in_words(two_versions, as_person, people):
    found = as_person(people.supervisor).get("/api/rules/eligibility/2").json

    assert found["title"] == "新的条件"
    assert found["clauses"][4] == {
        "id": "officers",
        "outcome": "不能现场办理",
        "label": "到场执法人员不足两名",
        "basis": "行政许可法第三十四条第三款",
        "conditions": "",
        "valid_months": None,
    }


def test_two_versions_are_compared(two_versions, as_person, people):
    manager = as_person(people.manager)

    assert manager.get("/api/rules/eligibility/2/changes?since=1").json == []
    assert manager.get("/api/rules/eligibility/2/changes?since=7").status_code == 404
    assert manager.get("/api/rules/eligibility/2/changes").status_code == 422


def test_only_an_administrator_publishes(app, as_person, people):
    body = {"content": eligibility()}

    assert as_person(people.manager).post("/api/rules", json=body).status_code == 403
    answer = as_person(people.administrator).post("/api/rules", json=body)

    assert (answer.status_code, answer.json["is_in_force"]) == (201, True)


def test_a_faulty_pack_is_answered_with_the_clause(app, as_person, people):
    body = {"content": eligibility(basis_of_officers="")}

    answer = as_person(people.administrator).post("/api/rules", json=body)

    assert (answer.status_code, answer.json["code"]) == (422, "422.96")
    assert answer.json["detail"] == "officers：没有写依据"


def test_an_officer_has_no_rulebook_at_the_desk(app, as_person, people):
    assert as_person(people.officer).get("/api/rules").status_code == 403


def test_a_preview_shows_what_would_change_against_the_version_in_force_and_keeps_nothing(
    two_versions, as_person, people
):
    admin = as_person(people.administrator)
    body = {"content": eligibility(version=3, basis_of_officers="新的依据")}

    found = admin.post("/api/rules/preview", json=body).json

    assert (found["version"], found["against"], found["is_published"]) == (3, 2, False)
    assert [(c["kind"], c["id"], c["fields_changed"]) for c in found["changes"]] == [
        ("changed", "officers", ["basis"])
    ]
    assert len(admin.get("/api/rules").json) == 2


def test_a_preview_of_what_is_published_says_so(two_versions, as_person, people):
    body = {"content": eligibility()}

    found = as_person(people.administrator).post("/api/rules/preview", json=body).json

    assert (found["version"], found["is_published"], found["against"]) == (1, True, 2)


def test_the_first_version_of_a_pack_is_compared_with_nothing(app, as_person, people):
    body = {"content": eligibility()}

    found = as_person(people.administrator).post("/api/rules/preview", json=body).json

    assert (found["against"], found["changes"]) == (None, [])


def test_only_an_administrator_sees_a_preview(app, as_person, people):
    body = {"content": eligibility()}

    assert as_person(people.manager).post("/api/rules/preview", json=body).status_code == 403
