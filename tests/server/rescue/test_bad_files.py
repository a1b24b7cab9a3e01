"""Whatever is uploaded as a rescue file: a plain refusal, no half effect, never a fault."""

import json
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey
from sqlalchemy import func, select

from server.core import sealing
from server.core.doors import reading
from server.features.sync_api.models import CommandEntry, Device
from tests.note import Note
from tests.server.rescue.conftest import PHONE, look, take_in
from tests.server.rescue.files import MAGIC, RescueFile, command, framed, seal

NOTE = command(1, PHONE, "note", "a", text="hello")
ANY_HASH = "0" * 64
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(["device", "commands", "key", "made_at", "x"])
FUZZED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def is_refused(client, content):
    """Whether looking and taking in are both refused in words, and nothing was done."""
    for answer in (look(client, content), take_in(client, content, sha256=ANY_HASH)):
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json["title"]
    with reading() as session:
        for table in (Device, CommandEntry, Note):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    return True


@pytest.fixture
def good(file):
    return file.add(NOTE).photo(b"a picture").bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 a workbook",
        MAGIC,
        MAGIC + b"\n",
        MAGIC + b"a.b.c.d.e\n",
        MAGIC + b"." * 70_000,
    ],
    ids=["empty", "workbook", "magic alone", "no head", "five dots", "long head"],
)
def test_what_is_no_rescue_file_is_refused(app, administrator, content):
    assert is_refused(administrator, content)


def test_a_file_cut_anywhere_is_refused(administrator, good):
    for end in range(0, len(good), 37):
        assert is_refused(administrator, good[:end])


def test_a_file_with_any_byte_changed_is_refused(administrator, good):
    for at in range(0, len(good), 23):
        changed = bytearray(good)
        changed[at] ^= 0x20
        assert is_refused(administrator, bytes(changed))


def test_a_file_with_something_behind_its_end_is_refused(administrator, good):
    assert is_refused(administrator, good + b"\0")


def test_a_file_sealed_to_another_bureau_is_refused(administrator, file):
    foreign = ECKey.import_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    content = (
        MAGIC + seal(json.dumps(file.add(NOTE).said()), foreign) + b"\n" + framed(file.parts())
    )

    assert is_refused(administrator, content)
    assert look(administrator, content).json["code"] == "422.61"


@pytest.mark.parametrize(
    "protected",
    [{"enc": "A128GCM"}, {"alg": "ECDH-ES+A256KW"}, {"zip": "DEF"}, {"enc": "A256CBC-HS512"}],
    ids=str,
)
def test_only_the_agreed_ways_of_sealing_are_opened(administrator, file, protected):
    file.protected = protected

    assert is_refused(administrator, file.add(NOTE).bytes())


def test_parts_in_another_order_are_refused(administrator, file):
    file.add(NOTE).add(command(2, PHONE, "note", "b", text="x"), first_seq=2)
    head = MAGIC + seal(json.dumps(file.said())) + b"\n"
    parts = framed(file.parts())
    first = 4 + int.from_bytes(parts[:4], "big")

    assert look(administrator, head + parts).status_code == 200
    assert is_refused(administrator, head + parts[first:] + parts[:first])


def test_a_part_that_claims_four_gigabytes_is_refused(administrator, file):
    content = MAGIC + seal(json.dumps(file.add(NOTE).said())) + b"\n\xff\xff\xff\xffshort"

    assert is_refused(administrator, content)


@pytest.mark.parametrize(
    "said",
    [
        {"commands": 10**6},
        {"batches": 10**6},
        {"blobs": 10**9},
        {"commands": 2},
        {"commands": True},
        {"device": "a b"},
        {"device": "x" * 65},
        {"person": None},
        {"made_at": "yesterday"},
        {"made_at": "9999-12-31T23:59:59Z"},
        {"key": "short"},
        {"key": 7},
        {"key": urlsafe_b64encode(bytes(31)).decode()},
    ],
    ids=str,
)
def test_a_head_that_says_what_cannot_be_is_refused(administrator, file, said):
    file.add(NOTE).head = said

    assert is_refused(administrator, file.bytes())


@pytest.mark.parametrize("plain", ["[]", "7", '{"a":' * 900 + "1" + "}" * 900], ids=len)
def test_a_head_of_another_shape_is_refused(app, administrator, plain):
    assert is_refused(administrator, MAGIC + seal(plain) + b"\n")


@pytest.mark.parametrize(
    "batch",
    [
        {"first_seq": 1, "commands": []},
        {"first_seq": 0, "commands": [{"body": NOTE}]},
        {"first_seq": 1, "commands": [{"body": ""}]},
        {"first_seq": 1, "commands": [{"body": NOTE}] * 201},
    ],
    ids=["none", "from 0", "empty", "201"],
)
def test_a_batch_that_no_phone_would_send_is_refused(administrator, file, batch):
    file.batches = [batch]

    assert is_refused(administrator, file.bytes())


def test_the_same_command_twice_in_one_file_is_refused(administrator, file):
    assert is_refused(administrator, file.add(NOTE).add(NOTE).bytes())


def test_a_command_nested_without_end_goes_to_review(administrator, file):
    content = file.add('{"a":' * 50_000).bytes()
    seen = look(administrator, content).json["sha256"]

    [line] = take_in(administrator, content, sha256=seen).json["commands"]

    assert line["status"] == "quarantined"


def test_an_upload_without_a_file_is_refused(app, administrator):
    assert administrator.post("/api/rescues", data={}).status_code == 422
    assert administrator.post("/api/rescues", {"file": "x"}).status_code == 422


@FUZZED
@given(said=st.dictionaries(NAMES, ANYTHING))
def test_no_head_breaks_the_door(administrator, file, said):
    content = RescueFile(file.person, PHONE, head=said).add(NOTE).bytes()

    assert look(administrator, content).status_code in {200, 422}


@FUZZED
@given(batch=ANYTHING | st.fixed_dictionaries({"first_seq": ANYTHING, "commands": ANYTHING}))
def test_no_batch_breaks_the_door(administrator, file, batch):
    content = MAGIC + seal(json.dumps({**file.said(), "batches": 1})) + b"\n"

    answer = look(administrator, content + framed([json.dumps(batch).encode()]))

    assert answer.status_code in {409, 422}


@FUZZED
@given(sealed=st.binary(max_size=200) | st.text("ab.=_-\n{}", max_size=200).map(str.encode))
def test_no_sealed_text_breaks_the_door(administrator, file, sealed):
    assert look(administrator, MAGIC + sealed).json["code"] == "422.61"


def test_the_rescue_key_that_phones_are_given_has_no_private_half(app):
    assert set(sealing.public_jwk()) == {"kty", "crv", "x", "y"}
