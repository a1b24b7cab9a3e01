"""What a reviewer should look at although the visit stands."""

from collections.abc import Collection

from server.core.problems import Problem
from server.features.visits.claims import FLAG_WORDS


class VisitElsewhere(Problem):
    code = "403.72"
    title = "走访的企业不在上报人现在管辖的镇街"


class PlaceRestored(Problem):
    code = "422.32"
    title = "走访的企业已随导入批次撤销"


_OF_FLAGS: dict[str, type[Problem]] = {
    "enterprise_restored": PlaceRestored,
    "elsewhere": VisitElsewhere,
}


def concern_of(flags: Collection[str]) -> Problem | None:
    """Return what of the odd things about a visit is for a person to look at, if anything."""
    found = next((flag for flag in _OF_FLAGS if flag in flags), None)
    return _OF_FLAGS[found](FLAG_WORDS[found]) if found else None
