"""Write the table of facts into docs/rules.md, from the pack itself."""

from pathlib import Path

from sync.rules.packs import Fact, read_pack

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "rules.md"
PACK = ROOT / "sync" / "rules" / "packs" / "classification.json"
HEAD = "| fact | type | unit | meaning | answers |\n|---|---|---|---|---|\n"
KINDS = {"choices": "list of words", "choice": "word", "codes": "list of codes", "int": "number"}


def main() -> None:
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


def written(document: str) -> str:
    """Return the document with the table that the pack gives now."""
    text = document.partition(HEAD)[0]
    facts = read_pack(PACK.read_text(encoding="utf-8")).facts.values()
    return text + HEAD + "".join(map(_line, facts))


def _line(fact: Fact) -> str:
    kind = KINDS.get(fact.kind, fact.kind)
    return f"| `{fact.id}` | {kind} | {fact.unit} | {fact.ask} | {_answers(fact)} |\n"


def _answers(fact: Fact) -> str:
    if fact.kind == "codes":
        return "GB/T 4754-2017, whole or its beginning"
    return " · ".join(f"`{word}` {label}" for word, label in fact.choices.items())


if __name__ == "__main__":
    main()
