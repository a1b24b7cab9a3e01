"""Lists that somebody made to do harm, each with a word of what is answered."""

import gzip
import io
import zipfile

from tests.server.enterprises.sheets import HEADER, csv_file, workbook_of

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
SECRET = "root:"
READ = "rows 2"


def all_of_them():
    """Return each hostile list by its name: its bytes, and what is said of it."""
    return {**packed_bombs(), **far_cells(), **markup(), **texts(), **names()}


def packed_bombs():
    return {
        "300 MB of nothing.xlsx": (changed({SHEET: b" " * (300 << 20)}), "大得不正常"),
        "500 MB of nothing.xlsx": (changed({SHEET: b" " * (500 << 20)}), "400 MB"),
        "one word of 200 MB.xlsx": (
            changed({STRINGS: b"<sst>" + b"a" * (200 << 20)}),
            "大得不正常",
        ),
        "10,000 parts.xlsx": (changed({f"xl/x{n}.xml": b"" for n in range(10_000)}), "部件"),
        "an archive in an archive.xlsx": (
            changed({}, only={"a.xlsx": workbook_of(HEADER)}),
            "XLSX",
        ),
        "200 MB of nothing.csv.gz": (gzip.compress(bytes(200 << 20)), "大得不正常"),
        "packed twice.csv.gz": (gzip.compress(gzip.compress(b"a,b\n" * 999)), "编码"),
        "packed and cut.csv.gz": (gzip.compress(csv_file(HEADER) * 99)[:-20], "损坏"),
    }


def far_cells():
    return {
        "a cell at the end of the world.xlsx": (changed({SHEET: cells("A1", "XFD1048576")}), "列"),
        "a cell in row 1,000,000.xlsx": (
            changed({SHEET: cells("A1", "B1000000")}),
            "最多 200000 行",
        ),
        "two cells and 12 million empty ones.xlsx": (
            changed({SHEET: cells("A1", "BH200000")}),
            "大多是空的",
        ),
        "a cell in no row.xlsx": (changed({SHEET: cells("A1", "A0")}), "XLSX"),
    }


def markup():
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    laughing = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
    return {
        "a file of the server by name.xlsx": (
            changed({SHEET: cells("A1", head=outside, text="&e;")}),
            "损坏",
        ),
        "a billion laughs.xlsx": (
            changed({SHEET: cells("A1", head=laughing, text="&l9;")}),
            "损坏",
        ),
        "laughs as words.xlsx": (
            changed({STRINGS: f"{laughing}<sst {NS}><si><t>&l9;</t></si></sst>".encode()}),
            "损坏",
        ),
        "no markup at all.xlsx": (changed({SHEET: b"\0\1\2" * 999}), "损坏"),
        "tags without end.xlsx": (changed({SHEET: b"<c>" * 100_000}), "空"),
        "a formula that calls a program.xlsx": (
            workbook_of(HEADER, ["=cmd|'/c calc'!A1", "@SUM(1)", "+1", "-1"]),
            READ,
        ),
        "another book by link.xlsx": (
            changed({"xl/externalLinks/externalLink1.xml": b'<a Target="http://127.0.0.1:9/"/>'}),
            READ,
        ),
        "a path out of the archive.xlsx": (changed({"../../../tmp/x.xml": b"x"}), READ),
        "an old or locked one.xlsx": (b"\xd0\xcf\x11\xe0" + bytes(5000), "旧版"),
    }


def texts():
    return {
        "20 million commas.csv": (b"," * 20_000_000, "列太多"),
        "five million empty lines.csv": (b",\n" * 5_000_000, "最多 200000 行"),
        "a quote that never ends.csv": (b'a,"' + b"x" * 5_000_000, "引号"),
        "formulas.csv": (csv_file(HEADER, ["=1+1", "@x", "\t=2", "+3"]), READ),
        "a program.csv": (b"\x7fELF\2\1\1" + bytes(500), "编码"),
        "a page.xlsx": (b"<html><script>alert(1)</script>", "XLSX"),
        "nothing.csv": (b"", "空"),
    }


def names():
    good = csv_file(HEADER, ["a", "b", "c", "d"])
    return {
        "../../../etc/passwd.csv": (good, READ),
        "a.csv\0.xlsx": (good, "XLSX"),
        "a.csv.exe": (good, "只能导入"),
    }


def cells(*places, head="", text="x"):
    """Write a sheet with so many cells that hold a text."""
    filled = "".join(
        f'<row><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>' for place in places
    )
    sheet = f"<worksheet {NS}><sheetData>{filled}</sheetData></worksheet>"
    return f"<?xml version='1.0'?>{head}{sheet}".encode()


def changed(parts, only=None):
    """Write a workbook with other parts in place of its own, or with `only` these."""
    with zipfile.ZipFile(io.BytesIO(workbook_of(HEADER, ["a", "b", "c", "d"]))) as whole:
        own = {name: whole.read(name) for name in whole.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (only or {**own, **parts}).items():
            archive.writestr(name, content)
    return out.getvalue()
