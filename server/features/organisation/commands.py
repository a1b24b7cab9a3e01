"""Set the bureau up, and say where enterprises may complain of it."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from server.core import audit
from server.core.auth import Actor
from server.core.ids import new_id
from server.core.problems import NotFound, Problem
from server.features.organisation import queries
from server.features.organisation.city import city
from server.features.organisation.models import Branch, Town

# Three of the four parks have no branch of their own known to us (DOMAIN: 33 = 32 towns + 松山湖).
PARKS_WITHOUT_BRANCH = frozenset({"东莞港", "东莞生态园", "东莞滨海湾新区"})

# As people write them: digits, with signs and an extension between them; short ones like 12345 too.
TELEPHONE = re.compile(r"\+?(?:[0-9][ ()（）转-]*){3,20}")


class NoTelephone(Problem):
    code = "422.260"
    title = "投诉电话只能写一个号码，例如 0769-12345678；不公布时留空"


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


def set_complaint_phone(
    session: Session, branch_id: str, phone: str, *, by: Actor, at: datetime
) -> Branch:
    """Have 亮证 at a door show where to complain of a branch's officers; empty for nowhere."""
    branch = queries.branch(session, branch_id)
    if branch is None:
        raise NotFound
    if phone and not TELEPHONE.fullmatch(phone):
        raise NoTelephone
    if phone == branch.complaint_phone:
        return branch

    told = {"before": branch.complaint_phone, "after": phone}
    branch.complaint_phone = phone
    audit.record(session, "branch.complaint_phone", subject=branch.id, by=by, at=at, **told)
    session.flush()
    return branch


def _branch(town: str, sort: int) -> Branch:
    short = town.removesuffix("街道").removesuffix("镇")
    phone = city()["complaint_phone"]
    return Branch(id=new_id(), name=f"{short}分局", short=short, sort=sort, complaint_phone=phone)
