"""Packs are published once, signed, kept for ever, and reach every phone."""

from datetime import date

import pytest

from server.core import clock, signing
from server.core.doors import reading, writing
from server.features.rulebook import commands, queries, shipped
from server.features.rulebook.commands import FaultyPack, UnreadablePack, VersionTaken
from server.features.rulebook.legal_text import UnreadableCatalogue
from server.features.rulebook.trade_names import UnreadableTrades
from sync.rules.packs import content_hash, read_pack
from tests.server.rulebook.texts import catalogue, demo, eligibility
from tests.server.sync_api.phones import PHONE, rows, sync


def publish(text):
    with writing() as session:
        row = commands.publish(session, text, by=None, at=clock.now())
        return row.id


def test_a_published_pack_is_signed_over_its_content(app):
    publish(eligibility())

    with reading() as session:
        row = queries.version(session, "eligibility", 1)
    message = commands.signed_bytes("eligibility", 1, content_hash(row.content))
    assert row.hash == content_hash(row.content)
    assert signing.verify(message, row.signature)
    assert not signing.verify(message + b"x", row.signature)
    assert read_pack(row.content) == read_pack(eligibility())


def test_publishing_the_same_again_changes_nothing(app):
    assert publish(eligibility()) == publish(eligibility(spaces=True))


def test_a_version_is_never_published_with_other_content(app):
    publish(eligibility())

    with pytest.raises(VersionTaken):
        publish(eligibility(title="另一个"))


def test_a_faulty_pack_is_refused_by_clause_and_leaves_nothing(app):
    with pytest.raises(FaultyPack, match="officers：没有写依据"):
        publish(eligibility(basis_of_officers=""))
    with pytest.raises(UnreadablePack):
        publish("{")

    with reading() as session:
        assert queries.packs(session) == []


def test_the_newest_version_that_has_begun_is_in_force(app):
    publish(shipped.text_of("exemption"))
    publish(demo())

    with reading() as session:
        on = [date(2020, 12, 31), date(2025, 12, 31), date(2026, 1, 1)]
        found = [queries.in_force(session, "exemption", day) for day in on]
    assert [row and row.version for row in found] == [None, 1, 2]


def test_packs_reach_every_phone(app, as_person, people):
    publish(eligibility())

    answer = sync(as_person(people.officer, PHONE), scopes={"bureau": [0, ""]})
    (row,) = rows(answer, "bureau", "rule_pack")

    assert (row["pack"], row["hash"]) == ("eligibility", content_hash(row["content"]))


def test_the_legal_text_is_taken_in_and_taken_in_again(app):
    with writing() as session:
        assert commands.publish_catalogue(session, catalogue("甲"), at=clock.now()) == 2
    with writing() as session:
        commands.publish_catalogue(session, catalogue("乙"), at=clock.now())

    with reading() as session:
        item = queries.catalogue_item(session, "2021-1")
        assert (item.name, item.registration_form, item.row_ver) == ("乙", "其他", 2)


def test_names_of_trades_reach_every_phone_and_the_next_file_takes_their_place(
    app, as_person, people
):
    first = "\ufeffcode,name,section\nC,制造业,C\n21,家具制造业,C\n2110,木质家具制造,C\n".encode()
    with writing() as session:
        assert commands.publish_trades(session, first, at=clock.now()) == 2
    with writing() as session:
        commands.publish_trades(session, b"name,code\nfurniture,2110\n", at=clock.now())

    answer = sync(as_person(people.officer, PHONE), scopes={"bureau": [0, ""]})
    [row] = rows(answer, "bureau", "trade_names")
    assert (row["id"], row["names"]) == ("gbt4754", {"2110": "furniture"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "第一行要有 code 和 name 两列"),
        (b"{}", "第一行要有 code 和 name 两列"),
        (b"code,title\n2110,x\n", "第一行要有 code 和 name 两列"),
        ("code,name\n2110,家具\n".encode("gb18030"), "文件不是 UTF-8 文字"),
        (b"code,name\nC,manufacture\n", "没有行业代码"),
        (b"code,name\n2110,furniture\n2110,chairs\n", "第3行的代码 2110 前面已经有了"),
        (b"code,name\n21.10,furniture\n", "第2行的代码不是 2 到 4 位数字"),
        ("code,name\n２１,家具\n".encode(), "第2行的代码不是 2 到 4 位数字"),
        (b"code,name\n2110, \n", "第2行没有名称"),
        (b"code,name\n2110\n", "第2行没有名称"),
        (b"code,name\n2110," + b"x" * 101, "名称超过 100 字"),
        (b'code,name\n2110,"furni\n', "不是 CSV 表格"),
        (b"code,name\n2110," + b"x" * 200_000, "不是 CSV 表格"),
    ],
)
def test_a_file_that_does_not_name_trades_is_refused_whole(app, text, words):
    with writing() as session, pytest.raises(UnreadableTrades, match=words):
        commands.publish_trades(session, text, at=clock.now())
    with reading() as session:
        assert queries.trade_names(session) == {}


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"source":{"effective":"2021"},"items":[]}'])
def test_a_file_that_is_no_catalogue_is_refused(app, text):
    with writing() as session, pytest.raises(UnreadableCatalogue):
        commands.publish_catalogue(session, text, at=clock.now())
