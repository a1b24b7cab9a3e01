"""Phones that somebody should ask about."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from server.features.reports.devices import concern_about

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Phone:
    last_seen_at: datetime = NOW
    last_seq: int = 5
    announced_head: int = 5
    id: str = "phone"
    person_id: str = "officer"


def _words(phone):
    concern = concern_about(phone, "陈志远", at=NOW)
    return concern and concern.words


def test_a_phone_that_is_up_to_date_is_of_no_concern():
    assert _words(Phone()) is None
    assert _words(Phone(announced_head=3)) is None


def test_a_phone_that_still_holds_items_is_named_with_their_number():
    assert _words(Phone(announced_head=8)) == "陈志远的手机还有 3 条没有上传"


@pytest.mark.parametrize(
    ("silent", "words"),
    [
        (timedelta(days=7) - timedelta(seconds=1), None),
        (timedelta(days=7), "陈志远的手机已 7 天没有联系"),
        (timedelta(days=30), "陈志远的手机已 30 天没有联系"),
    ],
)
def test_a_phone_is_silent_after_a_week(silent, words):
    assert _words(Phone(last_seen_at=NOW - silent)) == words


def test_both_are_said_of_a_phone_that_holds_items_and_is_silent():
    phone = Phone(last_seen_at=NOW - timedelta(days=9), announced_head=6)

    assert _words(phone) == "陈志远的手机还有 1 条没有上传，已 9 天没有联系"
