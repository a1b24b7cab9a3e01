"""`doorstep keys` at the console: rolled, listed, noted; nothing starts with a key that is gone."""

import json
import sqlite3

import pytest

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def keys(folder):
    return folder / "keys"


def deeds(folder):
    with sqlite3.connect(folder / "doorstep.db") as connection:
        found = connection.execute(
            "SELECT facts FROM audit_entry WHERE event = 'bureau_key.rolled' ORDER BY id"
        ).fetchall()
    connection.close()
    return found


def test_each_roll_is_listed_and_noted_once(doorstep, folder):
    assert doorstep("migrate").returncode == 0

    first, second = doorstep("keys", "roll", "receipt"), doorstep("keys", "roll", "rescue")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "doorstep backup" in first.stdout
    told = doorstep("keys", "list").stdout.splitlines()
    assert [line.split()[0] for line in told] == ["回执密钥", "救援密钥"] * 1 + [
        "救援密钥",
        "回执密钥",
    ]
    assert [line.split()[2] for line in told] == ["现在用"] * 2 + ["已换下"] * 2
    assert len(deeds(folder)) == 2
    assert doorstep("audit", "verify").returncode == 0


def test_without_a_key_nothing_starts_until_it_is_said_that_it_is_lost(doorstep, folder, keys):
    doorstep("migrate")
    (keys / "receipt-es256.pem").unlink()

    refused = doorstep("doctor")
    assert refused.returncode != 0
    assert "keys roll --lost" in refused.stderr + refused.stdout
    assert doorstep("keys", "roll", "receipt").returncode != 0

    done = doorstep("keys", "roll", "--lost", "--yes", "receipt")

    assert done.returncode == 0, done.stderr
    assert "重新输入密码登录" in done.stdout
    assert doorstep("keys", "list").stdout.count("文件已丢失") == 1
    [[facts]] = deeds(folder)
    assert json.loads(facts)["vouched"] is False
