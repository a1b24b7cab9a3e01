"""Look at what the program stands on and say in words what to do; nothing is changed."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from server import wall
from server.app import create_app
from server.config import Settings
from server.core import backup_log, clock
from server.core.db import db
from server.core.doors import reading
from server.core.recounting import Report
from server.database_checkup import examine_database
from server.features.accounts import separation
from server.features.documents import queries as documents
from server.features.reports import commands as reports
from server.features.reports.recounting import Report as Tallies
from server.features.reviews import queries as reviews
from server.features.sync_api import queries as sync_api
from server.features.sync_api import tidying
from sync.troubles import POISON

log = structlog.get_logger()

RECENTLY = timedelta(days=7)
PAPERS_TAKE = timedelta(minutes=15)
DEFECTS = {
    "repair": "手机资料与局里不符并已补齐",
    "rollback": "手机来自已不存在的历史",
    "rotated": "发现数据库曾回退并已要求手机补传",
    "forged": "收到伪造的回执",
    "recount": "局里账目不符并已修复",
    "badly_signed": "收到签名不对的记录",
    "forked": "发现被复制的手机",
}
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
    database = _finding("数据库", lambda: examine_database(settings))
    return [
        database,
        *(_books(settings) if database.is_well else []),
        _finding("存储", lambda: _storage(settings.data_dir)),
        _finding("时钟", _clock),
        _finding("界面文件", lambda: _pages(settings.pwa_dir)),
        _finding("PDF 组件 Pango", _pango),
        _finding("中文字体", _fonts),
    ]


def backups(url: str, *, at: datetime) -> tuple[bool, str]:
    """Return whether a fresh backup was made of a database, and what to do if not."""
    with _connected(url) as connection, Session(connection) as session:
        is_founded = inspect(connection).has_table(backup_log.BackupMade.__tablename__)
        made_at = backup_log.last_verified(session) if is_founded else None
    if made_at is None:
        return False, f"{backup_log.NEVER}。请运行：doorstep backup 目录"
    words = f"最近一次 {made_at:%Y-%m-%d %H:%M} UTC"
    if backup_log.is_late(made_at, at=at):
        return False, f"{words}，已超过 36 小时，请运行：doorstep backup 目录"
    return True, words


def _finding(subject: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        return Finding(subject, *look())
    except Exception:
        log.exception("doctor.failed", subject=subject)
        return Finding(subject, is_well=False, words="检查没有做成，请把上面的日志交给维护人员")


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _books(settings: Settings) -> list[Finding]:
    """Look at what phones and bureau hold of each other, in a database that is well."""
    app = create_app(settings)
    with app.app_context():
        findings = [
            _finding("范围防线", _walled),
            _finding("备份", lambda: backups(settings.database_url, at=clock.system_clock())),
            _finding("同步账目", _recounted),
            _finding("统计数字", _tallied),
            _finding("手机资料修复", _defects),
            _finding("出错的记录", _failed),
            _finding("文书", _papers),
            _finding("三员分立", _administrators),
        ]
        db.engine.dispose()
    return findings


def _walled() -> tuple[bool, str]:
    with db.engine.connect() as connection:
        if wall.stands(connection):
            return True, "查到的内容在给出之前再核一次范围"
    return False, "数据库里的行级安全没有建好，分局人员会打不开资料，请运行 doorstep migrate"


def _recounted() -> tuple[bool, str]:
    report = tidying.recount()
    return report.is_well, words_of(report, mended=False)


def words_of(report: Report, *, mended: bool) -> str:
    """Say what a recount of all scopes has found."""
    if report.is_well:
        return f"{report.rows} 行逐条核对，全部一致"
    wrong = f"{len(report.misplaced)} 行位置不符，{len(report.miscounted)} 个范围计数不符"
    return f"{wrong}，已修复" if mended else f"{wrong}，请运行：doorstep tidy --repair"


def _tallied() -> tuple[bool, str]:
    report = reports.recount()
    return report.is_well, words_of_tallies(report, mended=False)


def words_of_tallies(report: Tallies, *, mended: bool) -> str:
    """Say what a recount of the desk's tallies has found."""
    if report.is_well:
        return f"{report.visits} 次走访逐条重算，全部一致"
    wrong = f"{report.wrong_visits} 次走访、{report.wrong_cells} 个数字与记录不符"
    return f"{wrong}，已改正" if mended else f"{wrong}，请运行：doorstep recount --repair"


def _administrators() -> tuple[bool, str]:
    with reading() as session:
        lacking = separation.missing(session)
    return not lacking, separation.missing_words(lacking) if lacking else "系统、安全、审计各有其人"


def _defects() -> tuple[bool, str]:
    since = clock.now() - RECENTLY
    with reading() as session:
        found = sync_api.defects_since(session, since)
    if not found:
        return True, f"{RECENTLY.days} 天内没有"
    words = "，".join(f"{DEFECTS[kind]} {n} 次" for kind, n in sorted(found.items()))
    return False, f"{RECENTLY.days} 天内：{words}；请查明服务器是否曾恢复旧备份、手机存储是否损坏"


def _failed() -> tuple[bool, str]:
    with reading() as session:
        number = reviews.open_reviews(session, code=POISON.code)
    if not number:
        return True, "没有"
    return False, f"有 {number} 条手机记录处理时出错，已原样保存在待复核清单，请联系维护人员"


def _papers() -> tuple[bool, str]:
    with reading() as session:
        failed = documents.failed(session)
        late = documents.waiting(session, clock.now() - PAPERS_TAKE)
    if failed:
        why = "；".join(dict.fromkeys(order.trouble for _, order in failed))
        return False, f"{len(failed)} 份没有生成（{why}）。处理后请运行：doorstep papers --retry"
    if late:
        return (
            False,
            f"{late} 份已排队超过 15 分钟，请查看服务是否在运行、日志里有没有 paper.not_made",
        )
    return True, "没有积压"


def _storage(folder: Path) -> tuple[bool, str]:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return False, f"{there} 不能写入，请把它改成运行服务的用户可写，或换一个 DOORSTEP_DATA_DIR"
    free = shutil.disk_usage(there).free
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
