"""An officer whose visit declared some pictures."""

from pathlib import Path

import pytest

from tests.server.enterprises.registry import CHANGAN, add
from tests.server.evidence.pictures import hash_of, picture
from tests.server.evidence.uploading import Uploader
from tests.server.quotas.visiting import Phone


@pytest.fixture
def phone_of(app, as_person):
    add("e1", "东莞市明丰五金厂", town=CHANGAN)

    def phone(person_id):
        device = f"phone-of-{person_id}"
        return Phone(as_person(person_id, device), person_id, device)

    return phone


@pytest.fixture
def officer(phone_of, people):
    return phone_of(people.officer)


@pytest.fixture
def declared(officer):
    """Close a visit that declares pictures in this order."""

    def declare(*contents, visit_id="v1", phone=officer, **changes):
        photos = [
            {"id": f"{visit_id}-p{n}", "sha256": hash_of(content), "bytes": len(content)}
            for n, content in enumerate(contents)
        ]
        phone.visit(visit_id, "e1", photos=photos, **changes)

    return declare


@pytest.fixture
def put(officer):
    def send(content, sha256=None, client=officer.client):
        return client.put(f"/api/blobs/{sha256 or hash_of(content)}", data=content)

    return send


@pytest.fixture
def uploads(officer):
    return Uploader(officer.client)


@pytest.fixture
def content(declared):
    made = picture()
    declared(made)
    return made


@pytest.fixture
def folder(app):
    return Path(app.extensions["doorstep.settings"].data_dir) / "uploads"
