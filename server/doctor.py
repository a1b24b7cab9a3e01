"""Look at what the program stands on, and say in words what to do where something is missing."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from server.config import Settings

MIN_FREE_BYTES = 2 * 1024**3
EARLIEST_SANE_YEAR = 2026
PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True)
class Finding:
    subject: str
    is_well: bool
    words: str


def examine(settings: Settings) -> list[Finding]:
    """Return one finding per thing looked at."""
    return [
        _finding("数据库", lambda: _database(settings.database_url)),
        _finding("存储", lambda: _storage(settings.data_dir)),
        _finding("时钟", _clock),
        _finding("界面文件", lambda: _pages(settings.pwa_dir)),
        _finding("PDF 组件 Pango", _pango),
        _finding("中文字体", _fonts),
    ]


def _finding(subject: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        return Finding(subject, *look())
    except Exception as error:  # noqa: BLE001 - whatever is wrong belongs into the report
        return Finding(subject, is_well=False, words=str(error))


def _database(url: str) -> tuple[bool, str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return True, engine.dialect.name


def _storage(folder: Path) -> tuple[bool, str]:
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".probe"
    probe.write_text("ok")
    probe.unlink()
    free = shutil.disk_usage(folder).free
    words = f"{folder} 可写，剩余 {free / 1024**3:.1f} GB"
    return free >= MIN_FREE_BYTES, words if free >= MIN_FREE_BYTES else f"{words}，请清理磁盘"


def _clock() -> tuple[bool, str]:
    year = time.gmtime().tm_year
    if year < EARLIEST_SANE_YEAR:
        return False, f"系统时间是 {year} 年，请先校时"
    return True, time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())


def _pages(folder: Path) -> tuple[bool, str]:
    if (folder / "index.html").is_file():
        return True, "已构建"
    return False, "还没有构建，请运行 make run"


def _pango() -> tuple[bool, str]:
    try:
        from weasyprint import HTML  # noqa: PLC0415 - loading it takes seconds and may fail
    except OSError:
        return False, f"缺少系统库，请运行：apt-get install -y {PANGO_PACKAGES}"
    pdf: bytes = HTML(string="<p>上门办</p>").write_pdf()
    return pdf.startswith(b"%PDF"), "能生成 PDF"


def _fonts() -> tuple[bool, str]:
    found = next(_chinese_fonts(), None)
    if found is None:
        return False, "没有中文字体，请运行：apt-get install -y fonts-noto-cjk"
    return True, found.name


def _chinese_fonts() -> Iterator[Path]:
    for folder in (Path("/usr/share/fonts"), Path.home() / ".fonts"):
        for pattern in ("*CJK*", "wqy*", "gbsn*", "*SC-*"):
            yield from folder.rglob(pattern)
