"""A list of people read from a file: new accounts, new ranks of known people, and reasons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.core.auth import APPOINTED, Role
from server.core.normalise import parse_date, tidy, tidy_or_blank
from server.core.sheets.headers import header_key
from server.core.sheets.reading import read_sheet
from server.core.sheets.sheet import Sheet, SheetRefusedError, refuse_merged
from server.features.accounts.commands import LOGIN, LOGIN_RULE, NewPerson
from server.features.accounts.import_known import Account, KnownRow, NewRank
from server.features.accounts.standing import RANK_WORDS, ROLE_WORDS, Rank

LABELS: Mapping[str, str] = {
    "name": "姓名",
    "login": "登录名",
    "branch": "分局",
    "title": "职务",
    "role": "角色",
    "rank": "职级",
    "rank_from": "任职级日期",
    "party": "党员",
    "post_from": "到岗日期",
}
REQUIRED = ("name", "login", "role")
_SYNONYMS: Mapping[str, str] = {
    "name": "姓名 名字 人员姓名 name",
    "login": "登录名 用户名 账号 工号 login",
    "branch": "分局 所属分局 单位 所在单位 部门 branch",
    "title": "职务 岗位 title",
    "role": "角色 权限 人员类别 role",
    "rank": "职级 级别 rank",
    "rank_from": "任职级日期 任现职级日期 职级起始日期 rank_from",
    "party": "党员 是否党员 入党日期 政治面貌 party",
    "post_from": "到岗日期 调入日期 入职日期 post_from",
}
HEADQUARTERS = frozenset({"", "局机关", "机关", "市局", "市局机关", "局本部"})
_ROLES = {header_key(words): role for role, words in ROLE_WORDS.items()} | {
    header_key("审批/执法人员"): Role.OFFICER,
    header_key("审批人员"): Role.OFFICER,
    header_key("执法人员"): Role.OFFICER,
    header_key("审批员"): Role.OFFICER,
}
_RANKS = {words: rank for rank, words in RANK_WORDS.items()} | {"": Rank.ORDINARY}
_MEMBER = frozenset({"是", "党员", "中共党员", "中共预备党员"})
_NOT_MEMBER = frozenset({"", "否", "群众", "共青团员", "民主党派"})
_LONGEST = 64
_HEADER_SEARCHED = 20


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: the row's number and the column as the file writes them."""

    row: int
    column: str
    value: str
    words: str


@dataclass(frozen=True)
class Known:
    """What the bureau has on a day: branches by name, and accounts by sign-in name.

    `reader` is as what somebody at a desk imports; None is the console.
    """

    branches: Mapping[str, str]
    accounts: Mapping[str, Account]
    today: date
    reader: Role | None = None


@dataclass(frozen=True)
class PeopleList:
    """Every row with anything in it: a new account or rank, nothing new, or the faults of one."""

    good: Sequence[NewPerson]
    ranks: Sequence[NewRank]
    unchanged: int
    refused: Sequence[Sequence[Fault]]

    @property
    def faults(self) -> list[Fault]:
        """Return all faults in the order of the file."""
        return [fault for row in self.refused for fault in row]


def read_people(file_name: str, content: bytes, known: Known) -> PeopleList:
    """Read a file whole; raises SheetRefusedError when it cannot be used at all."""
    sheet = read_sheet(file_name, content)
    at, titles = _find_columns(sheet)
    refuse_merged(sheet, at)
    good: list[NewPerson] = []
    ranks: list[NewRank | None] = []
    refused: list[list[Fault]] = []
    rows_of: dict[str, int] = {}
    for index, cells in enumerate(sheet.rows[at + 1 :], start=at + 1):
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row(sheet.first_row + index, cells, titles)
        faults = [*row.faults(known), *row.repeated(rows_of)]
        if faults:
            refused.append(faults)
        elif about := row.known(known):
            ranks.append(about.new_rank())
        else:
            good.append(row.person(known))
    if not good and not refused and not ranks:
        raise SheetRefusedError("表头下面没有数据")
    new = [one for one in ranks if one]
    return PeopleList(good, new, len(ranks) - len(new), refused)


def _find_columns(sheet: Sheet) -> tuple[int, Mapping[str, tuple[int, str]]]:
    """Return the index of the header, and for each field its place and title."""
    keys = {f: {header_key(word) for word in words.split()} for f, words in _SYNONYMS.items()}
    known = frozenset().union(*keys.values())
    hits = [len(known & {header_key(c) for c in row}) for row in sheet.rows[:_HEADER_SEARCHED]]
    at = hits.index(max(hits))
    places: dict[str, tuple[int, str]] = {}
    for field, wanted in keys.items():
        found = [(n, cell) for n, cell in enumerate(sheet.rows[at]) if header_key(cell) in wanted]
        if len(found) > 1:
            titles = "、".join(f"“{title}”" for _, title in found)
            raise SheetRefusedError(f"{titles}都像是“{LABELS[field]}”，列重复了，请只留一列")
        if found:
            places[field] = found[0]
    missing = "、".join(f"“{LABELS[field]}”" for field in REQUIRED if field not in places)
    if missing:
        raise SheetRefusedError(f"文件缺少{missing}列，请对照模板补上")
    return at, places


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Sequence[str]
    places: Mapping[str, tuple[int, str]]

    def person(self, known: Known) -> NewPerson:
        """Return the account of a row without faults."""
        return NewPerson(
            login=self._cell("login"),
            name=self._cell("name"),
            role=_ROLES[header_key(self._cell("role"))],
            branch_id=known.branches.get(self._cell("branch")),
            title=self._cell("title"),
            rank=_RANKS[self._cell("rank")],
            rank_from=parse_date(self._cell("rank_from")),
            is_member=self._cell("party") not in _NOT_MEMBER,
            party_from=parse_date(self._cell("party")),
            post_from=parse_date(self._cell("post_from")),
        )

    def known(self, known: Known) -> KnownRow | None:
        """Return what a row without faults of its own says of somebody known, if it is one."""
        account = known.accounts.get(self._cell("login"))
        if account is None:
            return None
        tells = {field for field in LABELS if self._cell(field)}
        return KnownRow(account, self.person(known), tells, known.today)

    def faults(self, known: Known) -> Sequence[Fault]:
        """Return what is wrong, cell by cell."""
        found = [
            *self._identity_faults(),
            *self._post_faults(known),
            *self._standing_faults(),
        ]
        if found:
            return found
        about = self.known(known)
        told = about.faults() if about else ()
        return [self._fault(*fault) for fault in (*told, *self._not_the_readers(about, known))]

    def repeated(self, rows_of: dict[str, int]) -> Iterator[Fault]:
        """Yield a fault when an earlier row has the same sign-in name."""
        login = self._cell("login")
        earlier = rows_of.setdefault(login, self.number)
        if login and earlier != self.number:
            yield self._fault("login", f"与第 {earlier} 行的登录名相同")

    def _not_the_readers(self, about: KnownRow | None, known: Known) -> Iterator[tuple[str, str]]:
        """Yield what another administrator has to do, or the console (docs/decisions/0024)."""
        if known.reader is None:
            return
        if about is None and known.reader is not Role.SECURITY:
            yield "login", "还没有这个账号，请安全管理员先开通"
        elif about is None and _ROLES[header_key(self._cell("role"))] in APPOINTED:
            yield "role", "这个角色只能在服务器上任命：doorstep administrators appoint"
        elif about and about.new_rank() and known.reader is not Role.ADMINISTRATOR:
            yield "rank", "在册人员的职级由系统管理员导入"

    def _identity_faults(self) -> Iterator[Fault]:
        name, login = self._cell("name"), self._cell("login")
        if not name or len(name) > _LONGEST:
            yield self._fault("name", f"超过 {_LONGEST} 个字" if name else "没有填写姓名")
        if not login:
            yield self._fault("login", "没有填写登录名")
        elif not LOGIN.fullmatch(login):
            yield self._fault("login", f"登录名{LOGIN_RULE}")

    def _post_faults(self, known: Known) -> Iterator[Fault]:
        branch, words = self._cell("branch"), self._cell("role")
        role = _ROLES.get(header_key(words))
        if branch not in HEADQUARTERS and branch not in known.branches:
            yield self._fault("branch", "没有这个分局，请写全称或简称，局机关的人留空")
        if role is None:
            choices = "、".join(
                told for one, told in ROLE_WORDS.items() if not known.reader or one not in APPOINTED
            )
            yield self._fault(
                "role", f"{'没有这个角色' if words else '没有填写角色'}，可填：{choices}"
            )
        if role is Role.BRANCH_HEAD and branch in HEADQUARTERS:
            yield self._fault("branch" if "branch" in self.places else "role", "分局长要有所属分局")
        if len(self._cell("title")) > _LONGEST:
            yield self._fault("title", f"超过 {_LONGEST} 个字")

    def _standing_faults(self) -> Iterator[Fault]:
        if self._cell("rank") not in _RANKS:
            yield self._fault("rank", f"没有这个职级，可填：{'、'.join(RANK_WORDS.values())}")
        for field in ("rank_from", "post_from"):
            if self._cell(field) and parse_date(self._cell(field)) is None:
                yield self._fault(field, "看不懂这个日期，请写成 2019-03-04 的样子")
        party = self._cell("party")
        if party not in _MEMBER | _NOT_MEMBER and parse_date(party) is None:
            yield self._fault("party", "请填入党日期、“是”或“否”")

    def _cell(self, field: str) -> str:
        place = self.places.get(field, (len(self.cells), ""))[0]
        text = self.cells[place] if place < len(self.cells) else ""
        return tidy(text) if field in {"name", "login"} else tidy_or_blank(text)

    def _fault(self, field: str, words: str) -> Fault:
        return Fault(self.number, self.places[field][1], self._cell(field), words)
