"""The settings of one installation, read from the environment once."""

import re
from dataclasses import dataclass
from pathlib import Path

from environs import Env, validate
from marshmallow import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from sync.authority import DEFAULT_HOURS, MOST_HOURS
from sync.handing import SNAPSHOT_ROWS

OFFICE_THREADS = 4
LISTS_A_MINUTE = 1200
CONTACT = re.compile(r"(mailto:[^@\s]+@|https://)[\w.-]+\.[a-z]{2,}[^\s@]*\Z", re.IGNORECASE)
# What guides and images write where a password belongs; everybody knows them.
PUBLISHED = frozenset(
    {"postgres", "password", "changeme", "change-me", "secret", "doorstep", "admin", "root", "密码"}
)
PLACEHOLDER = re.compile(r"\b(example|test|invalid|localhost|local)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """Where this installation keeps things, and how much it takes on at once.

    Files stand under `data_dir`. `max_in_flight` phones sync at the same time in each process. The
    bytes of a request have `body_patience_s` seconds to arrive, and longer the more they are.
    A phone may decide for `lease_hours` after a contact (docs/devices.md §5).
    One person may ask for `lists_a_minute`, 0 for no bounds (`server/core/throttle.py`).
    Scopes of `snapshot_rows` rows and more start from snapshots.
    `plain_database`: the PostgreSQL that has a name of its own stands on this machine.
    Notifications are pushed when `push_contact` says whom push services may write to.
    """

    database_url: str
    data_dir: Path
    pwa_dir: Path
    max_in_flight: int = 16
    body_patience_s: int = 30
    lease_hours: int = DEFAULT_HOURS
    lists_a_minute: int = LISTS_A_MINUTE
    snapshot_rows: int = SNAPSHOT_ROWS
    plain_database: bool = False
    push_contact: str = ""
    push_origins: tuple[str, ...] = ()

    @property
    def threads(self) -> int:
        """Return how many requests a process works on: those of phones, and a few of the office."""
        return self.max_in_flight + OFFICE_THREADS

    @property
    def migrations_dir(self) -> Path:
        """Return where the database migrations stand."""
        return Path(__file__).parent / "migrations"

    @property
    def sqlite_file(self) -> Path | None:
        """Return the file that holds the database, where the program keeps it itself."""
        url = make_url(self.database_url)
        name = url.database or ""
        if url.get_backend_name() != "sqlite" or name in {"", ":memory:"}:
            return None
        return Path(name.removeprefix("file:"))

    @property
    def upgrades_at_start(self) -> bool:
        """Return whether the database is the embedded default, which the program looks after."""
        return self.database_url.startswith("sqlite")


def from_environment() -> Settings:
    """Read what docs/operations.md lists; what is not said has its default."""
    env = Env()
    with env.prefixed("DOORSTEP_"):
        data_dir: Path = env.path("DATA_DIR", Path("data")).resolve()
        default_url = f"sqlite:///{data_dir / 'doorstep.db'}"
        return Settings(
            database_url=database_url(
                env.str("DATABASE_URL", default_url, validate=_real_password)
            ),
            data_dir=data_dir,
            pwa_dir=env.path("PWA_DIR", Path(__file__).parent.parent / "pwa" / "dist"),
            max_in_flight=env.int("MAX_IN_FLIGHT", 16, validate=validate.Range(min=1)),
            body_patience_s=env.int("BODY_PATIENCE_S", 30, validate=validate.Range(min=1)),
            lease_hours=env.int(
                "LEASE_HOURS", DEFAULT_HOURS, validate=validate.Range(min=1, max=MOST_HOURS)
            ),
            lists_a_minute=env.int(
                "LISTS_A_MINUTE", LISTS_A_MINUTE, validate=validate.Range(min=0)
            ),
            snapshot_rows=env.int("SNAPSHOT_ROWS", SNAPSHOT_ROWS, validate=validate.Range(min=1)),
            plain_database=env.bool("PLAIN_DATABASE", default=False),
            push_contact=env.str("PUSH_CONTACT", "", validate=_real_contact),
            push_origins=tuple(env.list("PUSH_ORIGINS", [], subcast=str)),
        )


def database_url(url: str) -> str:
    """Name the driver that is installed where a PostgreSQL URL names none."""
    scheme, colon, rest = url.partition("://")
    return f"postgresql+psycopg{colon}{rest}" if scheme in {"postgres", "postgresql"} else url


def _real_password(url: str) -> None:
    """Refuse a database whose password anybody could tell; without one, the database judges."""
    try:
        told = make_url(url)
    except ArgumentError:
        # `doorstep doctor` says so in words.
        return
    if told.password and told.password.casefold() in {*PUBLISHED, (told.username or "").casefold()}:
        msg = "DATABASE_URL has a placeholder where the password belongs; choose a real one"
        raise ValidationError(msg)


def _real_contact(told: str) -> None:
    """Refuse a contact at which nobody could be reached (RFC 8292 §2.1)."""
    if told and (not CONTACT.fullmatch(told) or PLACEHOLDER.search(told)):
        msg = "PUSH_CONTACT must be a real address, as mailto:it@bureau.gov.cn or https://…"
        raise ValidationError(msg)
