"""The office's browsers."""

import pytest


@pytest.fixture
def branch_head(as_person, people):
    return as_person(people.branch_head)
