"""What two officers stand for has one hash, in both languages (pwa/.../essence.test.ts)."""

import json
from pathlib import Path

import pytest

from sync.rules.packs import canonical, content_hash

CASES = json.loads(Path("sync/vectors/registrations/essence.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_essence_has_the_hash_of_its_canonical_text(case: dict[str, object]) -> None:
    assert content_hash(canonical(case["essence"])) == case["hash"]
