"""Judge a rescue file against what the bureau knows."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.core.problems import Problem
from server.features.accounts import queries as accounts
from server.features.organisation import queries as organisation
from server.features.rescue.head import Head
from server.features.rescue.reading import Contents, Sent
from server.features.sync_api import queries as chains
from server.features.sync_api.commands import ForkedChain
from sync.protocol import Result


class OfNobody(Problem):
    code = "422.63"
    title = "文件里的记录不属于本局的任何人员"


class OfAnotherBranch(Problem):
    code = "403.60"
    title = "这是其他分局同事的记录，请交给他的分局长或系统管理员导入"


class OfAnotherPhone(Problem):
    code = "409.60"
    title = "文件里写的人员与这台手机登记的人员不一致，什么都没有收入"


class EarlierMissing(Problem):
    code = "409.61"
    title = "局里还缺这份文件之前的记录，什么都没有收入；文件仍然有效"


@dataclass(frozen=True)
class Standing:
    """Whose work a file holds, and how far the bureau has come with it."""

    owner: Actor
    branch_name: str | None
    active: bool
    device_known: bool
    expected_seq: int
    stored: dict[int, Result]


def standing_of(session: Session, head: Head, contents: Contents, by: Actor | None) -> Standing:
    """Judge the file against what the bureau knows; refuse it whole where it does not fit."""
    owner = accounts.person(session, head.person)
    if owner is None:
        raise OfNobody
    if by and by.role is Role.BRANCH_HEAD and owner.branch_id != by.branch_id:
        raise OfAnotherBranch
    device = chains.device(session, head.device)
    if device is not None and device.person_id != owner.id:
        raise OfAnotherPhone
    expected = device.last_seq + 1 if device else 1
    branch = organisation.branch(session, owner.branch_id) if owner.branch_id else None
    return Standing(
        owner=Actor(owner.id, owner.name, Role(owner.role), owner.branch_id, "", head.device),
        branch_name=branch.name if branch else None,
        active=owner.active,
        device_known=device is not None,
        expected_seq=expected,
        stored=_stored(session, head.device, contents.commands, expected),
    )


def _stored(
    session: Session, device: str, commands: tuple[Sent, ...], expected: int
) -> dict[int, Result]:
    """Return the results of what was taken in before; refuse a fork and a gap."""
    if not commands:
        return {}
    first, last = commands[0].seq, commands[-1].seq
    if first > expected:
        raise EarlierMissing(f"局里收到第 {expected - 1} 条为止，这份文件从第 {first} 条开始。")
    known = chains.outcomes(session, device, (first, min(last, expected - 1)))
    for sent in commands:
        if sent.seq < expected and known.get(sent.seq, ("",))[0] != sent.hash:
            raise ForkedChain(f"第 {sent.seq} 条与局里收到的内容不同，什么都没有收入。")
    return {seq: chains.result_of(stored) for seq, (_, stored) in known.items()}
