"""The line to a PostgreSQL on another machine is sealed by TLS; a plain one starts nothing."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from sqlalchemy.engine import make_url

from server.config import Settings
from server.core.problems import Problem

# What libpq calls a line that is refused rather than left plain.
SEALED = frozenset({"require", "verify-ca", "verify-full"})
SOCKETS = ("/", "@")


class PlainLine(Problem):
    """Names, passwords and everything else would cross the network for anybody to read."""

    code = "500.340"
    title = "数据库在另一台机器上，连接没有加密，所以没有连接"

    def __init__(self) -> None:
        super().__init__(
            "请在 DOORSTEP_DATABASE_URL 末尾加 ?sslmode=verify-full"
            "（没有单位证书时至少 ?sslmode=require）；"
            "数据库其实在本机容器里时设 DOORSTEP_PLAIN_DATABASE=1"
        )


def guarded(settings: Settings) -> str:
    """Return the address of the database; refuse one that would be reached by a plain line."""
    if is_plain(settings, os.environ):
        raise PlainLine
    return settings.database_url


def is_plain(settings: Settings, environment: Mapping[str, str]) -> bool:
    """Return whether somebody on the way could read what is said to the database."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "postgresql" or settings.plain_database:
        return False
    mode = _last(url.query.get("sslmode")) or environment.get("PGSSLMODE", "")
    if mode in SEALED:
        return False
    named = (url.host, *_all(url.query.get("host")), *_all(url.query.get("hostaddr")))
    hosts = [host for host in named if host] or _all(environment.get("PGHOST"))
    # An address goes before a name, and what a service file says stands elsewhere.
    hosts += _all(environment.get("PGHOSTADDR"))
    is_elsewhere = "service" in url.query or "PGSERVICE" in environment
    return is_elsewhere or not all(_is_here(host) for host in hosts)


def _is_here(host: str) -> bool:
    if host.startswith(SOCKETS) or host in {"", "localhost"}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _all(told: Any) -> list[str]:
    parts = [told] if isinstance(told, str) else list(told or ())
    # Each may name an address and its port after a colon; an address of IPv6 has more of these.
    return [_bare(host) for part in parts for host in part.split(",")]


def _bare(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() and ":" not in name else host


def _last(told: Any) -> str:
    return told if isinstance(told, str) else (told[-1] if told else "")
