import pytest
from pypinyin import Style, lazy_pinyin

from server.core.initials import initials
from server.core.names import bigrams, search_form

SAMPLES = [
    "东莞市金元五金交电有限公司",
    "重庆长安汽车股份有限公司东莞分公司",
    "长安镇乐清电器厂",
    "广东省东莞市华侨商品供应公司",
    "东莞市大朗行行行毛织厂",
    "OPPO广东移动通信有限公司",
    "东莞市都市丽人实业有限公司",
    "东莞石碣单氏重力铸造厂",
    "ABB(中国)有限公司东莞分公司",
    "东莞市银行大厦音乐调音室",
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("重庆", "cq"),
        ("乐清", "yq"),
        ("长安镇", "caz"),
        ("东莞市", "dgs"),
        ("東莞市長安鎮", "dgscaz"),
        ("东莞市虎门镇长兴店", "dgshmzcxd"),
        ("TR轴承", "trzc"),
        ("３６０产业园", "360cyy"),
        ("（东莞）五金", "dgwj"),
        ("", ""),
    ],
)
def test_initials_follow_the_reading_of_the_phrase(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_initials_agree_with_pypinyin(name: str) -> None:
    expected = "".join(lazy_pinyin(search_form(name), style=Style.FIRST_LETTER))

    assert initials(name) == expected


def test_a_traditional_name_is_found_by_its_simplified_form() -> None:
    assert search_form("東莞市長安鎮 ＡＢＢ（中國）") == "东莞市长安镇abb中国"


def test_bigrams_are_the_neighbours_each_once() -> None:
    assert bigrams("东莞东莞") == " 东莞 莞东 "
    assert bigrams("厂") == " 厂 "
