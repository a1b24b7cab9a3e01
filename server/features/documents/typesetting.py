"""A content set as a PDF by WeasyPrint. Loading this takes seconds: only the press does."""

import io
import logging
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from server.core.clock import CITY
from server.features.documents.contents import Content
from server.features.documents.phrases import in_chinese

TEMPLATES = Path(__file__).parents[2] / "templates"
# As WeasyPrint writes it; no validator has seen it.
VARIANT = "pdf/a-2u"
NUMERALS = "零一二三四五六七八九"
TEN = 10
UNSUPPORTED = ".notdef glyph rendered"


class NoSuchGlyphError(ValueError):
    """A character that no font at hand can draw; the message says which."""


class PackageFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Fetch the fonts beside the templates, and nothing else from anywhere."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Open a font; raise ValueError for whatever else a text may have smuggled in."""
        del headers
        place = (TEMPLATES / "fonts" / url.rpartition("/")[2]).resolve()
        if url != place.as_uri() or place.suffix != ".ttf" or not place.is_file():
            raise ValueError("only the fonts of the package")
        return URLFetcherResponse(url, io.BytesIO(place.read_bytes()), {"Content-Type": "font/ttf"})


class Typesetter:
    """Sets papers; what is loaded once serves all of them."""

    def __init__(self) -> None:
        self._fetcher = PackageFiles()
        self._fonts = FontConfiguration()
        self._style = self._styled("paper.css")
        self._report_style = self._styled("report.css")
        pages = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        pages.filters |= {"chinese": in_chinese, "ordinal": ordinal}
        self._page = pages.get_template("paper.html")
        self._report = pages.get_template("report.html")

    def set(self, content: Content, made_at: datetime) -> bytes:
        """Return the PDF of a content; raise NoSuchGlyphError rather than print an empty box."""
        return self.set_page(self.page(content, made_at))

    def set_report(self, report: Mapping[str, Any], made_at: datetime) -> bytes:
        """Return the PDF of a report; raise NoSuchGlyphError rather than print an empty box."""
        made_on: date = made_at.astimezone(CITY).date()
        page = self._report.render(report=report, made_at=made_at.isoformat(), made_on=made_on)
        return self.set_page(page, self._report_style)

    def page(self, content: Content, made_at: datetime) -> str:
        """Return the HTML of a content."""
        made_on: date = made_at.astimezone(CITY).date()
        return self._page.render(
            paper=content, made_at=made_at.isoformat(), made_on=made_on, code=_qr(content.scan)
        )

    def set_page(self, page: str, style: CSS | None = None) -> bytes:
        """Return the PDF of an HTML page, with nothing in it that the page itself does not hold."""
        html = HTML(string=page, url_fetcher=self._fetcher, base_url=TEMPLATES.as_uri() + "/")
        with _Missing() as missing:
            pdf: bytes = html.write_pdf(
                stylesheets=[style or self._style], font_config=self._fonts, pdf_variant=VARIANT
            )
        if missing.characters:
            raise NoSuchGlyphError("".join(sorted(missing.characters)))
        return pdf

    def _styled(self, name: str) -> CSS:
        place = TEMPLATES / name
        return CSS(filename=place, url_fetcher=self._fetcher, font_config=self._fonts)


class _Missing(logging.Handler):
    """Listens for WeasyPrint's word that a character has no glyph."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[str] = set()

    def __enter__(self) -> Self:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(UNSUPPORTED):
            self.characters.add(record.getMessage().partition('"')[2][:1])


def ordinal(n: int) -> str:
    """Return a number below a hundred as it numbers paragraphs: 一, 十, 十二, 二十三."""
    tens, ones = divmod(n, TEN)
    return (
        (NUMERALS[tens] if tens > 1 else "")
        + ("十" if tens else "")
        + (NUMERALS[ones] if ones else "")
    )


def _qr(text: str) -> Markup:
    code = segno.make(text, error="m", micro=False)
    # Its own elements only: the text stands in it as squares.
    return Markup(code.svg_inline(border=0, omitsize=True))  # noqa: S704
