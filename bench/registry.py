"""A registry of a wished size whose enterprises all stand in one town: the heaviest phone."""

import csv
import gzip
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

from bench.installation import ROOT, Installation
from server.demo.words import ESTATES, FIRST_WORDS, ROADS, SECOND_WORDS, TRADES
from server.features.enterprises.codes import Code, org_check_digit, parse_code, uscc_check_digit

REAL = ROOT.parent / "shared" / "data" / "dongguan_enterprises.csv.gz"
HEADER = ("uscc", "name", "reg_date", "ent_type", "business_scope", "address", "town")
TOWN = "长安镇"
SEED = 20150520

Row = tuple[str, ...]


def registry_file() -> Path:
    """Return where the real registry stands or would stand."""
    return Path(os.environ.get("DOORSTEP_BENCH_REGISTRY", REAL))


def write_registry(path: Path, count: int) -> list[Row]:
    """Write `count` enterprises of one town, real ones where there are enough; return them."""
    rows = list(islice(_real(), count))
    if len(rows) < count:
        rows = list(islice(_invented(), count))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return rows


def fill(installation: Installation, count: int) -> list[Row]:
    """Give an installation the demo and a registry of its own; return the rows of that."""
    installation.doorstep("demo")
    path = installation.data_dir / "registry.csv"
    rows = write_registry(path, count)
    said = json.loads(installation.doorstep("import", "enterprises", str(path)).splitlines()[-1])
    assert said["created"] == count, said
    return rows


def source(count: int) -> str:
    """Say what `write_registry` would write."""
    real = registry_file().exists()
    kind = f"the first valid rows of {registry_file().name}" if real else "invented ones"
    return f"{count:,} enterprises in one town ({kind})"


def _real() -> Iterator[Row]:
    path = registry_file()
    if not path.exists():
        return
    seen: set[str] = set()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            code = parse_code(line["uscc"])
            if not isinstance(code, Code) or code.text in seen or not line["name"].strip():
                continue
            seen.add(code.text)
            yield (*(line[name] for name in HEADER[:-1]), TOWN)


def _invented() -> Iterator[Row]:
    chance = Random(SEED)
    serial = 0
    while True:
        serial += 1
        trade = TRADES[chance.choice(list(TRADES))]
        word = chance.choice(FIRST_WORDS) + chance.choice(SECOND_WORDS)
        yield (
            _credit_code(serial),
            f"东莞市长安{word}{trade.word}",
            "2015-05-20",
            "有限责任公司",
            trade.scope,
            f"东莞市{TOWN}{chance.choice(ROADS)}{serial % 300 + 1}号{chance.choice(ESTATES)}",
            TOWN,
        )


def _credit_code(serial: int) -> str:
    first8 = f"MB{serial:06d}"
    first17 = f"91441900{first8}{org_check_digit(first8)}"
    return first17 + uscc_check_digit(first17)
