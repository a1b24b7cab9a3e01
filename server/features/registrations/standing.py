"""Where an act stands in replicas: at its enterprise's town, and with its two officers."""

from server.features.registrations.models import Registration


def scopes_of(registration: Registration) -> frozenset[str]:
    """Return the scopes of an act: the town's, the lead's and the co-officer's."""
    people = (registration.lead_id, registration.co_id)
    officers = (f"officer:{person}" for person in people if person)
    return frozenset({scope_of_town(registration.town_code), *officers})


def scope_of_town(town_code: str | None) -> str:
    """Return the scope of a town; unknown towns share one."""
    return f"town:{town_code or 'none'}"
