"""Looks at personal data: which routes show it, and the line that each answer leaves in the trail.

Personal is what is told of somebody beyond who did what in office: rank, membership, posts,
sign-ins, figures and items of a person, reminders, places and times, contacts and representatives
of enterprises, petitioners; and every file that takes names out of the house.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request

from server.core import audit, auth, clock
from server.core.doors import writing
from server.core.json_text import storable

Route = tuple[str, str]

LOOKS: dict[Route, str] = {
    ("GET", "/api/cases/<matter_id>"): "look.case",
    ("GET", "/api/cases/<matter_id>/petitioner"): "look.petitioner",
    ("GET", "/api/cases/export.xlsx"): "look.cases_book",
    ("GET", "/api/devices/keys/<kid>/held"): "look.phone",
    ("GET", "/api/enterprise-imports/<batch_id>"): "look.import",
    ("GET", "/api/enterprise-imports/<batch_id>/rejects.<any(xlsx, csv):form>"): "look.rejects",
    ("GET", "/api/enterprises"): "look.enterprises",
    ("GET", "/api/enterprises/<enterprise_id>"): "look.enterprise",
    ("GET", "/api/nudges"): "look.nudges",
    ("GET", "/api/numbers/<series_id>/export.<any(xlsx, csv):form>"): "look.numbers_book",
    ("GET", "/api/papers/<paper_id>.pdf"): "look.paper",
    ("GET", "/api/people"): "look.people",
    ("GET", "/api/people/<person_id>"): "look.person",
    ("GET", "/api/people/<person_id>/posts"): "look.posts",
    ("GET", "/api/people/<person_id>/sessions"): "look.sign_ins",
    ("GET", "/api/quotas/<plan_id>/export.xlsx"): "look.quotas_book",
    ("GET", "/api/quotas/<plan_id>/people/<person_id>"): "look.quota",
    ("GET", "/api/quotas/<plan_id>/progress"): "look.quotas",
    ("GET", "/api/quotas/<plan_id>/statements"): "look.statements",
    ("GET", "/api/quotas/<plan_id>/statements.xlsx"): "look.statements_book",
    ("GET", "/api/registrations/<registration_id>"): "look.act",
    ("GET", "/api/registrations/export.xlsx"): "look.acts_book",
    ("GET", "/api/reports/desk"): "look.desk",
    ("GET", "/api/reports/desk.xlsx"): "look.desk_book",
    ("GET", "/api/reports/desk/papers/<report_id>.pdf"): "look.desk_report",
    ("GET", "/api/reviews/<review_id>"): "look.review",
    ("GET", "/api/visits/<visit_id>"): "look.visit",
    ("GET", "/api/visits/export.xlsx"): "look.visits_book",
    ("GET", "/api/visits/positions"): "look.positions",
    ("POST", "/api/quotas/preview"): "look.preview",
}

# Why the other routes that show something leave no line.
NOBODY = "tells of nobody"
IN_OFFICE = "names colleagues with what they do in office, and nobody else"
ONESELF = "tells the caller of himself alone"
OPENED = "is fetched for a record, the look at which stands in the trail"
CARRIED = "gives a phone the rows of its scopes; which those are is known of each phone"
UNNOTED: dict[str, frozenset[str]] = {
    NOBODY: frozenset(
        {
            "/api/audit/standing",
            "/api/devices/enrolment-rule",
            "/api/enterprise-imports/template",
            "/api/numbers",
            "/api/openapi.json",
            "/api/organisation",
            "/api/people-imports/template.xlsx",
            "/api/people/administrators",
            "/api/public/audit/checkpoint",
            "/api/public/receipts/keys",
            "/api/quotas",
            "/api/reports/desk/papers/<report_id>",
            "/api/reviews/count",
            "/api/rules",
            "/api/rules/<pack>/<int(max=2147483647):version>",
            "/api/rules/<pack>/<int(max=2147483647):version>/changes",
            "/api/rules/regimes",
        }
    ),
    IN_OFFICE: frozenset(
        {
            "/api/audit",
            "/api/cases",
            "/api/defects",
            "/api/deputies",
            "/api/devices/enrolments/<enrolment_id>",
            "/api/devices/forked",
            "/api/devices/keys",
            "/api/enterprise-imports",
            "/api/numbers/<series_id>/blocks",
            "/api/numbers/<series_id>/register",
            "/api/people/<person_id>/second-factor",
            "/api/people/names",
            "/api/registrations",
            "/api/reports/overview",
            "/api/reviews",
            "/api/visit-plans",
            "/api/visits",
        }
    ),
    ONESELF: frozenset(
        {
            "/api/push",
            "/api/reports/filters",
            "/api/session",
            "/api/session/rotation",
            "/api/sessions",
            "/api/town-packs",
        }
    ),
    OPENED: frozenset({"/api/blobs/<sha256>"}),
    CARRIED: frozenset({"/api/snapshots/<scope>/<sha256>"}),
}

# Words that somebody typed may be a petitioner's name, which stands in no entry.
TYPED = frozenset({"q", "cursor"})
TOLD = "…"
MOST_FILTERS, LONGEST, LONGEST_ID = 20, 200, 64


def install(app: Flask) -> None:
    """Have every answer that shows personal data noted before it is given."""
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if _shows(rule.rule)}
    for endpoint in shown:
        app.view_functions[endpoint] = _noted(app, app.view_functions[endpoint])


def _shows(rule: str) -> bool:
    return any(rule == shown for _, shown in LOOKS)


def _noted(app: Flask, view: Callable[..., Any]) -> Callable[..., Response]:
    @wraps(view)
    def look(**args: Any) -> Response:
        answer = app.make_response(view(**args))
        deed = LOOKS.get((request.method, str(request.url_rule)))
        if deed and answer.status_code == HTTPStatus.OK:
            _note(deed)
        return answer

    return look


def _note(deed: str) -> None:
    """Write who looked at what; without that line nobody sees the answer."""
    ids = [str(value) for name, value in (request.view_args or {}).items() if name != "form"]
    subject = ids[-1] if ids else deed.removeprefix(audit.OF_LOOKS)
    told = {"path": _cut(request.path), "filters": _filters()}
    with writing() as session:
        about = _cut(subject)[:LONGEST_ID]
        audit.record(session, deed, subject=about, by=auth.actor(), at=clock.now(), **told)


def _filters() -> dict[str, str]:
    asked = [(_cut(name), values) for name, values in request.args.lists() if any(values)]
    return {
        name: TOLD if name in TYPED else _cut(",".join(values))
        for name, values in asked[:MOST_FILTERS]
    }


def _cut(text: str) -> str:
    return str(storable(text))[:LONGEST]
