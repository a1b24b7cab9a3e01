"""What is written down of the city: the bureau's name, its towns and where they lie."""

import json
from functools import cache
from pathlib import Path
from typing import Any

CITY = Path(__file__).with_name("city.json")


@cache
def city() -> dict[str, Any]:
    """Return what stands in city.json."""
    told: dict[str, Any] = json.loads(CITY.read_text(encoding="utf-8"))
    return told
