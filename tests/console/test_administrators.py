"""`doorstep administrators`, as whoever runs the server types it."""

import pytest

# Each process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(600)


def test_the_three_are_named_at_the_server_and_it_says_who_is_missing(doorstep):
    nobody = doorstep("administrators")
    refused = doorstep("administrators", "appoint", "administrator", "shen")
    first = doorstep("administrators", "appoint", "administrator", "shen", "--name", "沈明")
    lacking = doorstep("migrate")
    doorstep("administrators", "appoint", "security", "zhang", "--name", "张安")
    doorstep("administrators", "appoint", "auditor", "song", "--name", "宋审")
    listed = doorstep("administrators")

    assert "还没有" not in nobody.stdout
    assert (refused.returncode, "--name" in refused.stderr) == (1, True)
    assert (first.returncode, len(first.stdout.strip()) >= 8) == (0, True)
    assert "还没有安全管理员和安全审计员" in lacking.stdout
    assert "系统管理员 administrator：沈明（shen）" in listed.stdout
    assert "安全审计员 auditor：宋审（song）" in listed.stdout
    assert "还没有" not in listed.stdout
