"""Quotas at the console."""

from collections.abc import Iterator

from server.core.doors import reading
from server.core.problems import Problem
from server.features.accounts import queries as accounts
from server.features.quotas import queries, verifying
from server.features.quotas.verifying import Verified

CHANGES = {"new": "新增", "gone": "不再计入", "changed": "有变化"}
KINDS = {"visit": "走访", "solution": "解决的问题", "standing": "职级、党籍或所属分局"}


class NotVerified(Problem):
    code = "409.171"
    title = "结账核对没有通过"


class NeverClosed(Problem):
    code = "404.170"
    title = "没有找到这个方案，或者它没有结过账"


def verify(words: str) -> Iterator[str]:
    """Verify the last closing of the plan of a name or id; yield what is said of it."""
    with reading() as session:
        plan = queries.plan_named(session, words)
        found = verifying.verify(session, plan) if plan else None
        if plan is None or found is None:
            raise NeverClosed
        names = {person.id: person.name for person in accounts.people(session)}
    yield f"{plan.name}：第 {found.closing.number} 次结账，{len(found.statements)} 份"
    yield from _addenda(found, names)
    if found.faults:
        raise NotVerified("\n".join(found.faults))
    yield f"核对无误：{found.closing.head}"


def _addenda(found: Verified, names: dict[str, str]) -> Iterator[str]:
    for one in found.addenda:
        yield f"结账后：{names[one.person_id]} 的{KINDS[one.kind]}{CHANGES[one.change]}"
    for who, now in found.now.items():
        figures = f"走访 {now['enterprises']} 家，解决 {now['solved']} 个"
        yield f"按今天的资料：{names[who]} {figures}"
