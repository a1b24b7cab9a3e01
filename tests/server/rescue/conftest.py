"""An officer with unsent work, and the people who take it in for them."""

import io

import pytest

from tests.server.enterprises.registry import CHANGAN, add
from tests.server.rescue.files import RescueFile

PHONE = "01a20adc-0000-7000-8000-00000000000a"


@pytest.fixture
def file(app, people):
    """Give an empty rescue file of the officer's phone."""
    add("e1", "东莞市明丰五金厂", town=CHANGAN)
    return RescueFile(people.officer, PHONE)


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer, PHONE)


@pytest.fixture
def administrator(as_person, people):
    return as_person(people.administrator)


@pytest.fixture
def head(as_person, people):
    return as_person(people.branch_head)


def uploaded(content):
    return {"file": (io.BytesIO(content), "救援.dsr")}


def look(client, content):
    return client.post("/api/rescues", data=uploaded(content))


def take_in(client, content, **form):
    """Look into a file and then take it in, as the page does."""
    seen = form.get("sha256") or look(client, content).json["sha256"]
    return client.post("/api/rescues/commit", data={**uploaded(content), "sha256": seen})
