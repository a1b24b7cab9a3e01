"""Demo enterprises: invented names, credit codes whose check digits are right."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from server.demo.words import ESTATES, FIRST_WORDS, ROADS, SECOND_WORDS, SURNAMES, TRADES
from server.features.enterprises.codes import org_check_digit, uscc_check_digit

PER_TOWN = 60
HEADER = (
    "统一社会信用代码",
    "企业名称",
    "成立日期",
    "企业类型",
    "经营范围",
    "地址",
    "镇街",
    "联系人",
    "联系电话",
)
FIRST_DAY = date(2003, 1, 1)
DAYS = 8000


def write_list(path: Path, towns: list[str], chance: Random) -> None:
    """Write the list of all demo enterprises as an office would send it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(towns, chance))


def _rows(towns: list[str], chance: Random) -> Iterator[tuple[str, ...]]:
    serial = 0
    for town in towns:
        for _ in range(PER_TOWN):
            serial += 1
            yield _row(town, serial, chance)


def _row(town: str, serial: int, chance: Random) -> tuple[str, ...]:
    trade = TRADES[chance.choice(list(TRADES))]
    word = chance.choice(FIRST_WORDS) + chance.choice(SECOND_WORDS)
    short = town.removesuffix("街道").removesuffix("镇")
    registered = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    return (
        _credit_code(serial),
        f"东莞市{short}{word}{trade.word}",
        registered.isoformat(),
        "有限责任公司",
        trade.scope,
        f"东莞市{town}{chance.choice(ROADS)}{chance.randrange(1, 300)}号{chance.choice(ESTATES)}",
        town,
        f"{chance.choice(SURNAMES)}{chance.choice(('先生', '女士'))}",
        # Numbers that begin with 100 are given to nobody.
        f"100{chance.randrange(10**8):08d}",
    )


def _credit_code(serial: int) -> str:
    """Return a code of department 9, class 1, with an organisation code from the test range."""
    first8 = f"MADM{serial:04d}"
    first17 = f"91441900{first8}{org_check_digit(first8)}"
    return first17 + uscc_check_digit(first17)
