import pytest


@pytest.fixture
def as_person_once(as_person, people):
    """Give the officer's client, signed in once for all examples of a property."""
    return as_person(people.officer)
