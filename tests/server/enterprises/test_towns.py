import csv
import gzip
import json
from pathlib import Path

import pytest

from server.features.enterprises.towns import gazetteer, town_of

DATA = Path(__file__).parents[4] / "shared/data"
CITY = json.loads(
    (Path(__file__).parents[3] / "server/features/organisation/city.json").read_text("utf-8")
)
CODES = {name: code for code, name, *_ in CITY["towns"]}
PLACES = gazetteer((code, name) for name, code in CODES.items())


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("东莞市长安镇振安路1号", "长安镇"),
        ("东莞市长安振安路1号", "长安镇"),
        ("广东省东莞市南城区鸿福路2号", "南城街道"),
        ("广东省东莞市东莞市莞城振华路77号三楼", "莞城街道"),
        ("東莞市長安鎮長青路", "长安镇"),
        ("东莞大朗镇蔡边关岭头", "大朗镇"),
        ("大岭山镇杨屋村", "大岭山镇"),
        ("东莞市松山湖高新区工业南路", "松山湖"),
        ("东莞港立沙岛", "东莞港"),
        ("东莞市滨海湾新区湾区大道1号", "东莞滨海湾新区"),
        ("东莞市 虎门镇 大宁社区长安路", "虎门镇"),
        ("东莞市石龙镇工业大道东莞市隆泰实业有限公司厂区", "石龙镇"),
        ("东莞市港口大道（沙田段）1号", "沙田镇"),
    ],
)
def test_the_town_is_told_from_the_address(address: str, town: str) -> None:
    assert town_of(address, PLACES) == CODES[town]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "N/A",
        "东莞市城区运河西三路4号",
        "东莞市莞太路糖烟酒大厦四楼",
        "深圳市宝安区长安路3号",
        "广东省深圳市龙岗区凤岗大道",
        "工业园内（长安、虎门交界）",
    ],
)
def test_a_silent_ambiguous_or_foreign_address_has_no_town(address: str) -> None:
    assert town_of(address, PLACES) is None


@pytest.mark.skipif(
    not (DATA / "dongguan_enterprises.csv.gz").exists(),
    reason="the file of real registrations is not on this machine",
)
def test_real_addresses_get_the_town_that_was_derived_for_them() -> None:
    packed = (DATA / "dongguan_enterprises.csv.gz").read_bytes()
    rows = list(csv.DictReader(gzip.decompress(packed).decode().splitlines()))

    told = [(town_of(row["address"], PLACES), row["town_code_derived"] or None) for row in rows]

    assert sum(mine != theirs for mine, theirs in told) <= 5
    assert all(mine in {theirs, None} for mine, theirs in told)
