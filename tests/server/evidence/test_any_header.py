"""Whatever a client writes into the headers of an upload, it is answered in words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.evidence.pictures import hash_of, picture
from tests.server.evidence.uploading import CHUNK, ROOT, Uploader, checksum, metadata

SMALL = picture(size=(16, 16))
# What may stand in a header at all; some of it looks like what belongs there.
LETTERS = st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")
GARBAGE = st.one_of(
    st.text(LETTERS, max_size=40),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(
        ["", "1.0.0", "0", str(len(SMALL)), "sha256", "sha256 ", "sha1 AAAA", "²", CHUNK]
    ),
    st.just(metadata(hash_of(SMALL))),
    st.just(checksum(SMALL)["Upload-Checksum"]),
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Tus-Resumable",
            "Upload-Length",
            "Upload-Offset",
            "Upload-Metadata",
            "Upload-Checksum",
            "Upload-Defer-Length",
            "Content-Type",
            "X-HTTP-Method-Override",
        ]
    ),
    GARBAGE,
)
ID = st.one_of(
    st.text(LETTERS, max_size=20).map(lambda text: text.replace("/", "")),
    st.just(f"{hash_of(SMALL)}-{'0' * 32}"),
    st.sampled_from(["..", "%2e%2e", "..%2fkeys", "\x00", "a" * 5000]),
)


@pytest.fixture
def begun(declared):
    declared(SMALL)


@settings(
    max_examples=60,
    deadline=None,
    # Every example begins uploads of its own; a busy machine makes none of them wrong.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(headers=HEADERS, upload_id=ID, body=st.binary(max_size=200), is_begun=st.booleans())
def test_no_header_breaks_an_upload(officer, begun, headers, upload_id, body, is_begun):
    uploads = Uploader(officer.client)
    place = uploads.begin(SMALL) if is_begun else f"{ROOT}/{upload_id}"

    answers = [
        uploads.create(SMALL, **headers),
        uploads.patch(place, 0, body, **headers),
        officer.client.post(place, data=body, headers=headers),
        officer.client.flask.head(place, headers=headers),
        officer.client.delete(place, headers=headers),
    ]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
