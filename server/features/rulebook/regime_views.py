"""Which branch follows which regime, for the desk."""

from datetime import date
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from server.core import auth, clock
from server.core.auth import OFFICE, Role
from server.core.doors import reading, writing
from server.features.accounts import queries as accounts
from server.features.organisation import queries as organisation
from server.features.rulebook import queries
from server.features.rulebook.models import BranchRegime
from server.features.rulebook.regime_commands import NewRegime, set_regime
from server.features.rulebook.schemas import BranchRegimeOut, RegimeRequest

blueprint = Blueprint("regimes", __name__, url_prefix="/api/rules/regimes")
NEVER_SAID = {"id": None, "from_on": None, "set_by_name": "", "set_at": None}


@blueprint.route("")
class Regimes(MethodView):
    @blueprint.response(200, BranchRegimeOut(many=True))
    def get(self) -> Any:
        """What every branch follows today, and what it was or will be told to follow."""
        auth.require(*OFFICE)
        with reading() as session:
            return _lines(session, clock.today())

    @blueprint.arguments(RegimeRequest)
    @blueprint.response(201, BranchRegimeOut(many=True))
    def post(self, wanted: dict[str, Any]) -> Any:
        """Have a branch follow a regime from a day on."""
        caller = auth.require(Role.ADMINISTRATOR)
        with writing() as session:
            set_regime(session, NewRegime(**wanted), by=caller, at=clock.now())
            return _lines(session, clock.today())


def _lines(session: Session, today: date) -> list[dict[str, Any]]:
    said = queries.regimes(session)
    people = {person.id: person.name for person in accounts.people(session)}
    titles = _titles(session)
    lines = []
    for branch in organisation.branches(session):
        current = queries.regime_begun(session, branch.id, today)
        told = [row for row in said if row.branch_id == branch.id]
        every = [_line(row, people) for row in told]
        if current is None:
            every.append({**NEVER_SAID, "regime": queries.TODAYS_LAW})
        called = {"branch_id": branch.id, "branch_name": branch.short}
        lines += [
            {
                **called,
                **one,
                "title": titles.get(one["regime"], ""),
                "is_current": one["id"] == (current and current.id),
            }
            for one in every
        ]
    return lines


def _line(row: BranchRegime, people: dict[str, str]) -> dict[str, Any]:
    named = people.get(row.set_by or "", "")
    told = {name: getattr(row, name) for name in ("id", "regime", "from_on", "set_at")}
    return {**told, "set_by_name": named}


def _titles(session: Session) -> dict[str, str]:
    """Return what the newest version of each pack is called."""
    return {row.pack: row.title for row in reversed(queries.packs(session))}
