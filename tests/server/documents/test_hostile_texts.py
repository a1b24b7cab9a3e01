"""Texts that would reach out of a paper: nothing answers them, and the press lives on.

Two defences, shown apart: what is put into a text field is escaped, and a page that holds markup
all the same fetches nothing.
"""

import re
import socket
import subprocess
from dataclasses import fields, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Thread

import pytest
import weasyprint

from server.features.documents.contents import KINDS
from server.features.documents.typesetting import Typesetter
from server.features.documents.wording import content
from tests.reading_pdf import words_of
from tests.server.documents.acts import ACT, MADE_AT, PROJECT

SECRET = "canary-7d1f"
PAYLOADS = (
    '<img src="{http}/1.png">',
    '<img src="{file}">',
    '<img src="ftp://{host}/1.png">',
    '<link rel="stylesheet" href="{http}/2.css">',
    '<link rel="attachment" href="{file}">',
    '<link rel="attachment" href="{http}/3">',
    '<a rel="attachment" href="{file}">x</a>',
    '<style>@import url("{http}/4.css");</style>',
    '<style>@font-face{{font-family:x;src:url("{http}/5.ttf")}}p{{font-family:x}}</style><p>x</p>',
    '<style>@font-face{{font-family:x;src:url("{file}")}}p{{font-family:x}}</style><p>x</p>',
    '<style>@page{{background:url("{http}/6.png")}}</style>',
    '<p style="background:url({http}/7.png)">x</p>',
    '<p style="content:url({file})">x</p>',
    '<style>p::before{{content:url("{http}/8.svg")}}</style><p>x</p>',
    (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        '<image xlink:href="{http}/9.png" width="9" height="9"/></svg>'
    ),
    '<svg width="9" height="9"><image href="{file}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{http}/10.svg#a"/></svg>',
    (
        '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E'
        '%3Cimage href=%22{http}/11.png%22/%3E%3C/svg%3E">'
    ),
    '<object data="{http}/12.pdf"></object>',
    '<embed src="{http}/13.svg">',
    '<iframe src="{file}"></iframe>',
    '<base href="{http}/"><img src="14.png">',
    '<meta http-equiv="refresh" content="0;url={http}/15">',
    '<table background="{http}/16.png"><tr><td background="{file}">x</td></tr></table>',
    '<script src="{http}/17.js"></script><img src="x" onerror="fetch(\'{http}\')">',
    '<img src="jar:{file}!/x"><img src="//{host}/18.png">',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]><p>&e;</p>',
    '{{{{ "".__class__.__mro__ }}}}{{% include "{file}" %}}',
)


class Canary:
    """A listener that counts who comes, and a file that nobody should have read."""

    def __init__(self, folder):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.hits = 0
        self.file = folder / "canary.svg"
        self.file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>')
        Thread(target=self._listen, daemon=True).start()

    def armed(self, payload):
        host = f"127.0.0.1:{self.socket.getsockname()[1]}"
        return payload.format(http=f"http://{host}", host=host, file=self.file.as_uri())

    def _listen(self):
        while True:
            try:
                guest, _ = self.socket.accept()
            except OSError:
                return
            self.hits += 1
            guest.close()


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    canary = Canary(tmp_path_factory.mktemp("canary"))
    yield canary
    # A plain close would leave the listener waiting.
    canary.socket.shutdown(socket.SHUT_RDWR)
    canary.socket.close()


@pytest.fixture(scope="module")
def typesetter():
    return Typesetter()


def test_the_canary_notices_a_page_that_is_let_out(canary):
    before = canary.hits

    weasyprint.HTML(string=canary.armed(PAYLOADS[0])).write_pdf()

    assert canary.hits == before + 1


@pytest.mark.parametrize("n", range(len(PAYLOADS)))
def test_a_hostile_text_in_every_field_stands_there_as_text(n, canary, press):
    before = canary.hits
    text = canary.armed(PAYLOADS[n])

    pdf = press.make(content(KINDS[n % len(KINDS)], _full_of(text)), MADE_AT)

    assert canary.hits == before
    assert _letters(text) in _letters(words_of(pdf))
    assert _attached(pdf) == "0 embedded files"


@pytest.mark.parametrize("n", range(len(PAYLOADS)))
def test_markup_that_came_through_reaches_nothing(n, canary, typesetter):
    before = canary.hits

    pdf = typesetter.set_page(f"<!doctype html>{canary.armed(PAYLOADS[n])}<p>end")

    assert canary.hits == before
    assert SECRET not in words_of(pdf)
    assert _attached(pdf) == "0 embedded files"


def test_attributes_that_style_are_not_heeded(typesetter):
    """The way of CVE-2026-49452: colours and sizes as attributes may carry declarations."""
    plain = typesetter.set_page("<!doctype html><p>end")
    hinted = typesetter.set_page('<!doctype html><body bgcolor="red;x:y" text="blue"><p>end')

    assert _drawn(hinted) == _drawn(plain)


def _full_of(text):
    """Give an act every text of which is this one."""
    project = replace(
        PROJECT,
        measures=((text, text, text),),
        **dict.fromkeys(("name", "address", "nature", "content_scale"), text),
    )
    told = (one.name for one in fields(ACT) if one.name != "kind")
    texts = {name: text for name in told if isinstance(getattr(ACT, name), str)}
    return replace(ACT, project=project, basis=(text,), gaps=(text, text), **texts)


def _attached(pdf):
    # It reads no standard input.
    with NamedTemporaryFile(suffix=".pdf") as paper:
        Path(paper.name).write_bytes(pdf)
        return _poppler(b"", "pdfdetach", "-list", paper.name).strip()


def _drawn(pdf):
    return subprocess.run(
        ["pdftoppm", "-r", "30"], input=pdf, capture_output=True, check=True
    ).stdout


def _poppler(pdf, *command):
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def _letters(text):
    return re.sub(r"\W", "", text)
