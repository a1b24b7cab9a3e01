"""Set the bureau up."""

from sqlalchemy.orm import Session

from server.core.ids import new_id
from server.features.organisation import queries
from server.features.organisation.city import city
from server.features.organisation.models import Branch, Town

# Three of the four parks have no branch of their own known to us (DOMAIN: 33 = 32 towns + 松山湖).
PARKS_WITHOUT_BRANCH = frozenset({"东莞港", "东莞生态园", "东莞滨海湾新区"})


def found_bureau(session: Session) -> None:
    """Write the 36 towns and 33 branches of the reference city, unless they are there."""
    if queries.branches(session):
        return
    for sort, (code, name, lat_e7, lng_e7) in enumerate(city()["towns"]):
        branch = None if name in PARKS_WITHOUT_BRANCH else _branch(name, sort)
        if branch is not None:
            session.add(branch)
            session.flush()
        session.add(
            Town(
                id=code,
                name=name,
                branch_id=branch and branch.id,
                lat_e7=lat_e7,
                lng_e7=lng_e7,
            )
        )


def _branch(town: str, sort: int) -> Branch:
    short = town.removesuffix("街道").removesuffix("镇")
    return Branch(id=new_id(), name=f"{short}分局", short=short, sort=sort)
