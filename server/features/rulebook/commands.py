"""Publish packs, linted, signed and kept for ever, and the texts beside them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core import audit, signing
from server.core.auth import Actor
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.features.rulebook import queries
from server.features.rulebook.fault_words import unreadable_words, words_of
from server.features.rulebook.legal_text import read_items
from server.features.rulebook.models import CatalogueItem, RulePack, TradeNames
from server.features.rulebook.trade_names import read_names
from sync.rules.conditions import PackError
from sync.rules.packs import canonical, content_hash, read_json
from sync.rules.publishing import Published, lint_published, read_published

# As long and as large as the columns are.
MOST_NAME = 32
MOST_TITLE = 100
MOST_VERSION = 2_147_483_647


class UnreadablePack(Problem):
    code = "422.95"
    title = "规则包读不懂，没有发布"


class FaultyPack(Problem):
    code = "422.96"
    title = "规则包有问题，没有发布"


class VersionTaken(Problem):
    code = "409.95"
    title = "这个版本已经发布过，内容不同；请用新的版本号"


def publish(session: Session, text: str, *, by: Actor | None, at: datetime) -> RulePack:
    """Publish a version of a pack; the same content once more gives what was published."""
    pack = checked(session, text)
    content = canonical(read_json(text))
    held = queries.version(session, pack.id, pack.version)
    if held is not None:
        return held

    row = _row(pack, content, at)
    row.published_by = None if by is None else by.person_id
    session.add(row)
    session.flush()
    audit.record(
        session, "rules.published", subject=row.id, by=by, at=at, pack=pack.id, version=pack.version
    )
    return row


def checked(session: Session, text: str) -> Published:
    """Return the pack of a text as it would be published; refuses what publishing refuses."""
    pack = _read(text)
    _refuse_sizes(pack)
    held = queries.version(session, pack.id, pack.version)
    if held is None:
        _refuse_faults(session, pack)
    elif held.content != canonical(read_json(text)):
        raise VersionTaken
    return pack


def known_version(session: Session, pack: str, number: int) -> RulePack:
    """Return one version of a pack or refuse."""
    found = queries.version(session, pack, number)
    if found is None:
        raise NotFound
    return found


def signed_bytes(pack: str, version: int, digest: str) -> bytes:
    """Return what the bureau signs of a pack (docs/rules.md)."""
    return f"doorstep-pack|{pack}|{version}|{digest}".encode()


def publish_catalogue(session: Session, text: bytes, *, at: datetime) -> int:
    """Take in the legal text of a catalogue; return how many items it has."""
    items = read_items(text)
    for item in items:
        _put_item(session, item)
    session.flush()
    audit.record(
        session,
        "rules.catalogue_published",
        subject=str(items[0]["edition"]),
        by=None,
        at=at,
        items=len(items),
    )
    return len(items)


def publish_trades(session: Session, text: bytes, *, at: datetime) -> int:
    """Take in what GB/T 4754 calls its codes, in the place of earlier names; return how many."""
    names = read_names(text)
    row = session.get(TradeNames, queries.TRADES)
    if row is None:
        row = TradeNames(id=queries.TRADES)
        session.add(row)
    row.names = names
    session.flush()
    audit.record(
        session, "rules.trades_published", subject=row.id, by=None, at=at, names=len(names)
    )
    return len(names)


def _read(text: str) -> Published:
    try:
        return read_published(text)
    except PackError as fault:
        raise UnreadablePack(unreadable_words(fault)) from fault


def _refuse_sizes(pack: Published) -> None:
    if len(pack.id) > MOST_NAME or len(pack.title) > MOST_TITLE:
        raise FaultyPack(
            f"{pack.id[:MOST_NAME]}：包名最多 {MOST_NAME} 字，标题最多 {MOST_TITLE} 字"
        )
    if not 0 < pack.version <= MOST_VERSION:
        raise FaultyPack(f"{pack.id}：版本号要从 1 到 {MOST_VERSION}")


def _refuse_faults(session: Session, pack: Published) -> None:
    published = [
        (row.version, row.in_force_from, row.in_force_to)
        for row in queries.versions(session, pack.id)
    ]
    faults = lint_published(pack, published)
    if faults:
        raise FaultyPack("\n".join(words_of(fault) for fault in faults))


def _row(pack: Published, content: str, at: datetime) -> RulePack:
    digest = content_hash(content)
    return RulePack(
        id=new_id(),
        pack=pack.id,
        version=pack.version,
        title=pack.title,
        in_force_from=pack.in_force_from,
        in_force_to=pack.in_force_to,
        content=content,
        hash=digest,
        signature=signing.sign(signed_bytes(pack.id, pack.version, digest)),
        published_at=at,
    )


def _put_item(session: Session, item: dict[str, Any]) -> None:
    item_id = f"{item['edition']}-{item['number']}"
    row = queries.catalogue_item(session, item_id)
    if row is None:
        row = CatalogueItem(id=item_id)
        session.add(row)
    for name, value in item.items():
        setattr(row, name, value)
