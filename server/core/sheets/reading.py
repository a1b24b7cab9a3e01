"""A file of enterprises, whatever its form, as a sheet."""

from server.core.sheets.sheet import Limits, Sheet, SheetRefusedError
from server.core.sheets.text_file import read_text_sheet, unpack
from server.core.sheets.workbook_file import read_workbook

_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
USUAL = Limits()


def read_sheet(name: str, content: bytes, limits: Limits = USUAL) -> Sheet:
    """Read a .csv, .csv.gz or .xlsx; raises SheetRefusedError before anything is done with it."""
    if len(content) > limits.file_bytes:
        raise SheetRefusedError(f"文件超过 {limits.file_bytes >> 20} MB，请分成几个文件导入")
    if not content:
        raise SheetRefusedError("文件是空的")
    match _ending(name):
        case "xlsx":
            return read_workbook(content, limits)
        case "csv.gz":
            return read_text_sheet(_unpacked(content, limits), limits)
        case "csv":
            return read_text_sheet(_plain(content), limits)
    raise SheetRefusedError("只能导入 .xlsx、.csv 或 .csv.gz 文件")


def _ending(name: str) -> str:
    lower = name.casefold().strip()
    return next((end for end in ("xlsx", "csv.gz", "csv") if lower.endswith(f".{end}")), "")


def _unpacked(content: bytes, limits: Limits) -> bytes:
    if not content.startswith(_GZIP):
        raise SheetRefusedError("扩展名是 .gz，但内容不是压缩文件")
    return unpack(content, limits)


def _plain(content: bytes) -> bytes:
    if content.startswith(_ZIP):
        raise SheetRefusedError("扩展名是 .csv，但内容是 Excel 表格，请把扩展名改成 .xlsx 再传")
    if content.startswith(_GZIP):
        raise SheetRefusedError("扩展名是 .csv，但内容是压缩文件，请把扩展名改成 .csv.gz 再传")
    return content
