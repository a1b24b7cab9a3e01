"""Whether the database is there and in its present shape; looked at without touching it."""

import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from server.app import table_names
from server.config import Settings
from server.database_line import PlainLine, guarded

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
VERSION = "SELECT version_num FROM alembic_version"
VERSIONS = "alembic_version"

Ask = Callable[[str], Any]


@dataclass(frozen=True)
class Shape:
    """What stands in a database: its tables and the version of their shape."""

    tables: Collection[str]
    version: str | None


def examine_database(settings: Settings) -> tuple[bool, str]:
    """Return whether the database can be worked with, and what to do where it cannot."""
    try:
        if settings.sqlite_file is not None:
            return _examined_file(settings.sqlite_file, settings)
        shape = _shape_on_server(guarded(settings))
    except PlainLine as plain:
        return False, plain.detail
    except ArgumentError:
        return False, "DOORSTEP_DATABASE_URL 写得不对，请对照 docs/operations.md 改正"
    except SQLAlchemyError:
        return False, "连不上数据库，请检查它是否在运行，以及 DOORSTEP_DATABASE_URL 里的地址和账号"
    return _judged(shape, settings)


def _examined_file(file: Path, settings: Settings) -> tuple[bool, str]:
    if not file.exists():
        return False, "还没有数据库，运行 make run（带演示数据）或 doorstep serve 时会自动建立"
    if not file.is_file():
        return False, f"{file} 不是文件，请改正 DOORSTEP_DATABASE_URL"
    try:
        shape = _shape_of_file(file)
    except sqlite3.DatabaseError:
        return False, f"{file} 打不开，可能已经损坏或者不是数据库，请停止服务并从备份恢复"
    return _judged(shape, settings)


def _shape_of_file(file: Path) -> Shape:
    # With a log beside it somebody may be writing; without one even reading would make a log.
    how = "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "immutable=1"
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)) as connection:
        tables = {name for (name,) in connection.execute(TABLES)}
        return _shape(tables, lambda query: (connection.execute(query).fetchone() or [None])[0])


def _shape_on_server(url: str) -> Shape:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            return _shape(tables, lambda query: connection.scalar(text(query)))
    finally:
        engine.dispose()


def _shape(tables: Collection[str], ask: Ask) -> Shape:
    version = ask(VERSION) if VERSIONS in tables else None
    return Shape(tables, version)


def _judged(shape: Shape, settings: Settings) -> tuple[bool, str]:
    if shape.version != _present_version(settings):
        later = "启动服务时会自动升级" if settings.upgrades_at_start else "请运行 doorstep migrate"
        return False, f"表结构还不是当前版本，{later}；升级前先备份"
    missing = table_names() - set(shape.tables)
    if missing:
        return False, f"缺少 {len(missing)} 张表，请停止服务并从备份恢复"
    return True, "可用，表结构是当前版本"


def _present_version(settings: Settings) -> str | None:
    config = Config()
    config.set_main_option("script_location", str(settings.migrations_dir))
    return ScriptDirectory.from_config(config).get_current_head()
