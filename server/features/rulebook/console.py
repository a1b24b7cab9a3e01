"""The rulebook at the console."""

import json
from collections.abc import Iterator
from pathlib import Path

from server.core import clock
from server.core.doors import writing
from server.core.problems import Problem
from server.features.rulebook import commands, shipped
from server.features.rulebook.fault_words import fact_words
from sync.rules.answers import FactError


class UnusableFacts(Problem):
    code = "422.98"
    title = "给出的事实有问题，没有判断"


def publish(file: Path | None) -> Iterator[str]:
    """Publish one file, or the packs that come with the program; yield a line for each."""
    if file is not None:
        yield _publish(_text_in(file))
        return
    for name in shipped.NAMES:
        yield _publish(shipped.text_of(name))


def publish_for_demo() -> Iterator[str]:
    """Publish the program's packs and the invented exemptions, which say that they are."""
    for name in (*shipped.NAMES, shipped.DEMO):
        yield _publish(shipped.text_of(name))


def publish_catalogue(file: Path) -> int:
    """Take in the legal text of a catalogue; return how many items it has."""
    with writing() as session:
        return commands.publish_catalogue(session, file.read_bytes(), at=clock.now())


def publish_trades(file: Path) -> int:
    """Take in the names of trades; return how many there are."""
    with writing() as session:
        return commands.publish_trades(session, file.read_bytes(), at=clock.now())


def classify(text: bytes) -> dict[str, object]:
    """Return what the 2021 catalogue says of a JSON object of facts."""
    try:
        return shipped.classify(_facts_in(text))
    except FactError as fault:
        faults = (fact_words(fact, words) for fact, words in fault.faults.items())
        raise UnusableFacts("\n".join(faults)) from fault


def _publish(text: str) -> str:
    with writing() as session:
        row = commands.publish(session, text, by=None, at=clock.now())
        return f"规则包：{row.title} 第{row.version}版，{row.in_force_from} 起生效"


def _text_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise commands.UnreadablePack("文件不是 UTF-8 文字") from fault


def _facts_in(text: bytes) -> dict[str, object]:
    try:
        raw = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        raise UnusableFacts("不是 JSON") from fault
    if not isinstance(raw, dict):
        raise UnusableFacts("要一个 JSON 对象")
    return raw


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON; one fact given twice would contradict itself unseen."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = sorted({name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1})
        raise UnusableFacts(f"给了两次：{'、'.join(twice)}")
    return found
