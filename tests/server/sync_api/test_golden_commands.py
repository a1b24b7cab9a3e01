"""Every command that was ever published still parses and reaches a verb."""

import json
import re
from pathlib import Path

import pytest

from server.features.sync_api.bureau import VERBS
from sync.parsing import MalformedError, parse_command
from sync.protocol import Envelope
from sync.running import LOST
from sync.upcasting import UPCASTERS, upcast
from tests.server.sync_api.phones import sync

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "sync" / "vectors" / "commands"
GOLDEN = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
OF_TESTS = {("note", 1), ("crash", 1)}
TABLE = re.compile(r"^\| `([a-z.]+)` \| .* id \|", re.MULTILINE)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_command_is_kept_to_the_letter(name):
    golden = GOLDEN[name]
    command = parse_command(golden["body"])

    assert Envelope(golden["body"]).hash == golden["hash"]
    assert f"{command.name}.{command.version}" == name


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_command_reaches_a_verb_of_today(app, name):
    newest = upcast(parse_command(GOLDEN[name]["body"]), UPCASTERS)

    assert (newest.name, newest.version) in app.extensions[VERBS].keys() | {LOST}


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_json_has_not_makes_a_body_unreadable(number):
    body = GOLDEN["visit.close.1"]["body"]
    spoilt = body.replace('"accuracy_m":', f'"accuracy_m":{number},"was":', 1)

    assert spoilt != body
    with pytest.raises(MalformedError, match="not JSON"):
        parse_command(spoilt)


def test_every_verb_has_its_golden_command(app):
    verbs = app.extensions[VERBS].keys() - OF_TESTS | {LOST} | UPCASTERS.keys()

    assert {f"{name}.{version}" for name, version in verbs} <= GOLDEN.keys()


def test_every_command_of_the_written_protocol_has_its_golden_form():
    published = TABLE.findall((ROOT / "docs" / "protocol.md").read_text("utf-8"))

    assert len(published) >= 6
    assert {f"{name}.1" for name in published} <= GOLDEN.keys()


def test_the_golden_commands_of_one_phone_are_all_taken_in(as_person, people):
    in_order = chain_from(GOLDEN["enterprise.add.1"])

    answer = sync(
        as_person(people.officer), commands=[{"body": golden["body"]} for golden in in_order]
    )

    results = [(result["status"], result.get("problem")) for result in answer.json["results"]]
    assert results[:-1] == [("applied", None)] * 6
    assert results[-1][0] == "quarantined"


def chain_from(golden):
    """Return a golden command and those that were made after it on the same phone."""
    following = {json.loads(one["body"])["prev_hash"]: one for one in GOLDEN.values()}
    chain = [golden]
    while chain[-1]["hash"] in following:
        chain.append(following[chain[-1]["hash"]])
    return chain
