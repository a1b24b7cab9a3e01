"""Read the legal text of a catalogue from a file like eia_catalogue.json."""

from typing import Any

import orjson

from server.core.problems import Problem

TEXTS = {
    "name": "name",
    "report_book": "report_book",
    "report_form": "report_form",
    "registration_form": "register_form",
    "sensitive_areas": "sensitive_area_meaning",
}


class UnreadableCatalogue(Problem):
    code = "422.97"
    title = "名录文件读不懂，没有导入"


def read_items(text: bytes) -> list[dict[str, Any]]:
    """Return the items as columns of CatalogueItem; refuses a file without them."""
    try:
        raw = orjson.loads(text)
    except orjson.JSONDecodeError as fault:
        raise UnreadableCatalogue("不是 JSON 文件") from fault
    source = _field(raw, "source", dict)
    edition = str(_field(source, "effective", str))[:4]
    items = [_item(row, edition) for row in _field(raw, "items", list)]
    if not items or len({item["number"] for item in items}) != len(items):
        raise UnreadableCatalogue("没有项目，或者项目编号重复")
    return items


def _item(raw: Any, edition: str) -> dict[str, Any]:
    number = _field(raw, "no", int)
    texts = {ours: raw.get(theirs) or "" for ours, theirs in TEXTS.items()}
    if not all(isinstance(text, str) for text in texts.values()):
        raise UnreadableCatalogue(f"第{number}项的内容不是文字")
    return {"edition": edition, "number": number, **texts}


def _field(raw: Any, name: str, kind: type) -> Any:
    value = raw.get(name) if isinstance(raw, dict) else None
    if not isinstance(value, kind):
        raise UnreadableCatalogue(f"缺少“{name}”")
    return value
