"""The image's bill of materials names every package that it is made of, with what it is told by."""

import base64
import json
import re
from pathlib import Path

from scripts import sbom
from tests.architecture.test_locks import pins

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = (ROOT / "locks" / "runtime.txt").read_text()
LOCK = json.loads((ROOT / "pwa" / "package-lock.json").read_text())


def test_every_package_that_the_server_runs_on_is_named_with_all_its_hashes():
    found = list(sbom.python_packages(RUNTIME))

    assert {one["name"] for one in found} == pins(RUNTIME).keys()
    hashes = [file["hashes"][0]["content"] for one in found for file in one["externalReferences"]]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", RUNTIME))


def test_every_package_of_the_pages_is_named_and_no_tool_of_tests():
    found = {one["name"]: one for one in sbom.node_packages(LOCK)}
    project = json.loads((ROOT / "pwa" / "package.json").read_text())

    assert project["dependencies"].keys() <= found.keys()
    assert {"vitest", "eslint"} & found.keys() == set()
    vue = LOCK["packages"]["node_modules/vue"]
    [digest] = found["vue"]["hashes"]
    assert digest["alg"] == "SHA-512"
    assert bytes.fromhex(digest["content"]) == base64.b64decode(vue["integrity"].split("-", 1)[1])
    assert found["vue"]["purl"] == f"pkg:npm/vue@{vue['version']}"


def test_it_is_cyclonedx_and_the_same_for_the_same_locks(tmp_path):
    for name in ("one.json", "other.json"):
        assert sbom.main([str(tmp_path / name)]) == 0

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    told = json.loads((tmp_path / "one.json").read_text())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    refs = [one["bom-ref"] for one in told["components"]]
    assert len(refs) == len(set(refs)) > 200
    assert all(one["purl"].startswith("pkg:") and one["version"] for one in told["components"])


def test_the_image_bears_it():
    steps = (ROOT / "Dockerfile").read_text()
    sent = (ROOT / ".dockerignore").read_text().splitlines()

    assert "RUN python scripts/sbom.py /opt/doorstep/sbom.cdx.json" in steps
    assert "!scripts/sbom.py" in sent
