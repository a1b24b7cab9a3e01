"""Whatever people typed, no table that leaves the bureau runs it as a formula or follows it."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from server.core.text_table import FORMULA_STARTS, UNSEEN_STARTS, write_csv
from server.core.workbook import Column, Sheet, write_book
from tests.server.jurisdiction import canaries
from tests.server.jurisdiction.test_authority_of_routes import TABLE, _path

SERVER = Path(__file__).parents[3] / "server"
STARTS = ("=", "+", "-", "@", "\t", "\r")
LINK = re.compile(rb"<f[ >/]|<hyperlink|externalLink|t=\"str\"")
FILES = [rule for method, rule in TABLE if method == "GET" and re.search("xlsx|template", rule)]
# What of this bureau was typed by people; in the other files it has nothing.
TYPED = {"/api/visits/export.xlsx", "/api/registrations/export.xlsx", "/api/reports/desk.xlsx"}

# Halves of characters are left out at the door (server/core/http.py).
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
starts = st.sampled_from((*STARTS, "＝", "＋", "－", "＠", "\n", " =", "\u3000@", "http://", "{="))
hostile = st.builds(str.__add__, starts, anything)
rows = st.lists(st.lists(anything | hostile, min_size=1, max_size=4), max_size=4)


def book_parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def csv_cells(content):
    text = content.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


@settings(max_examples=80, deadline=None)
@given(rows, hostile, st.booleans())
def test_a_workbook_holds_as_text_what_was_typed_as_text(cells, title, is_to_fill_in):
    content = write_book([Sheet("表", [Column(title)] * 4, cells, is_to_fill_in)])

    sheet = load_workbook(io.BytesIO(content)).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert LINK.search(book_parts(content)) is None
    assert kinds == {"s"}


@settings(max_examples=300, deadline=None)
@given(rows)
def test_a_csv_begins_no_cell_as_a_formula_begins_and_changes_nothing_else(cells):
    found = csv_cells(write_csv(cells))

    typed = [cell for row in cells for cell in row]
    assert [cell.removeprefix("'") for cell in found] == [cell.removeprefix("'") for cell in typed]
    assert [c for c in found if c.startswith(UNSEEN_STARTS)] == []
    assert [c for c in found if c.lstrip().startswith(FORMULA_STARTS)] == []


def test_a_number_in_a_csv_stays_a_number():
    assert csv_cells(write_csv([[-5, 1.5, None, "-5"]])) == ["-5", "1.5", "", "'-5"]


@pytest.mark.parametrize("start", STARTS)
def test_every_file_of_every_list_holds_hostile_names_as_text(
    start, time, as_person, people, monkeypatch
):
    monkeypatch.setattr(canaries, "canary", lambda _: f"{start}HYPERLINK(1)END")
    canaries.settle()
    # By then what was found is overdue, and stands in the workbook of the desk.
    time.pass_by(days=40)
    client = as_person(people.administrator)

    books = {rule: client.get(_path(rule)) for rule in FILES}

    taken = {rule: book_parts(told.data) for rule, told in books.items() if told.status_code == 200}
    assert {rule for rule, book in taken.items() if LINK.search(book)} == set()
    assert {rule for rule, book in taken.items() if b"HYPERLINK(1)END" in book} >= TYPED


def test_only_one_file_writes_workbooks_and_one_writes_csv():
    programs = {
        path.relative_to(SERVER).as_posix(): path.read_text() for path in SERVER.rglob("*.py")
    }
    # The list of invented enterprises, as an office sends it in.
    del programs["demo/enterprises.py"]

    assert [name for name, text in programs.items() if "xlsxwriter" in text] == ["core/workbook.py"]
    writers = [name for name, text in programs.items() if re.search(r"csv\.(Dict)?[wW]riter", text)]
    assert writers == ["core/text_table.py"]
    assert [name for name, text in programs.items() if "openpyxl" in text] == []
