"""The empty list of people, with one line that shows what to write where."""

from flask import Response

from server.core.workbook import Column, download, write_sheet
from server.features.accounts.import_reading import LABELS

_EXAMPLE = {
    "name": "张三（示例，请删去）",
    "login": "zhangsan",
    "branch": "长安分局",
    "title": "环保专员",
    "role": "审批员",
    "rank": "一般",
    "rank_from": "2020-01-01",
    "party": "2012-07-01",
    "post_from": "2020-01-01",
}
_WIDTHS = {"name": 22, "role": 16, "branch": 16, "rank_from": 16, "party": 16, "post_from": 16}


def people_template() -> Response:
    """Return the template as a download."""
    columns = [Column(title, _WIDTHS.get(field, 14)) for field, title in LABELS.items()]
    row = [_EXAMPLE[field] for field in LABELS]
    return download(write_sheet("人员", columns, [row]), "人员导入模板")
