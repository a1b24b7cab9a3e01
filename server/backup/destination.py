"""The database into which a backup is restored: empty before, whole afterwards, never between."""

from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, make_url

from server import wall
from server.backup import tables
from server.backup.refusals import NotEmpty
from server.config import Settings
from server.core.durable_files import sync_folder
from server.core.occupancy import InUse, Unfinished

# Whoever has just left a database of PostgreSQL is listed among those connected a little longer.
LEAVING_S, LOOK_S = 2.0, 0.05


def name(url: str) -> str:
    """Return the address of a database without its password."""
    return make_url(url).render_as_string(hide_password=True)


def is_ours(url: str, wanted: Unfinished, begun: Unfinished | None) -> bool:
    """Return whether the database holds this very backup already, from a restore broken off.

    Raises NotEmpty when it holds anything else.
    """
    if not _is_filled(url):
        return False
    if begun is None:
        raise NotEmpty("请换一个空的数据库和数据目录，或先把现有的移到别处。")
    # A database is loaded in one piece, and nobody may use it while the mark stands.
    if (begun.seal, begun.database) != (wanted.seal, wanted.database):
        raise NotEmpty(f"上一次恢复用的是 {begun.folder}，请先用它再执行一次。")
    return True


def load(staged: Path, url: str) -> None:
    """Put the database in its place in one piece: by its name, or in one transaction."""
    place = _file(url)
    if place is None:
        _load_rows(staged, url)
        remove(staged)
        return
    remove(place)
    staged.replace(place)
    sync_folder(place.parent)


def folder_of(settings: Settings) -> Path:
    """Return a folder from which a file can be moved into its place in one step."""
    place = _file(settings.database_url)
    folder = place.parent if place else settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def remove(place: Path) -> None:
    """Take a database file away, and what SQLite keeps beside it."""
    for ending in ("-wal", "-shm", "-journal", ""):
        place.with_name(place.name + ending).unlink(missing_ok=True)


def _file(url: str) -> Path | None:
    """Return the file of a database that is one."""
    address = make_url(url)
    return Path(str(address.database)).resolve() if address.drivername == "sqlite" else None


def _is_filled(url: str) -> bool:
    place = _file(url)
    if place and not place.exists():
        _refuse_remains(place)
        return False
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            _refuse_company(connection)
            return tables.is_filled(connection)
    finally:
        engine.dispose()


def _refuse_remains(place: Path) -> None:
    """Refuse where the last commits of a database that was moved away still lie."""
    left = place.with_name(f"{place.name}-wal")
    if left.exists() and left.stat().st_size:
        raise NotEmpty(f"{left} 是旧数据库的一部分，请把它也移走。")


def _refuse_company(connection: Connection) -> None:
    """Refuse a PostgreSQL database to which somebody else, such as a server, is connected."""
    if connection.dialect.name != "postgresql":
        return
    until = monotonic() + LEAVING_S
    while (others := _company(connection)) and monotonic() < until:
        sleep(LOOK_S)
    if others:
        raise InUse(f"还有 {others} 个程序连接着目标数据库，请先停止它们。")


def _company(connection: Connection) -> int:
    # What was seen once in a transaction is seen again, unless it is forgotten.
    connection.execute(text("SELECT pg_stat_clear_snapshot()"))
    others = connection.scalar(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    )
    return int(others or 0)


def _load_rows(staged: Path, url: str) -> None:
    source, target = create_engine(f"sqlite:///{staged}"), create_engine(url)
    try:
        with source.connect() as rows, target.begin() as connection:
            tables.copy(rows, connection)
            wall.build(connection)
    finally:
        source.dispose()
        target.dispose()
