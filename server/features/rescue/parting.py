"""The unsent work of a phone that is to be wiped, sealed to us: taken in whole, or refused."""

from typing import BinaryIO

from server.core import clock
from server.core.doors import reading, writing
from server.core.problems import Problem
from server.features.devices import queries as devices
from server.features.devices import wiping
from server.features.devices.wiping import HandOver
from server.features.rescue import commands
from server.features.rescue.reading import RescueFile
from server.features.rescue.report import LEFT, Report


class NotItsWork(Problem):
    code = "422.290"
    title = "交来的不是这台手机签过名的记录，没有收下"


class NotAllTaken(Problem):
    code = "409.291"
    title = "交来的记录没有全部收下，手机上的还在"


def hand_over(stream: BinaryIO, work: HandOver) -> dict[str, str]:
    """Take the work of a phone in and return the signed receipt upon which it erases its own.

    Nobody vouches for such a file, so every command in it must bear the signature of a key that
    the bureau knows of that device. Why it was refused stands with the order.
    """
    try:
        report = _taken(stream, work)
    except Problem as refusal:
        with writing() as session:
            wiping.note_refused(session, work, refusal.title)
        raise
    with writing() as session:
        wiping.note_taken(session, work, len(report.commands), at=clock.now())
    return wiping.receipt(work, report.sha256)


def _taken(stream: BinaryIO, work: HandOver) -> Report:
    _refuse_unproven(RescueFile(stream), work)
    report = commands.take_in(stream, by=None)
    if any(one.status in {LEFT, "retry"} for one in report.commands):
        raise NotAllTaken
    return report


def _refuse_unproven(file: RescueFile, work: HandOver) -> None:
    """Refuse what somebody else may have made: anybody can seal to a public key."""
    with reading() as session:
        known = devices.known_of_device(session, file.head.device)
    is_its_own = known and all(key.person_id == work.person_id for key in known)
    if not is_its_own or file.head.person != work.person_id:
        raise NotItsWork
    if not all(sent.sig for batch in file.batches() for sent in batch.commands):
        raise NotItsWork
