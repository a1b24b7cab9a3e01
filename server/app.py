"""The application: the only file that knows every feature."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate

from server import wall
from server.config import Settings, from_environment
from server.core import (
    auth,
    gate,
    health,
    hooks,
    http,
    keyring,
    log,
    notary,
    pages,
    replication,
    reviewing,
    throttle,
    tokens,
    turns,
)
from server.core.db import Base, db, engine_options
from server.core.interface import Interface
from server.core.verbs import Verb
from server.database_line import guarded
from server.features.accounts import authentication
from server.features.accounts import import_views as people_imports
from server.features.accounts import people_views as people
from server.features.accounts import replica as accounts_replica
from server.features.accounts import views as accounts
from server.features.audit import looking
from server.features.audit import views as audit
from server.features.cases import moving as moving_cases
from server.features.cases import public_views as case_links
from server.features.cases import replica as cases_replica
from server.features.cases import reviewing as cases_reviewing
from server.features.cases import views as cases
from server.features.devices import enrolment_views as enrolment
from server.features.devices import leases as devices_leases
from server.features.devices import replica as devices_replica
from server.features.devices import session_views as sessions
from server.features.devices import views as devices
from server.features.devices import wiping_views as wiping
from server.features.documents import following as documents_following
from server.features.documents import replica as documents_replica
from server.features.documents import views as documents
from server.features.enterprises import import_views as enterprise_imports
from server.features.enterprises import replica as enterprises_replica
from server.features.enterprises import reviewing as enterprises_reviewing
from server.features.enterprises import views as enterprises
from server.features.evidence import replica as evidence_replica
from server.features.evidence import upload_views as uploads
from server.features.evidence import views as evidence
from server.features.jurisdiction import views as jurisdiction
from server.features.messages import following as messages_following
from server.features.messages import push_views as push
from server.features.messages import replica as messages_replica
from server.features.messages import vapid
from server.features.messages import views as messages
from server.features.messages import work as messages_work
from server.features.numbering import closing as numbering_closing
from server.features.numbering import leasing as numbering_leasing
from server.features.numbering import replica as numbering_replica
from server.features.numbering import views as numbering
from server.features.organisation import replica as organisation_replica
from server.features.organisation import views as organisation
from server.features.planning import commands as planning_commands
from server.features.planning import replica as planning_replica
from server.features.planning import views as planning
from server.features.quotas import closing_views as quota_closings
from server.features.quotas import commands as quotas_commands
from server.features.quotas import replica as quotas_replica
from server.features.quotas import views as quotas
from server.features.receipts import replica as receipts_replica
from server.features.receipts import views as receipts
from server.features.registrations import moving as moving_acts
from server.features.registrations import replica as registrations_replica
from server.features.registrations import reviewing as registrations_reviewing
from server.features.registrations import views as registrations
from server.features.reports import commands as reports_commands
from server.features.reports import desk_views as managers_desk
from server.features.reports import views as reports
from server.features.rescue import device_views as holdings
from server.features.rescue import parting_views as parting
from server.features.rescue import views as rescue
from server.features.reviews import replica as reviews_replica
from server.features.reviews import views as reviews
from server.features.rulebook import regime_views as regimes
from server.features.rulebook import replica as rulebook_replica
from server.features.rulebook import views as rulebook
from server.features.sync_api import commands as sync_commands
from server.features.sync_api import device_views as forked_phones
from server.features.sync_api import replacing, snapshots
from server.features.sync_api import views as sync_api
from server.features.sync_api.bureau import FORESIGHTS, VERBS
from server.features.visits import moving
from server.features.visits import replica as visits_replica
from server.features.visits import reviewing as visits_reviewing
from server.features.visits import views as visits

API = "doorstep.api"
OURS = "server."

BLUEPRINTS = (
    accounts.blueprint,
    people.blueprint,
    people_imports.blueprint,
    organisation.blueprint,
    jurisdiction.blueprint,
    devices.blueprint,
    enrolment.blueprint,
    wiping.blueprint,
    sessions.blueprint,
    enterprises.blueprint,
    enterprise_imports.blueprint,
    visits.blueprint,
    registrations.blueprint,
    cases.blueprint,
    case_links.blueprint,
    evidence.blueprint,
    uploads.blueprint,
    quotas.blueprint,
    planning.blueprint,
    quota_closings.blueprint,
    reports.blueprint,
    managers_desk.blueprint,
    reviews.blueprint,
    rulebook.blueprint,
    documents.blueprint,
    regimes.blueprint,
    receipts.blueprint,
    numbering.blueprint,
    messages.blueprint,
    push.blueprint,
    sync_api.blueprint,
    forked_phones.blueprint,
    rescue.blueprint,
    holdings.blueprint,
    parting.blueprint,
    audit.blueprint,
)
REPLICAS = (
    *organisation_replica.REPLICAS,
    *accounts_replica.REPLICAS,
    *devices_replica.REPLICAS,
    *enterprises_replica.REPLICAS,
    *visits_replica.REPLICAS,
    *registrations_replica.REPLICAS,
    *cases_replica.REPLICAS,
    *evidence_replica.REPLICAS,
    *quotas_replica.REPLICAS,
    *planning_replica.REPLICAS,
    *reviews_replica.REPLICAS,
    *rulebook_replica.REPLICAS,
    *documents_replica.REPLICAS,
    *receipts_replica.REPLICAS,
    *numbering_replica.REPLICAS,
    *messages_replica.REPLICAS,
)
COMMANDS: tuple[dict[tuple[str, int], Verb], ...] = (
    enterprises_replica.COMMANDS,
    visits_replica.COMMANDS,
    numbering_replica.COMMANDS,
    registrations_replica.COMMANDS,
    cases_replica.COMMANDS,
    messages_replica.COMMANDS,
)
REVIEWABLE = {
    **enterprises_reviewing.REVIEWABLE,
    **visits_reviewing.REVIEWABLE,
    **registrations_reviewing.REVIEWABLE,
    **cases_reviewing.REVIEWABLE,
}


def create_app(settings: Settings | None = None) -> Flask:
    """Wire the features together for one installation."""
    settings = settings or from_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if settings.sqlite_file is not None:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(_flask_config(settings))
    app.extensions["doorstep.settings"] = settings
    db.init_app(app)
    Migrate(app, db, directory=str(settings.migrations_dir), render_as_batch=True)
    Compress(app)
    for keeper in (keyring, tokens, notary):
        keeper.install(app, settings.data_dir / "keys")
    vapid.install(app, settings)
    turns.install(app, settings.sqlite_file)
    gate.install(app, settings.max_in_flight)
    gate.guard(app, sync_api.CROWDED)
    auth.install(app, authentication.authenticate)
    throttle.install(app, settings.data_dir, settings.lists_a_minute)
    replication.install(app, REPLICAS)
    for part in (wall, snapshots, health):
        part.install(app)
    app.extensions[VERBS] = _merged(COMMANDS)
    reviewing.install(app, REVIEWABLE, registrations_reviewing.ACTING)
    app.extensions[FORESIGHTS] = (
        enterprises_replica.foresee,
        visits_replica.foresee,
        numbering_replica.foresee,
    )
    _tie(app)
    _tie_phones(app)
    _register(app)
    # After the blueprints: flask-smorest brings error answers of its own.
    http.install(app)
    pages.install(app, settings.pwa_dir)
    return app


def table_names() -> frozenset[str]:
    """Return the tables of all features, as a database of the present shape has them."""
    ours = (mapper for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(OURS))
    return frozenset(str(mapper.local_table.description) for mapper in ours)


def _register(app: Flask) -> None:
    api = Interface(app)
    app.extensions[API] = api
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    looking.install(app)


def _tie(app: Flask) -> None:
    """Have slices react to others that may not know them."""
    hooks.react(app, "people.standing_changed", quotas_commands.recount)
    hooks.react(app, "visits.changed", quotas_commands.recount_at_the_end)
    hooks.react(app, "visits.settled", planning_commands.follow_at_the_end)
    hooks.react(app, "cases.changed", quotas_commands.recount_at_the_end)
    hooks.react(app, "visits.settled", reports_commands.tally_at_the_end)
    hooks.react(app, "enterprises.placed", moving.follow_enterprises)
    hooks.react(app, "enterprises.placed", moving_cases.follow_enterprises)
    hooks.react(app, "enterprises.placed", moving_acts.follow_enterprises)
    hooks.react(app, "registrations.arrived", documents_following.follow_arrived)
    hooks.react(app, "registrations.confirmed", documents_following.follow_standing)
    hooks.react(app, "registrations.corrected", documents_following.follow_standing)
    hooks.react(app, "registrations.withdrawn", documents_following.follow_withdrawn)
    hooks.react(app, "registrations.moved", documents_following.follow_moved)
    hooks.react(app, "registrations.withdrawn", messages_following.follow_withdrawn)
    hooks.react(app, "deputies.appointed", messages_following.follow_appointed)
    hooks.react(app, "reviews.opened", messages_following.follow_opened)
    hooks.react(app, "reviews.settled", messages_following.follow_settled)
    hooks.react(app, "reviews.reopened", messages_following.follow_reopened)
    hooks.react(app, "cases.told", messages_work.follow_case)
    hooks.react(app, "planning.changed", messages_work.follow_plans)
    hooks.react(app, "reviews.settling", sync_commands.hold_device)
    hooks.react(app, "reviews.ran", sync_commands.amend_entry)


def _tie_phones(app: Flask) -> None:
    """Have slices react to what becomes of phones, of their keys and of their numbers."""
    hooks.react(app, "device_keys.registered", sync_commands.require_signatures)
    hooks.react(app, "devices.enrolled", replacing.close_lost)
    hooks.react(app, "device_keys.revoked", numbering_closing.write_off_revoked)
    hooks.react(app, "device_keys.revoked", devices_leases.end)
    hooks.react(app, "devices.met", numbering_leasing.supply)
    # After its numbers, which stand in it.
    hooks.react(app, "devices.met", devices_leases.grant)
    hooks.react(app, "numbers.leased", devices_leases.widen)
    hooks.react(app, "devices.closed", numbering_closing.write_off)
    hooks.react(app, "devices.closed", devices_leases.end)


def _merged(tables: Iterable[dict[tuple[str, int], Verb]]) -> dict[tuple[str, int], Verb]:
    merged: dict[tuple[str, int], Verb] = {}
    for table in tables:
        assert not merged.keys() & table.keys(), "two slices claim one command"
        merged |= table
    return merged


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SQLALCHEMY_DATABASE_URI": guarded(settings),
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.threads),
        "API_TITLE": "Doorstep",
        "API_VERSION": "1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "openapi.json",
        "COMPRESS_MIMETYPES": ["application/json", "text/html", "text/css", "text/javascript"],
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_LEVEL": 5,
        "COMPRESS_STREAMS": False,
    }


log.install()
