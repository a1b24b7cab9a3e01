"""Papers as PDF: page, faces, marks, and characters that nobody can draw."""

import re
import subprocess
from dataclasses import replace

import pytest

from server.features.documents.contents import KINDS
from server.features.documents.typesetting import NoSuchGlyphError, Typesetter
from server.features.documents.wording import content
from tests.reading_pdf import letters_of, words_of
from tests.server.documents.acts import ACT, MADE_AT, act_for

# Two in Noto Serif CJK alone, one that no font has.
RARE = "㙍𠮷"
NOBODYS = "\U0010fffd"


@pytest.fixture(scope="module")
def typesetter():
    return Typesetter()


def _poppler(tool, pdf, *options):
    done = subprocess.run(
        [tool, *options, "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_page_of_a4_in_the_bundled_faces_alone(kind, typesetter):
    pdf = typesetter.set(content(kind, act_for(kind)), MADE_AT)

    assert "595.276 x 841.89 pts (A4)" in _poppler("pdfinfo", pdf)
    faces = {
        line.split()[0].partition("+")[2] for line in _poppler("pdffonts", pdf).splitlines()[2:]
    }
    assert faces == {"Doorstep-Fang", "Doorstep-Song-Bold"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_on_the_paper_can_be_read_back(kind, typesetter):
    paper = content(kind, act_for(kind))

    said = letters_of(typesetter.set(paper, MADE_AT))

    for text in (paper.title, paper.agency, paper.number, *paper.closing, ACT.mark):
        assert re.sub(r"\s", "", text) in said
    assert "—1—" in said


def test_only_a_demo_says_so_and_on_every_page(typesetter):
    real = typesetter.set(content("decision", act_for("decision")), MADE_AT)
    demo = typesetter.set(content("decision", act_for("decision", demo=True)), MADE_AT)

    pages = words_of(demo).split("\f")[:-1]
    assert len(pages) == 2
    assert all("演" in page and "示" in page for page in pages)
    assert "演示" not in letters_of(real)


def test_rare_characters_come_from_the_face_of_the_machine(typesetter):
    paper = content("decision", replace(ACT, enterprise=f"东莞市{RARE}厂"))

    pdf = typesetter.set(paper, MADE_AT)

    assert f"东莞市{RARE}厂" in letters_of(pdf)
    assert "Noto-Serif-CJK-SC" in _poppler("pdffonts", pdf)


def test_a_character_that_no_font_has_is_told_and_never_printed_as_a_box(typesetter):
    paper = content("decision", replace(ACT, enterprise=f"东莞市{NOBODYS}厂"))

    with pytest.raises(NoSuchGlyphError, match=NOBODYS):
        typesetter.set(paper, MADE_AT)


def test_the_same_act_at_the_same_moment_makes_the_same_paper(typesetter):
    paper = content("decision", ACT)

    assert typesetter.page(paper, MADE_AT) == typesetter.page(paper, MADE_AT)
    assert letters_of(typesetter.set(paper, MADE_AT)) == letters_of(typesetter.set(paper, MADE_AT))
