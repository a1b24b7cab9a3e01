"""What is refused of numbers, and what gives concern although the act stands."""

from server.core.auth import Actor, Role
from server.core.problems import Problem, Quarantined


class NoSuchSeries(Problem):
    code = "422.100"
    title = "这类文书、这个年度没有编号可领"


class NumberOutside(Problem):
    code = "422.101"
    title = "编号不在这台手机领用的号段内"


class NumberOfClosedBlock(Problem):
    code = "422.102"
    title = "编号所在的号段已经关闭"


class NumberMiswritten(Problem):
    code = "422.103"
    title = "编号的写法与号段不符"


class NumberOfAnotherYear(Problem):
    code = "422.104"
    title = "编号的年度与决定的日期不符"


class NumberTaken(Problem):
    code = "409.100"
    title = "这个编号已经用过"


class NumberInUse(Problem):
    code = "409.101"
    title = "这个编号已经用在文书上，不能作废"


class NumberHeld(Problem):
    code = "409.102"
    title = "这个编号还在手机上，不能在这里作废"


class SeriesBegun(Problem):
    code = "409.103"
    title = "这个年度已经发出过更大的编号"


class TailUsed(Problem):
    code = "409.104"
    title = "要交回的编号里有已经用过的"


class BlockEnded(Problem):
    code = "409.105"
    title = "这个号段已经交回或关闭"


class BlockOfAnother(Quarantined):
    code = "403.100"
    title = "这个号段不是这台手机领用的"


class SeriesElsewhere(Problem):
    code = "403.101"
    title = "这个分局的编号不归您管"


def refuse_other_branches(by: Actor, branch_id: str) -> None:
    """Refuse a branch head who reaches for the numbers of another branch."""
    if by.role is Role.BRANCH_HEAD and by.branch_id != branch_id:
        raise SeriesElsewhere
