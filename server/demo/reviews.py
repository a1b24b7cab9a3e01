"""Demo reviews: phones of 长安 send what cannot simply be taken in, through the sync engine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.core.doors import reading, writing
from server.core.ids import new_id
from server.features.accounts import queries as accounts
from server.features.enterprises import queries as enterprises
from server.features.organisation import queries as organisation
from server.features.reviews import commands as reviews
from server.features.reviews import queries as reviews_list
from server.features.reviews.commands import Settlement
from server.features.reviews.ways import Way
from server.features.sync_api.bureau import bureau_for
from server.features.visits import queries as visits
from sync import engine
from sync.protocol import PROTOCOL_VERSION, Envelope, SyncRequest

TOWN, FOREIGN_TOWN = "长安镇", "虎门镇"
# Visits of the demo stand at the head of the town's list; reviews are about places behind them.
PLACES = slice(20, 24)
FAST_CLOCK_MS = -7 * 60_000


@dataclass(frozen=True)
class Place:
    """An enterprise as the phones saw it before they changed it."""

    id: str
    contact_name: str
    contact_phone: str
    address: str


@dataclass
class DemoPhone:
    """A phone of somebody, with what it has sent and what it will send in one go."""

    owner: Actor
    now: datetime
    bodies: list[str] = field(default_factory=list)
    sent: int = 0

    def tell(self, name: str, entity: str, args: Mapping[str, Any], *, offset_ms: int = 0) -> None:
        seq = len(self.bodies) + 1
        body = {
            "v": 1,
            "seq": seq,
            "id": new_id(),
            "name": name,
            "version": 1,
            "entity": entity,
            "args": args,
            "device_time": (self.now - timedelta(minutes=90 - seq)).isoformat(),
            "server_offset_ms": offset_ms,
        }
        self.bodies.append(orjson.dumps(body).decode())

    def amend(self, place: Place, told: str, new: str, *, offset_ms: int = 0) -> None:
        old = getattr(place, told)
        args = {"changes": {told: [old, new]}}
        self.tell("enterprise.amend", place.id, args, offset_ms=offset_ms)

    def send(self, *, at: datetime | None = None) -> None:
        at = at or self.now
        device = self.owner.device_id
        assert device is not None, "every demo phone has a name"
        request = SyncRequest(
            PROTOCOL_VERSION,
            device,
            self.sent + 1,
            tuple(Envelope(body) for body in self.bodies[self.sent :]),
            announced_head=len(self.bodies),
        )
        self.sent = len(self.bodies)
        engine.answer(
            request,
            bureau_for(self.owner, at),
            scopes=lambda _: [],
            server_time=at.isoformat(),
        )


def make_reviews(now: datetime) -> int:
    """Have two phones send what crosses, is refused, waits or is not theirs; return how many."""
    with reading() as session:
        chen, li = (_phone(session, login, now) for login in ("chen", "li"))
        places, foreign = _places(session, TOWN), _places(session, FOREIGN_TOWN)
        visited = _visited(session)
    first, second, third, fourth = places
    li.amend(first, "contact_phone", "13800000002")
    li.amend(first, "contact_name", "黄主任")
    chen.amend(first, "contact_phone", "13800000001", offset_ms=FAST_CLOCK_MS)
    chen.amend(first, "address", f"{first.address}东侧")
    chen.tell("enterprise.add", new_id(), _new_place())
    chen.tell("equipment.check", second.id, {"note": "新版本手机上的操作"})
    li.amend(fourth, "contact_name", "周经理")
    both = {
        "contact_name": [fourth.contact_name, "周厂长"],
        "address": [fourth.address, "振兴路6号"],
    }
    chen.tell("enterprise.amend", fourth.id, {"changes": both})
    chen.amend(foreign[0], "contact_name", "马经理")
    li.amend(third, "contact_phone", "13800000004")
    chen.amend(third, "contact_phone", "13800000005")
    if visited:
        li.tell("visit.withdraw", visited, {"reason": "和同事重复登记"})
    for phone in (li, chen):
        phone.send()
    with writing() as session:
        _settle_one(session, third.id, now)
        session.flush()
        return reviews_list.count(session)


def _settle_one(session: Session, enterprise_id: str, now: datetime) -> None:
    """Have the branch head keep both numbers of one enterprise."""
    wang = _phone(session, "wang", now).owner
    found = reviews_list.reviews(session, wang)
    [review] = [review for review in found if review.entity == enterprise_id]
    settlement = Settlement(Way.TAKE_BOTH, "两个电话都打通过，都留着。")
    reviews.settle_review(session, review.id, settlement, by=wang, at=now)


def _phone(session: Session, login: str, now: datetime) -> DemoPhone:
    person = accounts.person_by_login(session, login)
    assert person is not None, "the demo has its people first"
    owner = Actor(
        person.id,
        person.name,
        Role(person.role),
        person.branch_id,
        session_id="demo",
        device_id=f"demo-phone-of-{login}",
    )
    return DemoPhone(owner, now)


def _places(session: Session, name: str) -> Sequence[Place]:
    [town] = [town for town in organisation.towns(session) if town.name == name]
    found = enterprises.enterprises_of_town(session, town.id, limit=PLACES.stop)[PLACES]
    return [Place(one.id, one.contact_name, one.contact_phone, one.address) for one in found]


def _visited(session: Session) -> str | None:
    """Return a visit of 长安 that its co-officer did not log."""
    return next(_visits(session), None)


def _visits(session: Session) -> Iterator[str]:
    [town] = [town for town in organisation.towns(session) if town.name == TOWN]
    li = accounts.person_by_login(session, "li")
    for place in enterprises.enterprises_of_town(session, town.id, limit=PLACES.start):
        for visit in visits.visits_of_enterprise(session, place.id):
            if li is not None and visit.author_id != li.id:
                yield visit.id


def _new_place() -> dict[str, Any]:
    return {
        "name": "东莞市长安晴屿五金制品有限公司",
        "code": "91441900MADM00O001",
        "address": "东莞市长安镇振兴路8号",
        "contact_name": "叶厂长",
        "contact_phone": "13800000008",
    }
