"""Seals of papers: valid as they come, broken by a flipped byte and by whatever is added."""

import io
import stat
import subprocess

import pytest
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.generic import NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from server.features.documents import seal
from server.features.documents.contents import KINDS
from server.features.documents.typesetting import Typesetter
from server.features.documents.wording import content
from tests.server.documents.acts import MADE_AT, act_for


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("keys") / "seal.pem"


@pytest.fixture(scope="module")
def sealed(place):
    typesetter, stamp = Typesetter(), seal.load_or_make(place, MADE_AT)
    papers = {kind: typesetter.set(content(kind, act_for(kind)), MADE_AT) for kind in KINDS}
    return {kind: stamp.on(pdf, "决定") for kind, pdf in papers.items()}


def _verdict(pdf, place):
    """Give what pyHanko's own validator says, trusting the root of the seal alone."""
    *_, root = load_certs_from_pemder([place])
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_paper_is_sealed_whole_and_trusted(kind, sealed, place):
    verdict = _verdict(sealed[kind], place)

    assert verdict.bottom_line, verdict.pretty_print_details()
    assert verdict.coverage.name == "ENTIRE_FILE"
    assert verdict.docmdp_ok


def test_another_tool_finds_the_seal_valid_too(sealed, tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(sealed["decision"])

    said = subprocess.run(
        ["pdfsig", "-nocert", paper], capture_output=True, check=True, text=True
    ).stdout

    assert "Signature Validation: Signature is Valid." in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_the_seal_says_that_it_is_a_test(sealed):
    signature = PdfFileReader(io.BytesIO(sealed["decision"])).embedded_signatures[0]

    assert "测试" in signature.signer_cert.subject.human_friendly


def test_one_flipped_byte_anywhere_breaks_the_seal(sealed, place):
    paper = sealed["decision"]
    start, before, after, rest = PdfFileReader(io.BytesIO(paper)).embedded_signatures[0].byte_range
    assert start == 0
    # In what is drawn, in what is described, and right behind the signature.
    for spot in (before // 2, before - 40, after + rest // 2):
        changed = bytearray(paper)
        changed[spot] ^= 1

        assert not _stands(bytes(changed), place), spot


def test_an_added_revision_that_shows_something_else_breaks_the_seal(sealed, place):
    """The shadow attack: the signed bytes stay as they are, and a later part replaces them."""
    changing = IncrementalPdfFileWriter(io.BytesIO(sealed["decision"]))
    page = changing.root["/Pages"]["/Kids"][0].get_object()
    page[NameObject("/Contents")] = changing.add_object(
        changing.root["/Pages"]["/Kids"][1].get_object()["/Contents"].get_object()
    )
    changing.mark_update(page.container_ref)
    out = io.BytesIO()
    changing.write(out)
    assert out.getvalue().startswith(sealed["decision"])

    assert not _stands(out.getvalue(), place)


def test_even_another_language_in_a_later_revision_breaks_the_seal(sealed, place):
    changing = IncrementalPdfFileWriter(io.BytesIO(sealed["decision"]))
    changing.root[NameObject("/Lang")] = TextStringObject("en")
    changing.update_root()
    out = io.BytesIO()
    changing.write(out)

    assert not _stands(out.getvalue(), place)


def _stands(pdf, place):
    try:
        return _verdict(pdf, place).bottom_line
    except Exception:  # noqa: BLE001 - a file that no longer parses is a broken seal too
        return False


def test_the_key_is_for_the_bureau_only_and_is_made_once(place, sealed):
    before = place.read_bytes()

    seal.load_or_make(place, MADE_AT)

    assert place.read_bytes() == before
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_papers_of_another_bureau_are_not_taken_for_ours(sealed, tmp_path):
    other = tmp_path / "seal.pem"
    seal.load_or_make(other, MADE_AT)

    assert not _verdict(sealed["decision"], other).trusted
