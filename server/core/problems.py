"""Refusals: a catalogue of stable codes in plain words (RFC 9457 problem details).

The HTTP status is the part of the code before the dot. A code is never reused. Each slice
declares its own refusals as subclasses beside its verbs; the catalogue test finds them all.
"""

from typing import Any, ClassVar


class Problem(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Something a person may meet and must be able to understand."""

    code: ClassVar[str] = "500.00"
    title: ClassVar[str] = "系统出错"
    retry_after_s: int = 0

    def __init__(self, detail: str = "", **facts: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.facts = facts

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return int(self.code.split(".", maxsplit=1)[0])

    def as_json(self) -> dict[str, Any]:
        """Return the body of `application/problem+json`."""
        return {
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
            "status": self.status,
            **self.facts,
        }


class Conflict(Problem):
    """Somebody changed the same field; both versions are kept for a person to decide."""

    code = "409.02"
    title = "这一项别人已经改过"

    def __init__(self, detail: str = "", *, mine: dict[str, Any], theirs: dict[str, Any]) -> None:
        super().__init__(detail, mine=mine, theirs=theirs)
        self.mine = mine
        self.theirs = theirs


class Quarantined(Problem):
    """Not done, as the caller may not, yet perhaps right: from a phone it is kept for people.

    `desk` is the branch whose head looks at it; None leaves it with the sender's own.
    """

    code = "403.07"
    title = "没有改动，已留待复核"

    def __init__(self, detail: str = "", *, desk: str | None = None) -> None:
        super().__init__(detail)
        self.desk = desk


class NotFound(Problem):
    code = "404.00"
    title = "没有找到"


class NotSignedIn(Problem):
    code = "401.00"
    title = "请先登录"


class NotAllowed(Problem):
    code = "403.00"
    title = "您没有这项权限"


class ForeignOrigin(Problem):
    code = "403.01"
    title = "请求不是从本系统的页面发出的"


class Malformed(Problem):
    code = "422.00"
    title = "填写的内容有误"


class TooLarge(Problem):
    code = "413.00"
    title = "内容太大"


class Busy(Problem):
    code = "503.01"
    title = "服务器正忙，请稍后再试"
    retry_after_s = 5


class DiskFull(Problem):
    code = "507.00"
    title = "服务器存储空间已满，内容没有保存"
    retry_after_s = 60
