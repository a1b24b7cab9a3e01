"""Imports through the browser's door, and what they left in the registry."""

import io
from typing import Any

from sqlalchemy import func, select

from server.core.doors import reading
from server.features.enterprises import queries
from server.features.enterprises.models import Enterprise
from tests.server.enterprises.sheets import HUAQIAO

IMPORTS = "/api/enterprise-imports"
BAD = [HUAQIAO[0][:17] + "F", "=HYPERLINK(1)厂", "", ""]


def upload(client: Any, content: bytes, name: str = "名单.csv", **form: str) -> Any:
    answer = client.post(IMPORTS, data={"file": (io.BytesIO(content), name), **form})
    answer.request.environ["wsgi.input"].close()
    return answer


def imported(client: Any, content: bytes, name: str = "名单.csv") -> Any:
    batch = upload(client, content, name).json
    return client.post(f"{IMPORTS}/{batch['id']}/commit").json


def counts(batch: Any) -> list[int]:
    return [batch[name] for name in ("read", "created", "updated", "unchanged", "rejected")]


def in_registry(code: str) -> Enterprise | None:
    with reading() as session:
        return queries.enterprise_of_code(session, code)


def how_many() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Enterprise)) or 0
