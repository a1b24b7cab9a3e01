"""In which scope an enterprise stands: its town's, or that of unknown towns."""


def scopes_of_town(town_code: str | None) -> frozenset[str]:
    """Return the scope of a town; unknown towns are held by every branch."""
    return frozenset({f"town:{town_code or 'none'}"})
