"""Make the row of an act from what a phone told and what the bureau knows."""

from datetime import datetime
from typing import Any

from server.core.auth import Actor
from server.features.registrations import confirming, standing
from server.features.registrations.circumstances import Officer, Place
from server.features.registrations.claims import Act
from server.features.registrations.models import Registration
from sync.rules.regimes import NOTICE, Regime

# What the phone told is kept in the words in which it was told.
AS_TOLD = (
    "id",
    "act",
    "outcome",
    "filing_number",
    "opened_at",
    "decided_at",
    "decided_on",
    "representative",
    "representative_title",
    "conditions",
    "valid_until",
    "follows",
    "leader_reason",
    "seen_ver",
)


def build(
    act: Act,
    regime: Regime | None,
    co_officer: Officer | None,
    place: Place,
    by: Actor,
    at: datetime,
) -> Registration:
    """Return an act's row, not judged yet; without a known regime it has no word."""
    rule = regime and regime.acts.get(NOTICE if act.act == NOTICE else act.outcome)
    return Registration(
        **{name: getattr(act, name) for name in AS_TOLD},
        **_content(act),
        **_signing(act),
        enterprise_id=place.id,
        enterprise_name=place.name,
        enterprise_code=place.code,
        town_code=place.town_code,
        branch_id=place.branch_id,
        word=rule.word if rule else "",
        demo=regime.demo if regime else False,
        lead_id=by.person_id,
        co_id=co_officer.id if co_officer else None,
        state=standing.IN_REVIEW,
        history=[],
        grounds=[],
        received_at=at,
    )


def _content(act: Act) -> dict[str, Any]:
    """Return what the officers stand for and where it comes from."""
    number, told, regime = act.number, act.told, act.regime
    packs = {one.pack: {"version": one.version, "hash": one.hash} for one in act.packs}
    own = {"pack": regime.pack, "version": regime.version, "hash": regime.hash}
    return {
        "regime": regime.pack,
        "regime_version": regime.version,
        "items": list(act.items),
        "clauses": list(act.clauses),
        "facts": dict(act.facts),
        "packs": {**packs, "regime": own},
        "form": None if act.form is None else dict(act.form),
        "gaps": [dict(gap) for gap in act.gaps],
        "number": number.text if number else None,
        "lease_id": number.lease_id if number else None,
        "n": number.n if number else None,
        "essence_hash": act.essence_told,
        "command_hash": told.command_hash,
        "device_id": told.device_id,
        "device_time": told.device_time,
        "server_offset_ms": told.server_offset_ms,
    }


def _signing(act: Act) -> dict[str, Any]:
    signature, co = act.signature, act.co_officer
    return {
        "sign_state": signature.state,
        "sign_reason": signature.reason,
        "signature_sha": signature.sha256,
        "co_how": co.how,
        "co_state": confirming.NONE if co.how == "none" else confirming.WAITING,
        "co_signature_sha": co.signature_sha,
    }
