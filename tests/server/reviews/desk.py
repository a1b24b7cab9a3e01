"""Somebody of the office at the review list."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.features.accounts import queries as accounts
from tests.conftest import Client


@dataclass(frozen=True)
class Desk:
    client: Client

    def open(self) -> list[dict[str, Any]]:
        """Return what is open, the first of each phone first."""
        found = self.client.get("/api/reviews").json
        return sorted((row for row in found if row["state"] == "open"), key=lambda row: row["seq"])

    def only(self) -> dict[str, Any]:
        """Return all about the only open review."""
        [line] = self.open()
        return self.look(line["id"])

    def look(self, review_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/api/reviews/{review_id}").json
        return found

    def settle(self, review: dict[str, Any], way: str, words: str = "") -> Any:
        asked = {"way": way, "words": words}
        return self.client.post(f"/api/reviews/{review['id']}/settle", asked)

    def undo(self, review: dict[str, Any]) -> Any:
        return self.client.post(f"/api/reviews/{review['id']}/undo")


def sides(review: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return mine and theirs by field."""
    return {side["field"]: (side["mine"], side["theirs"]) for side in review["sides"]}


def actor_of(session: Session, person_id: str) -> Actor:
    """Return a person as the doors know the one who calls."""
    person = accounts.person(session, person_id)
    assert person is not None
    return Actor(person.id, person.name, Role(person.role), person.branch_id, "session")
