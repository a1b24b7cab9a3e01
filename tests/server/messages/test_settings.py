"""Whom push services may write to is a real address, or notifications are not offered."""

import pytest
from environs import EnvValidationError

from server.config import from_environment


@pytest.mark.parametrize("contact", ["", "mailto:it@dgepb.gov.cn", "https://epb.dg.gov.cn/it"])
def test_a_contact_is_taken_as_it_is(contact, monkeypatch):
    monkeypatch.setenv("DOORSTEP_PUSH_CONTACT", contact)

    assert from_environment().push_contact == contact


@pytest.mark.parametrize(
    "contact",
    [
        *(
            "it@dgepb.gov.cn",
            "mailto:",
            "mailto:it",
            "mailto:admin@example.com",
            "http://dg.gov.cn",
        ),
        *("mailto:it@localhost", "https://localhost", "mailto:you@your.example", "mailto:a@b.test"),
    ],
)
def test_a_placeholder_stops_the_start(contact, monkeypatch):
    monkeypatch.setenv("DOORSTEP_PUSH_CONTACT", contact)

    with pytest.raises(EnvValidationError):
        from_environment()


def test_further_origins_are_a_list(monkeypatch):
    monkeypatch.setenv("DOORSTEP_PUSH_ORIGINS", "http://127.0.0.1:1,https://push.lan:8443")

    assert from_environment().push_origins == ("http://127.0.0.1:1", "https://push.lan:8443")
