"""Facts as they come in, checked against what a pack declares."""

from collections.abc import Mapping
from datetime import date

from sync.rules.conditions import is_integer
from sync.rules.kernel import Facts, Value
from sync.rules.packs import Fact, Pack


class FactError(ValueError):
    """Facts that cannot be right: each fact and what is wrong with it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{fact}: {fault}" for fact, fault in faults.items()))
        self.faults = dict(faults)


def read_facts(pack: Pack, raw: Mapping[str, object]) -> Facts:
    """Return facts of JSON as the kernel takes them; null is the same as absent.

    Raises FactError with every fault at once: unknown names, wrong kinds, numbers below their
    least, words that are no choice.
    """
    known = {fact: value for fact, value in raw.items() if value is not None}
    faults = {name: fault for name, value in known.items() if (fault := _fault(pack, name, value))}
    if faults:
        raise FactError(faults)
    return {name: _value(value) for name, value in known.items()}


def _fault(pack: Pack, name: str, value: object) -> str:
    fact = pack.facts.get(name)
    if fact is None:
        return "unknown fact"
    match fact.kind, value:
        case ("bool", bool()) | ("date", str()) if fact.kind == "bool" or _is_day(str(value)):
            return ""
        case "int", _ if is_integer(value):
            return "" if value >= fact.least else f"below {fact.least}"
        case "choice", str():
            return _words_fault(fact, [value])
        case "choices" | "codes", list():
            return _words_fault(fact, value)
    return f"not of the kind {fact.kind}"


def _words_fault(fact: Fact, words: list[object]) -> str:
    wrong = [str(word) for word in words if not _is_word(fact, word)]
    return f"no such answer: {', '.join(wrong)}" if wrong else ""


def _is_word(fact: Fact, word: object) -> bool:
    """Return whether this is an answer; of a code the beginning will do, the rest is unknown."""
    if not isinstance(word, str) or not word:
        return False
    if fact.kind == "codes":
        return any(code.startswith(word) for code in fact.choices)
    return word in fact.choices


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(sorted(str(word) for word in value))
    assert isinstance(value, bool | int | str)
    return value
