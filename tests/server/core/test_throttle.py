"""Who asks as often as only a machine does is asked to wait; work from phones never is."""

import shutil

import pytest

from server.core import throttle
from server.core.throttle import Counts

HERE, THERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def bounds(app):
    """Let one person ask forty times a minute, for two files among them."""
    app.extensions[throttle.EXTENSION].lists_a_minute = 40


def codes(ask, times):
    return [ask().status_code for _ in range(times)]


@pytest.mark.usefixtures("bounds")
def test_more_lists_than_a_minute_has_wait_for_the_next_minute(as_person, people, time):
    manager = as_person(people.manager)
    time.pass_by(seconds=18)

    assert codes(lambda: manager.get("/api/visits"), 40) == [200] * 40
    refused = manager.get("/api/enterprises")

    assert (refused.status_code, refused.json["code"]) == (429, "429.340")
    assert refused.headers["Retry-After"] == "42"
    assert "请过 42 秒再试" in refused.json["detail"]
    time.pass_by(seconds=42)
    assert manager.get("/api/enterprises").status_code == 200


@pytest.mark.usefixtures("bounds")
def test_a_person_is_one_on_all_machines_and_holds_nobody_else_back(as_person, people):
    phone, desk = as_person(people.manager, "phone"), as_person(people.manager, "desk")

    codes(lambda: phone.get("/api/visits"), 20)
    codes(lambda: desk.get("/api/visits"), 20)

    assert desk.get("/api/visits").status_code == 429
    assert as_person(people.branch_head).get("/api/visits").status_code == 200


@pytest.mark.usefixtures("bounds")
def test_files_to_take_away_have_a_bound_of_their_own(as_person, people):
    manager = as_person(people.manager)

    made = codes(lambda: manager.get("/api/visits/export.xlsx"), 3)

    assert made == [200, 200, 429]
    assert manager.get("/api/visits").status_code == 200


@pytest.mark.usefixtures("bounds")
def test_what_phones_do_goes_on_whatever_else_was_asked(as_person, people):
    officer = as_person(people.officer, "phone")
    codes(lambda: officer.get("/api/sessions"), 41)
    assert officer.get("/api/sessions").status_code == 429

    wish = {"proto": 2, "device": "phone", "first_seq": 1}
    assert codes(lambda: officer.post("/api/sync", wish), 45) == [200] * 45
    assert set(codes(lambda: officer.get(f"/api/blobs/{'0' * 64}"), 45)) == {404}
    assert officer.get("/api/session/rotation").status_code == 200


@pytest.mark.usefixtures("bounds")
def test_strangers_are_bound_by_address_and_by_the_network_of_one_subscriber(anybody):
    def keys(address):
        told = {"REMOTE_ADDR": address}
        return anybody.get("/api/public/receipts/keys", environ_base=told).status_code

    assert [keys(HERE) for _ in range(41)] == [200] * 40 + [429]
    assert keys(THERE) == 200
    assert [keys(f"2001:db8::{n:x}") for n in range(41)][-1] == 429


@pytest.mark.usefixtures("bounds")
def test_from_one_address_only_so_many_passwords_are_tried_whatever_the_names(anybody):
    def sign_in(n, address=HERE):
        told = {"name": f"nobody-{n}", "password": "wrong horse 9"}
        return anybody.post("/api/session", told, environ_base={"REMOTE_ADDR": address})

    answers = [sign_in(n).json["code"] for n in range(11)]

    assert answers == ["401.01"] * 10 + ["429.340"]
    assert sign_in(11, THERE).json["code"] == "401.01"


@pytest.mark.usefixtures("bounds")
def test_who_is_not_signed_in_counts_for_nobody(anybody, as_person, people):
    assert set(codes(lambda: anybody.get("/api/visits"), 45)) == {401}

    assert as_person(people.manager).get("/api/visits").status_code == 200


def test_workers_count_together(tmp_path):
    one, other = Counts(tmp_path / "asked.bin"), Counts(tmp_path / "asked.bin")

    assert [counts.add("a person", 7) for counts in (one, other, one)] == [1, 2, 3]
    assert other.add("a person", 8) == 1


def test_many_who_share_a_place_are_hardly_confused_and_the_file_stays_small(tmp_path):
    counts = Counts(tmp_path / "asked.bin")

    twice = [[counts.add(f"person {n}", 7) for n in range(2000)] for _ in range(2)][1]

    assert sum(n == 2 for n in twice) >= 1990
    assert (tmp_path / "asked.bin").stat().st_size <= throttle.ROWS * throttle.ROW_BYTES


def test_nobody_is_refused_where_the_counts_cannot_be_kept(app, as_person, people, bounds):
    folder = app.extensions["doorstep.settings"].data_dir
    manager = as_person(people.manager)
    shutil.rmtree(folder)

    assert codes(lambda: manager.get("/api/visits"), 45) == [200] * 45
