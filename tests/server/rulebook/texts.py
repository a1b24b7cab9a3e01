"""Texts of packs and catalogues to publish."""

import json

from server.features.rulebook import shipped


def eligibility(*, title=None, basis_of_officers=None, spaces=False, version=1):
    raw = json.loads(shipped.text_of("eligibility"))
    raw["version"] = version
    if version > 1:
        raw["in_force_from"] = f"{2024 + version}-01-01"
    if title is not None:
        raw["title"] = title
    if basis_of_officers is not None:
        clause = next(clause for clause in raw["clauses"] if clause["id"] == "officers")
        clause["basis"] = basis_of_officers
    return json.dumps(raw, indent=4 if spaces else None)


def demo():
    return shipped.text_of(shipped.DEMO)


def catalogue(name):
    items = [
        {"no": no, "name": name, "report_book": None, "register_form": "其他"} for no in (1, 2)
    ]
    return json.dumps({"source": {"effective": "2021-01-01"}, "items": items}).encode()
