"""Whether the program and its database are there."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from server.core.doors import reading


def install(app: Flask) -> None:
    """Answer `/healthz`."""
    app.add_url_rule("/healthz", "healthz", _health)


def _health() -> dict[str, Any]:
    with reading() as session:
        session.execute(select(1))
    return {"status": "ok"}
