"""A replicated table of the tests' own, whose scopes a test may choose freely."""

from sqlalchemy import JSON, BigInteger, String, select
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base
from server.core.replication import Replica, Replicated
from sync.store import APPLIED


class Note(Replicated, Base):
    __tablename__ = "test_note"

    text: Mapped[str] = mapped_column(String(200), default="")
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    stamp: Mapped[int] = mapped_column(BigInteger, default=0)


def _rows(session, ids):
    return session.execute(select(Note.id, Note.row_ver, Note.text).where(Note.id.in_(ids))).all()


REPLICA = Replica("note", Note, ("id", "ver", "text"), lambda note: frozenset(note.scopes), _rows)


def put_note(session, note_id, text, scopes):
    note = session.get(Note, note_id)
    if note is None:
        note = Note(id=note_id)
        session.add(note)
    note.text, note.scopes = text, sorted(scopes)


def note_verb(session, command, actor, at):
    del actor, at
    put_note(session, command.entity, command.args["text"], command.args.get("scopes", ["bureau"]))
    return APPLIED


def crashing_verb(session, command, actor, at):
    note_verb(session, command, actor, at)
    session.flush()
    raise RuntimeError(command.id)
