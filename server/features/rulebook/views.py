"""The rulebook for the desk: every version, what is in one, and what changed between two."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from server.core import auth, clock
from server.core.auth import OFFICE, Role
from server.core.doors import reading, writing
from server.features.rulebook import commands, queries
from server.features.rulebook.calendar_words import years_of
from server.features.rulebook.models import RulePack
from server.features.rulebook.regime_words import lines_of
from server.features.rulebook.schemas import (
    DiffQuery,
    PackChangeOut,
    PackDetailOut,
    PackOut,
    PackPreviewOut,
    PublishRequest,
)
from sync.rules.calendar_packs import CalendarPack
from sync.rules.diffing import Change
from sync.rules.packs import Pack
from sync.rules.publishing import Published, diff_published, read_published
from sync.rules.regimes import Regime

blueprint = Blueprint("rulebook", __name__, url_prefix="/api/rules")


@blueprint.route("")
class Packs(MethodView):
    @blueprint.response(200, PackOut(many=True))
    def get(self) -> Any:
        """Every published version of every pack."""
        auth.require(*OFFICE)
        with reading() as session:
            packs = queries.packs(session)
            current = {
                row.id for pack in packs if (row := queries.in_force(session, pack.pack, _today()))
            }
            return [_line(pack, is_in_force=pack.id in current) for pack in packs]

    @blueprint.arguments(PublishRequest)
    @blueprint.response(201, PackOut)
    def post(self, wanted: Mapping[str, str]) -> Any:
        """Publish a version; refused with the clause where something is wrong."""
        caller = auth.require(Role.ADMINISTRATOR)
        with writing() as session:
            row = commands.publish(session, wanted["content"], by=caller, at=clock.now())
            return _line(row, is_in_force=row.in_force_from <= _today())


@blueprint.route("/preview")
class Preview(MethodView):
    @blueprint.arguments(PublishRequest)
    @blueprint.response(200, PackPreviewOut)
    def post(self, wanted: Mapping[str, str]) -> Any:
        """What publishing a text would do: refused as publishing is, and nothing is kept."""
        auth.require(Role.ADMINISTRATOR)
        with reading() as session:
            pack = commands.checked(session, wanted["content"])
            held = queries.version(session, pack.id, pack.version)
            old = queries.compared_with(session, pack.id, _today())
        columns = ("version", "title", "in_force_from", "in_force_to")
        return {name: getattr(pack, name) for name in columns} | {
            "pack": pack.id,
            "is_published": held is not None,
            "against": None if old is None else old.version,
            "changes": [] if old is None else _changes(old, pack),
        }


@blueprint.route("/<pack>/<int(max=2147483647):version>")
class OnePack(MethodView):
    @blueprint.response(200, PackDetailOut)
    def get(self, pack: str, version: int) -> Any:
        """One version with its clauses."""
        auth.require(*OFFICE)
        with reading() as session:
            row = commands.known_version(session, pack, version)
            current = queries.in_force(session, pack, _today())
            line = _line(row, is_in_force=current is not None and current.id == row.id)
        read = read_published(row.content)
        return {**line, "basis": read.basis, "clauses": _clauses(read)}


@blueprint.route("/<pack>/<int(max=2147483647):version>/changes")
class Changes(MethodView):
    @blueprint.arguments(DiffQuery, location="query")
    @blueprint.response(200, PackChangeOut(many=True))
    def get(self, wanted: Mapping[str, int], pack: str, version: int) -> Any:
        """What a version changed against an earlier one."""
        auth.require(*OFFICE)
        with reading() as session:
            old = commands.known_version(session, pack, wanted["since"])
            new = commands.known_version(session, pack, version)
        return _changes(old, read_published(new.content))


def _changes(old: RulePack, new: Published) -> Sequence[Change]:
    return diff_published(read_published(old.content), new)


def _line(row: RulePack, *, is_in_force: bool) -> dict[str, Any]:
    columns = ("pack", "version", "title", "in_force_from", "in_force_to", "hash", "published_at")
    return {name: getattr(row, name) for name in columns} | {"is_in_force": is_in_force}


def _clauses(read: Published) -> Sequence[Mapping[str, Any]]:
    match read:
        case Regime():
            return _parts(read.basis, lines_of(read), read.validity_months)
        case CalendarPack():
            return _parts(read.basis, years_of(read), None)
        case Pack():
            return _named(read)


def _named(pack: Pack) -> Sequence[Mapping[str, Any]]:
    """Return the clauses with their outcome in words."""
    words = {outcome.id: outcome.label for outcome in pack.outcomes}
    return [
        {
            "id": clause.id,
            "outcome": words[clause.outcome],
            "label": clause.label,
            "basis": clause.basis,
            "conditions": clause.conditions,
            "valid_months": clause.valid_months,
        }
        for clause in pack.clauses
    ]


def _parts(
    basis: str, lines: Iterable[tuple[str, str, str]], valid_months: int | None
) -> Sequence[Mapping[str, Any]]:
    """Return what a pack without clauses says, each part as a clause is shown."""
    shared = {"basis": basis, "conditions": "", "valid_months": valid_months}
    return [{"id": key, "outcome": word, "label": words, **shared} for key, word, words in lines]


def _today() -> date:
    return clock.today()
