"""Which column of a sheet holds which field, by header or as the administrator says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.core.sheets.headers import header_key

REQUIRED = ("code", "name")
LABELS: Mapping[str, str] = {
    "code": "统一社会信用代码",
    "name": "企业名称",
    "registered_on": "成立日期",
    "kind": "企业类型",
    "capital": "注册资本",
    "business_scope": "经营范围",
    "address": "地址",
    "town": "镇街",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}
_SYNONYMS: Mapping[str, str] = {
    "code": "uscc code credit_code 统一社会信用代码 社会信用代码 信用代码 统一代码 统一信用代码 "
    "统一社会信用代码/注册号 统一社会信用代码或注册号 注册号 组织机构代码 代码",
    "name": "name enterprise_name company 企业名称 单位名称 公司名称 名称 市场主体名称 建设单位 "
    "商事主体名称 字号名称 企业名",
    "registered_on": "reg_date registered_on registration_date 成立日期 注册日期 登记日期 "
    "设立日期 成立时间 注册时间 核准日期",
    "kind": "ent_type kind type 企业类型 市场主体类型 主体类型 类型 公司类型 单位类型 经济类型",
    "capital": "reg_capital capital 注册资本 注册资金 注册资本(万元) 注册资金(万元)",
    "business_scope": "business_scope scope 经营范围 业务范围 主营业务 经营项目",
    "address": "address addr 地址 住所 注册地址 经营地址 企业地址 单位地址 住所地址 经营场所 "
    "住所(经营场所) 登记住所 详细地址 生产经营地址",
    "town": "town 镇街 镇(街) 镇(街道) 镇街名称 街镇 所属镇(街) "
    "所属镇街 所在镇街 镇街(园区) 镇街园区 所属镇街(园区) 属地 属地镇街 镇区",
    "contact_name": "contact contact_name 联系人 联系人姓名 企业联系人",
    "contact_phone": "phone contact_phone tel mobile 联系电话 电话 手机 手机号 手机号码 "
    "联系方式 联系人电话",
}
_HEADER_SEARCHED = 20


@dataclass(frozen=True)
class Columns:
    """Where the header stands in the sheet (index) and the column index of each field found."""

    header_row: int
    header: Sequence[str]
    places: Mapping[str, int]

    def title(self, field: str) -> str:
        """Return the header of a field as the file writes it."""
        return self.header[self.places[field]]


@dataclass(frozen=True)
class ColumnFault:
    """Why the columns of a file cannot be used, in words; the header is kept for mapping."""

    words: str
    header: Sequence[str]


def find_columns(
    rows: Sequence[Sequence[str]], override: Mapping[str, str] | None = None
) -> Columns | ColumnFault:
    """Find the header among the first rows; `override` gives field → header text ("" = none)."""
    chosen = override or {}
    at = _header_row(rows, chosen)
    header = rows[at] if rows else ()
    keys = [header_key(cell) for cell in header]
    places: dict[str, int] = {}
    for field in LABELS:
        wanted = {header_key(chosen[field])} - {""} if field in chosen else _KEYS[field]
        found = [n for n, key in enumerate(keys) if key in wanted]
        if len(found) > 1:
            return ColumnFault(_repeated(field, [header[n] for n in found]), header)
        if found:
            places[field] = found[0]
        elif field in chosen and wanted:
            return ColumnFault(f"文件里没有“{chosen[field]}”这一列", header)
    return _checked(Columns(at, header, places))


def _header_row(rows: Sequence[Sequence[str]], chosen: Mapping[str, str]) -> int:
    """Return the index of the first row that holds the most known headers."""
    known = _ALL_KEYS | {header_key(title) for title in chosen.values() if title}
    hits = [len(known & {header_key(cell) for cell in row}) for row in rows[:_HEADER_SEARCHED]]
    if any(hits):
        return hits.index(max(hits))
    return next((n for n, row in enumerate(rows) if any(row)), 0)


def _checked(columns: Columns) -> Columns | ColumnFault:
    missing = [LABELS[field] for field in REQUIRED if field not in columns.places]
    if missing:
        names = "、".join(f"“{name}”" for name in missing)
        return ColumnFault(f"文件缺少{names}列，请对照模板补上，或指定对应的列", columns.header)
    used = list(columns.places.values())
    twice = next((place for place in used if used.count(place) > 1), None)
    if twice is not None:
        return ColumnFault(f"“{columns.header[twice]}”这一列被指定了两次", columns.header)
    return columns


def _repeated(field: str, titles: Sequence[str]) -> str:
    names = "、".join(f"“{title}”" for title in titles)
    return f"{names}都像是“{LABELS[field]}”，列重复了，请只留一列或指定用哪一列"


_KEYS = {field: {header_key(word) for word in words.split()} for field, words in _SYNONYMS.items()}
_ALL_KEYS = frozenset().union(*_KEYS.values())
