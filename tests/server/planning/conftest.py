"""A branch head who plans, and an officer's phone on which it arrives."""

import pytest

from tests.server.quotas.visiting import Phone


@pytest.fixture
def officer(as_person, people):
    officer = Phone(as_person(people.officer, "phone"), people.officer, "phone")
    officer.add_enterprise("a")
    officer.add_enterprise("b")
    return officer


@pytest.fixture
def head(as_person, people):
    return as_person(people.branch_head)
