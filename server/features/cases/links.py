"""Links that ask the enterprise or the petitioner once, without a login (docs/cases.md §5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.core import audit
from server.core.auth import Actor
from server.core.ids import new_id, new_token
from server.core.problems import Malformed, NotFound, Problem
from server.features.cases import commands, queries, refusals, standing
from server.features.cases.claims import Told
from server.features.cases.models import Matter, MatterEvent, MatterLink
from server.features.jurisdiction.authority import refuse_out_of_reach, refuse_readers
from sync import matters
from sync.matters import Deed, Stand

LIFE = timedelta(days=14)
REPLACED = "replaced"


class LinkUnknown(Problem):
    code = "404.160"
    title = "这个链接不对，请核对后再打开"


class LinkSpent(Problem):
    code = "410.160"
    title = "这个链接已经用过或已失效"


@dataclass(frozen=True)
class NewLink:
    """The secret of a link, told once, and until when it works."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Question:
    """What a link asks about: the matter, and what was done about it."""

    matter: Matter
    proposal: MatterEvent


def make_link(session: Session, matter_id: str, *, by: Actor, at: datetime) -> NewLink:
    """Make the link of a proposal that waits for an answer; earlier ones work no more."""
    refuse_readers(by)
    matter = queries.matter_locked(session, matter_id)
    if matter is None:
        raise NotFound
    refuse_out_of_reach(session, by, standing.scopes_of(matter))
    if matter.holder_id != by.person_id and not commands.leads(by, matter):
        raise refusals.NotYours
    if matter.state != matters.PROPOSED:
        raise refusals.NotNow("只有提出办结、等待确认的事项才能发链接。")
    earlier = MatterLink.matter_id == matter.id, MatterLink.answer == ""
    session.execute(update(MatterLink).where(*earlier).values(answer=REPLACED))
    token, expires_at = new_token(), at + LIFE
    session.add(
        MatterLink(
            id=new_id(),
            matter_id=matter.id,
            token_hash=_hashed(token),
            made_by=by.person_id,
            made_at=at,
            expires_at=expires_at,
        )
    )
    audit.record(session, "case.link", subject=matter.id, by=by, at=at)
    return NewLink(token, expires_at)


def look(session: Session, token: str, *, at: datetime) -> Question:
    """Return what a link asks about, as long as it works."""
    link = _link(session, token)
    if link.answer or link.expires_at <= at:
        raise LinkSpent
    matter = queries.matter(session, link.matter_id)
    assert matter is not None, "matters are never removed"
    return Question(matter, _proposal(session, matter, link))


def answer(session: Session, token: str, *, agrees: bool, words: str, at: datetime) -> Question:
    """Take the answer that a link brings; of several at once exactly one is taken."""
    if not agrees and not words:
        raise Malformed("有异议时请写明原因")
    link = _link(session, token)
    # The lock makes answers come one after the other, and a link spent meanwhile is seen.
    matter = queries.matter_locked(session, link.matter_id)
    assert matter is not None, "matters are never removed"
    verb = "confirm" if agrees else "dispute"
    unused = (
        update(MatterLink)
        .where(MatterLink.id == link.id, MatterLink.answer == "", MatterLink.expires_at > at)
        .values(used_at=at, answer=verb)
    )
    if session.connection().execute(unused).rowcount != 1:
        raise LinkSpent
    question = Question(matter, _proposal(session, matter, link))
    deed = Deed(verb, None)
    stand = matters.after(commands.stand_of(matter), deed)
    assert isinstance(stand, Stand), "a proposal that stands can be answered"
    commands.settle(session, matter, stand, Told(words=words, how="link"), deed, at=at)
    audit.record(session, f"case.{verb}", subject=matter.id, by=None, at=at, how="link")
    return question


def _link(session: Session, token: str) -> MatterLink:
    found = session.scalars(
        select(MatterLink).where(MatterLink.token_hash == _hashed(token))
    ).one_or_none()
    if found is None:
        raise LinkUnknown
    return found


def _proposal(session: Session, matter: Matter, link: MatterLink) -> MatterEvent:
    """Return the proposal that a link was made for; refuse once it does not stand any more."""
    told = [one for one in queries.events_of(session, matter.id) if one.kind == "proposed"]
    if matter.state != matters.PROPOSED or not told or told[-1].received_at > link.made_at:
        raise LinkSpent
    return told[-1]


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
