"""Where enterprises may complain of a branch: told at a desk, shown by every phone at 亮证."""

import pytest
from sqlalchemy import select

from server.core.audit import AuditEntry
from server.core.doors import reading
from server.features.organisation import queries as organisation
from tests.server.sync_api.phones import PHONE, rows, sync


def route_of(branch):
    return f"/api/organisation/branches/{branch}/complaint-phone"


def told(phone):
    return {"complaint_phone": phone}


@pytest.fixture
def changan(app):
    with reading() as session:
        return organisation.branch_named(session, "长安分局").id


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)


def phone_of(branch):
    with reading() as session:
        return organisation.branch(session, branch).complaint_phone


def deeds():
    with reading() as session:
        found = select(AuditEntry).where(AuditEntry.event == "branch.complaint_phone")
        return [entry.facts for entry in session.scalars(found)]


def test_a_new_installation_names_the_citys_hotline(changan):
    assert phone_of(changan) == "12345"


def test_a_number_told_at_a_desk_is_on_every_phone_after_its_next_contact(
    changan, administrator, as_person, people
):
    answer = administrator.put(route_of(changan), told(" 0769-8531 2345 "))
    assert (answer.status_code, answer.json["complaint_phone"]) == (200, "0769-8531 2345")

    handed = sync(as_person(people.officer, PHONE), scopes={"bureau": [0, ""]})
    [row] = [row for row in rows(handed, "bureau", "branch") if row["id"] == changan]
    assert row["complaint_phone"] == "0769-8531 2345"
    assert deeds() == [{"before": "12345", "after": "0769-8531 2345"}]


def test_the_same_number_again_changes_nothing(changan, administrator):
    assert administrator.put(route_of(changan), told("12345")).status_code == 200
    assert deeds() == []


def test_a_branch_may_be_left_without_a_number(changan, administrator):
    assert administrator.put(route_of(changan), told("")).status_code == 200
    assert phone_of(changan) == ""


@pytest.mark.parametrize(
    "words",
    ["分局办公室", "12", "1" * 21, "<b>12345</b>", "0769-85312345；12345", "tel:12345", "-12345"],
)
def test_what_is_no_number_is_refused_and_the_old_one_stays(changan, administrator, words):
    answer = administrator.put(route_of(changan), told(words))

    assert (answer.status_code, answer.json["code"]) == (422, "422.260")
    assert phone_of(changan) == "12345"


def test_a_branch_that_does_not_exist_has_no_number(administrator):
    assert administrator.put(route_of("nowhere"), told("12345")).status_code == 404
