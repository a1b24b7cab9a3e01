from typing import Any

import pytest

from tests.people import People


@pytest.fixture
def administrator(as_person: Any, people: People) -> Any:
    return as_person(people.administrator)
