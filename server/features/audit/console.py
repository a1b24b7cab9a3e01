"""The audit log at the console: check it, and hand checkpoints to witnesses outside."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from server.core import audit, clock, notary, trail
from server.core.doors import reading, writing
from server.core.notary import Checkpoint, NotOursError
from server.core.problems import Problem
from server.features.audit import queries
from server.features.audit.verifying import Fault, verify
from sync.merkle import consistency_proof

NAME = "checkpoint-{:012d}.txt"
NAMES = "checkpoint-*.txt"


class ForeignCheckpoint(Problem):
    code = "422.215"
    title = "这个文件不是本局签发的检查点"


class BrokenTrail(Problem):
    code = "409.215"
    title = "审计日志已被改动"


class NothingDone(Problem):
    code = "404.215"
    title = "审计日志里还没有记录"


def check(against: Sequence[Path]) -> str:
    """Go through the whole log, note what was found in it, and say it; refuse a broken one."""
    outside = [_kept(file) for file in against]
    with reading() as session:
        tree, fault = verify(session, outside)
        signed = trail.newest(session)
    _note(tree.size, fault)
    if fault:
        raise BrokenTrail(f"第 {fault.index} 条起（从 0 数起）：{fault.words}")
    told = f"，检查点 {signed.at.astimezone(clock.CITY):%Y-%m-%d %H:%M}" if signed else ""
    return f"审计日志完好：{tree.size} 条{told}"


def hand_out(folder: Path | None) -> str:
    """Return a checkpoint of all that was done; in a folder keep it beside the earlier ones.

    A second file proves that the log begins with what the last one there had signed, in the form
    in which witnesses take it (c2sp.org/tlog-witness).
    """
    with writing() as session:
        made = trail.sign(session)
        key = notary.verifier_key(trail.origin(session))
    if made is None:
        raise NothingDone
    if folder is not None:
        _keep(folder, made.note, made.size)
    return f"{key}\n\n{made.note}"


def _note(size: int, fault: Fault | None) -> None:
    facts = {"size": size, "index": fault and fault.index}
    with writing() as session:
        audit.record(session, queries.VERIFIED, subject="audit", by=None, at=clock.now(), **facts)


def _kept(file: Path) -> Checkpoint:
    try:
        return notary.opened(file.read_text(encoding="utf-8"))
    except (NotOursError, UnicodeDecodeError) as fault:
        raise ForeignCheckpoint(file.name) from fault


def _keep(folder: Path, note: str, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    earlier = max(folder.glob(NAMES), default=None)
    last = _kept(earlier) if earlier else None
    if last and last.size < size:
        with reading() as session:
            proof = consistency_proof(last.size, queries.leaves(session)[:size])
        lines = "".join(f"{b64encode(step).decode()}\n" for step in proof)
        place = folder / f"proof-{last.size:012d}-{size:012d}.txt"
        place.write_text(f"old {last.size}\n{lines}\n{note}", encoding="utf-8")
    (folder / NAME.format(size)).write_text(note, encoding="utf-8")
