"""Rows of an imported list about people whom the bureau knows: only a new rank is taken in."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from server.features.accounts.commands import NewPerson
from server.features.accounts.standing import RANK_WORDS, Rank

ELSEWHERE = "与账号不同；导入只更新在册人员的职级，这一项请在人员页修改"


@dataclass(frozen=True)
class Held:
    """A rank or a membership, from and until a day as far as these are known."""

    from_on: date | None
    to_on: date | None
    rank: str = ""

    def holds(self, day: date) -> bool:
        """Return whether it is held on a day."""
        return (self.from_on or date.min) <= day <= (self.to_on or date.max)


@dataclass(frozen=True)
class Account:
    """What is known of somebody on the day of the import."""

    id: str
    name: str
    role: str
    branch_id: str | None
    title: str
    ranks: Sequence[Held]
    is_member: bool
    # The days from which memberships and posts count, None: since ever.
    member_from: Collection[date | None]
    post_from: Collection[date | None]

    def rank_on(self, day: date) -> str | None:
        """Return the rank held on a day, of several the one that began last."""
        held = [one for one in self.ranks if one.holds(day)]
        return held[-1].rank if held else None


@dataclass(frozen=True)
class NewRank:
    """A rank to note of somebody known, from a day on."""

    person_id: str
    name: str
    rank: str
    from_on: date


@dataclass(frozen=True)
class KnownRow:
    """A row of somebody known, read like one of a new person; `tells` names the filled fields."""

    account: Account
    told: NewPerson
    tells: Collection[str]
    today: date

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield field and words of what cannot be taken in; what is left out changes nothing."""
        if self.told.name != self.account.name:
            yield "name", f"这个登录名是{self.account.name}的，已经有人用了"
        yield from ((field, ELSEWHERE) for field in self._others() if field in self.tells)
        yield from self._rank_faults()

    def new_rank(self) -> NewRank | None:
        """Return the rank to note of a row without faults, if it tells of one."""
        if not self._is_new() or self.told.rank_from is None:
            return None
        return NewRank(self.account.id, self.account.name, self.told.rank, self.told.rank_from)

    def _others(self) -> Iterator[str]:
        """Yield what the row says otherwise than the account, apart from the rank."""
        account, told = self.account, self.told
        if told.role != account.role:
            yield "role"
        if told.branch_id != account.branch_id:
            yield "branch"
        if told.title != account.title:
            yield "title"
        if told.is_member != account.is_member or told.party_from not in (
            *account.member_from,
            None,
        ):
            yield "party"
        if told.post_from not in (*account.post_from, None):
            yield "post_from"

    def _rank_faults(self) -> Iterator[tuple[str, str]]:
        if not self._is_new():
            return
        if self.told.rank_from is None:
            yield "rank", "在册人员改职级，要写任职级日期"
        elif self.told.rank_from in {held.from_on for held in self.account.ranks}:
            held = RANK_WORDS[Rank(self.account.rank_on(self.told.rank_from) or Rank.ORDINARY)]
            yield "rank_from", f"这一天起已登记为{held}，请先在人员页更正"

    def _is_new(self) -> bool:
        day = self.told.rank_from or self.today
        return "rank" in self.tells and self.told.rank != self.account.rank_on(day)
