"""Every route by role: who is refused for what he is. A route that is not listed fails here."""

import io
import re

import pytest

from server.core import auth
from server.core.auth import Role
from tests.fuzz.holdings import changed, holdings
from tests.people import PASSWORD
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.jurisdiction.routes_of_phones import OF_ONESELF, PHONES
from tests.server.quotas.visiting import Phone

EVERYBODY = frozenset(Role)
WORKERS = EVERYBODY - {Role.SECURITY, Role.AUDITOR}
WRITERS = WORKERS - {Role.SUPERVISOR}
OFFICE = frozenset({Role.BRANCH_HEAD, Role.MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR})
REVIEWERS = OFFICE - {Role.SUPERVISOR}
PLANNERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
ARRANGERS = frozenset({Role.BRANCH_HEAD, Role.ADMINISTRATOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
SECURITY = frozenset({Role.SECURITY})
SUPERVISOR = frozenset({Role.SUPERVISOR})
WATCH = SUPERVISOR | {Role.AUDITOR}
# Refusals for what somebody is, not for what he asks.
FOR_THE_ROLE = {"403.00", "403.70", "403.330"}

AMEND = {"changes": {"contact_name": ["", "黄生"]}}
DAYS = {"from_on": "2026-01-01", "to_on": "2026-02-01"}
DAYS_SHOWN = {"first": "2026-11-23", "last": "2026-12-06"}
ASSIGN = {"id": "p", "enterprise_id": "a", "person_id": "b", "due_on": "2026-11-25"}
PETITION = {"source": "petition", "channel": "letter", "title": "噪声"}
PLAN = {"name": "方案", "period_from": "2026-01-01", "period_to": "2026-12-31"}
PERSON = {"name": "甲", "login": "jia", "role": "officer"}
SOLVE = {"note": "已整改", "solved_on": "2026-11-23"}
STANDIN = {"principal_id": "a", "deputy_id": "b", **DAYS}
NUMBERS_START = {"branch_id": "b", "kind": "assistance", "year": 2026, "n": 9}
QUIET = {"quiet_on": True, "quiet_from": "22:00", "quiet_to": "07:00"}
SUBSCRIPTION = {"endpoint": "https://push.example/", "p256dh": "", "auth": ""}
NUDGE = {"person_id": "p1", "subject": "quota:1", "words": "请尽快走访"}
NEW_PASSWORD = {"old": PASSWORD, "new": "another horse 9"}
SYNC = {"proto": 1, "device": "d1", "first_seq": 1}
REPAIR = {"device": "d1", "scope": "bureau", "seq": 0, "tag": "", "buckets": ["0" * 16] * 256}
COMPLAINTS = {"complaint_phone": "12345"}
CORRECT = {"reason": "因", "changes": {}}
REGIME = {"branch_id": "b1", "regime": "regime.2017_filing", "from_on": "2026-11-23"}

TABLE = {
    **PHONES,
    ("DELETE", "/api/deputies/<deputy_row_id>"): (ARRANGERS, None),
    ("DELETE", "/api/enterprise-imports/<batch_id>"): (ADMINISTRATOR, None),
    ("DELETE", "/api/people/<person_id>/memberships/<membership_id>"): (ADMINISTRATOR, None),
    ("DELETE", "/api/people/<person_id>/ranks/<rank_id>"): (ADMINISTRATOR, None),
    ("DELETE", "/api/people/<person_id>/second-factor"): (SECURITY, None),
    ("DELETE", "/api/people/<person_id>/sessions"): (SECURITY, None),
    ("DELETE", "/api/push/subscription"): (EVERYBODY, None),
    ("DELETE", "/api/quotas/<plan_id>"): (PLANNERS, None),
    ("DELETE", "/api/quotas/<plan_id>/waivers/<person_id>"): (PLANNERS, None),
    ("DELETE", "/api/session"): (EVERYBODY, None),
    ("DELETE", "/api/sessions/<sign_in_id>"): (EVERYBODY, None),
    ("DELETE", "/api/uploads/<upload_id>"): (EVERYBODY, None),
    ("GET", "/api/audit"): (WATCH, None),
    ("GET", "/api/audit/standing"): (WATCH, None),
    ("GET", "/api/blobs/<sha256>"): (WORKERS, None),
    ("GET", "/api/cases"): (WORKERS, None),
    ("GET", "/api/cases/<matter_id>"): (WORKERS, None),
    ("GET", "/api/cases/<matter_id>/petitioner"): (WORKERS, None),
    ("GET", "/api/cases/export.xlsx"): (WORKERS, None),
    ("GET", "/api/defects"): (PLANNERS | SUPERVISOR, None),
    ("GET", "/api/deputies"): (ARRANGERS, None),
    ("GET", "/api/enterprise-imports"): (ADMINISTRATOR, None),
    ("GET", "/api/enterprise-imports/<batch_id>"): (ADMINISTRATOR, None),
    ("GET", "/api/enterprise-imports/<batch_id>/rejects.<any(xlsx, csv):form>"): (
        ADMINISTRATOR,
        None,
    ),
    ("GET", "/api/enterprise-imports/template"): (ADMINISTRATOR, None),
    ("GET", "/api/enterprises"): (WORKERS, None),
    ("GET", "/api/enterprises/<enterprise_id>"): (WORKERS, None),
    ("GET", "/api/numbers"): (OFFICE, None),
    ("GET", "/api/numbers/<series_id>/blocks"): (OFFICE, None),
    ("GET", "/api/numbers/<series_id>/export.<any(xlsx, csv):form>"): (OFFICE, None),
    ("GET", "/api/numbers/<series_id>/register"): (OFFICE, None),
    ("GET", "/api/nudges"): (OFFICE, None),
    ("GET", "/api/organisation"): (EVERYBODY, None),
    ("GET", "/api/papers/<paper_id>.pdf"): (WORKERS, None),
    ("GET", "/api/people"): (ARRANGERS | SECURITY, None),
    ("GET", "/api/people-imports/template.xlsx"): (ADMINISTRATOR | SECURITY, None),
    ("GET", "/api/people/<person_id>"): (ARRANGERS | SECURITY, None),
    ("GET", "/api/people/<person_id>/second-factor"): (SECURITY, None),
    ("GET", "/api/people/<person_id>/sessions"): (SECURITY, None),
    ("GET", "/api/people/administrators"): (ADMINISTRATOR | SECURITY | WATCH, None),
    ("GET", "/api/people/names"): (OFFICE | WATCH, None),
    ("GET", "/api/push"): (EVERYBODY, None),
    ("GET", "/api/quotas"): (OFFICE, None),
    ("GET", "/api/quotas/<plan_id>/export.xlsx"): (OFFICE, None),
    ("GET", "/api/quotas/<plan_id>/people/<person_id>"): (OFFICE, None),
    ("GET", "/api/quotas/<plan_id>/progress"): (OFFICE, None),
    ("GET", "/api/quotas/<plan_id>/statements"): (OFFICE, None),
    ("GET", "/api/quotas/<plan_id>/statements.xlsx"): (OFFICE, None),
    ("GET", "/api/people/<person_id>/posts"): (ADMINISTRATOR, None),
    ("PUT", "/api/people/<person_id>/posts"): (ADMINISTRATOR, {"posts": []}),
    ("GET", "/api/reports/desk"): (OFFICE, None),
    ("DELETE", "/api/reports/filters/<filter_id>"): (OFFICE, None),
    ("GET", "/api/reports/desk.xlsx"): (OFFICE, None),
    ("GET", "/api/reports/desk/papers/<report_id>"): (OFFICE, None),
    ("GET", "/api/reports/desk/papers/<report_id>.pdf"): (OFFICE, None),
    ("GET", "/api/reports/filters"): (OFFICE, {"page": "desk"}),
    ("POST", "/api/reports/desk/papers"): (OFFICE, {}),
    ("PUT", "/api/reports/filters"): (OFFICE, {"page": "desk", "name": "本月", "query": {}}),
    ("GET", "/api/reports/overview"): (OFFICE, None),
    ("GET", "/api/registrations"): (WORKERS, None),
    ("GET", "/api/registrations/<registration_id>"): (WORKERS, None),
    ("GET", "/api/registrations/export.xlsx"): (WORKERS, None),
    ("GET", "/api/reviews"): (WORKERS, None),
    ("GET", "/api/reviews/<review_id>"): (WORKERS, None),
    ("GET", "/api/reviews/count"): (WORKERS, None),
    ("GET", "/api/rules"): (OFFICE, None),
    ("GET", "/api/rules/<pack>/<int(max=2147483647):version>"): (OFFICE, None),
    ("GET", "/api/rules/<pack>/<int(max=2147483647):version>/changes"): (OFFICE, {"since": 1}),
    ("GET", "/api/rules/regimes"): (OFFICE, None),
    ("GET", "/api/session"): (EVERYBODY, None),
    ("GET", "/api/sessions"): (EVERYBODY, None),
    ("GET", "/api/snapshots/<scope>/<sha256>"): (EVERYBODY, None),
    ("GET", "/api/town-packs"): (WORKERS, None),
    ("GET", "/api/visit-plans"): (OFFICE, DAYS_SHOWN),
    ("GET", "/api/visits"): (WORKERS, None),
    ("GET", "/api/visits/<visit_id>"): (WORKERS, None),
    ("GET", "/api/visits/export.xlsx"): (WORKERS, None),
    ("GET", "/api/visits/positions"): (WORKERS, None),
    ("PATCH", "/api/enterprises/<enterprise_id>"): (WRITERS, AMEND),
    ("PATCH", "/api/people/<person_id>"): (ADMINISTRATOR | SECURITY, {"name": "甲"}),
    ("PATCH", "/api/uploads/<upload_id>"): (EVERYBODY, None),
    ("PATCH", "/api/visit-plans/<plan_id>"): (REVIEWERS, {"note": "早去"}),
    ("PATCH", "/api/quotas/<plan_id>"): (PLANNERS, {"state": "closed"}),
    ("POST", "/api/blobs/have"): (EVERYBODY, {"sha256": []}),
    ("POST", "/api/cases"): (WRITERS, PETITION),
    ("POST", "/api/cases/<matter_id>/accept"): (WRITERS, {"agrees": True}),
    ("POST", "/api/cases/<matter_id>/close"): (WRITERS, {"reason": "因"}),
    ("POST", "/api/cases/<matter_id>/extend"): (WRITERS, {"reason": "因", "due_on": "2027-01-01"}),
    ("POST", "/api/cases/<matter_id>/flag"): (WRITERS, {"reason": "因"}),
    ("POST", "/api/cases/<matter_id>/hand_over"): (WRITERS, {"reason": "因", "to": "a"}),
    ("POST", "/api/cases/<matter_id>/link"): (WRITERS, None),
    ("POST", "/api/cases/<matter_id>/log"): (WRITERS, {"words": "记"}),
    ("POST", "/api/cases/<matter_id>/reopen"): (WRITERS, {"reason": "因"}),
    ("POST", "/api/cases/<matter_id>/take"): (WRITERS, {}),
    ("POST", "/api/deputies"): (ARRANGERS, STANDIN),
    ("POST", "/api/enterprise-imports"): (ADMINISTRATOR, "a file"),
    ("POST", "/api/enterprise-imports/<batch_id>/commit"): (ADMINISTRATOR, None),
    ("POST", "/api/enterprises"): (WRITERS, {"name": "东莞市新厂"}),
    ("POST", "/api/findings/<finding_id>/solve"): (WRITERS, SOLVE),
    ("POST", "/api/nudges"): (REVIEWERS, NUDGE),
    ("POST", "/api/numbers/<series_id>/void"): (REVIEWERS, {"n": 1, "reason": "写坏"}),
    ("POST", "/api/numbers/blocks/<lease_id>/close"): (REVIEWERS, {"reason": "手机遗失"}),
    ("POST", "/api/people"): (SECURITY, PERSON),
    ("POST", "/api/people-imports"): (ADMINISTRATOR | SECURITY, "a file"),
    ("POST", "/api/people-imports/commit"): (ADMINISTRATOR | SECURITY, "a file"),
    ("POST", "/api/people/<person_id>/memberships"): (ADMINISTRATOR, DAYS),
    ("POST", "/api/people/<person_id>/password"): (SECURITY, None),
    ("POST", "/api/people/<person_id>/ranks"): (ADMINISTRATOR, {**DAYS, "rank": "ordinary"}),
    ("POST", "/api/quotas"): (PLANNERS, PLAN),
    ("POST", "/api/quotas/preview"): (PLANNERS, PLAN),
    ("POST", "/api/rescues"): (ARRANGERS, "a file"),
    ("POST", "/api/rescues/commit"): (ARRANGERS, "a file"),
    ("POST", "/api/registrations/<registration_id>/correct"): (WRITERS, CORRECT),
    ("POST", "/api/registrations/<registration_id>/withdraw"): (WRITERS, {"reason": "因"}),
    ("POST", "/api/reviews/<review_id>/settle"): (REVIEWERS, {"way": "keep_theirs"}),
    ("POST", "/api/reviews/<review_id>/undo"): (REVIEWERS, None),
    ("POST", "/api/rules"): (ADMINISTRATOR, {"content": "{}"}),
    ("POST", "/api/rules/preview"): (ADMINISTRATOR, {"content": "{}"}),
    ("POST", "/api/rules/regimes"): (ADMINISTRATOR, REGIME),
    ("POST", "/api/sync"): (EVERYBODY, SYNC),
    ("POST", "/api/sync/repair"): (EVERYBODY, REPAIR),
    ("POST", "/api/uploads"): (EVERYBODY, None),
    ("POST", "/api/uploads/<upload_id>"): (EVERYBODY, None),
    ("POST", "/api/visit-plans"): (REVIEWERS, {"plans": [ASSIGN]}),
    ("POST", "/api/visit-plans/<plan_id>/cancel"): (REVIEWERS, {"reason": "因"}),
    ("POST", "/api/visits/<visit_id>/correct"): (WRITERS, {"reason": "因", "changes": {}}),
    ("POST", "/api/visits/<visit_id>/withdraw"): (WRITERS, {"reason": "因"}),
    # Whoever may not write declares nothing, so his bytes are refused as undeclared.
    ("PUT", "/api/numbers/start"): (REVIEWERS, NUMBERS_START),
    ("PUT", "/api/blobs/<sha256>"): (EVERYBODY, None),
    ("PUT", "/api/people/<person_id>/second-factor"): (SECURITY, None),
    ("PUT", "/api/push/quiet-hours"): (EVERYBODY, QUIET),
    ("PUT", "/api/push/subscription"): (EVERYBODY, SUBSCRIPTION),
    ("PUT", "/api/quotas/<plan_id>/waivers/<person_id>"): (PLANNERS, {"reason": "因"}),
    ("PUT", "/api/session/password"): (EVERYBODY, NEW_PASSWORD),
    ("PUT", "/api/organisation/branches/<branch_id>/complaint-phone"): (ADMINISTRATOR, COMPLAINTS),
    ("PUT", "/api/town-packs"): (WORKERS, {"towns": []}),
}


def test_every_route_stands_in_the_table(app):
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }

    assert routes - auth.OPEN == set(TABLE)


@pytest.mark.parametrize("role", Role)
def test_a_route_refuses_the_roles_that_it_is_not_for(role, as_person, people):
    let_in = {}
    for n, ((method, rule), (_, body)) in enumerate(TABLE.items()):
        # A session each, as one of the routes ends it.
        client = as_person(getattr(people, role), f"phone-{n}")
        answer = getattr(client, method.lower())(_path(rule), **_sent(method, body))
        assert answer.status_code not in {400, 401, 500}, (method, rule, answer.text)
        assert _code(answer) != "422.00", (method, rule, answer.text)
        let_in[method, rule] = _code(answer) not in FOR_THE_ROLE

    assert let_in == {route: role in roles for route, (roles, _) in TABLE.items()}


def test_the_supervisor_reads_all_that_a_manager_reads():
    read_by = {route: roles for route, (roles, _) in TABLE.items() if route[0] == "GET"}

    of_manager, of_supervisor = (
        {route for route, roles in read_by.items() if role in roles}
        for role in (Role.MANAGER, Role.SUPERVISOR)
    )

    assert of_supervisor - of_manager == {
        ("GET", "/api/audit"),
        ("GET", "/api/audit/standing"),
        ("GET", "/api/devices/forked"),
        ("GET", "/api/people/administrators"),
    }
    assert of_manager - of_supervisor == set()


def test_the_supervisor_changes_nothing_but_his_own():
    assert changes_of(Role.SUPERVISOR) == OF_ONESELF


def changes_of(role):
    """Return the routes by which a role may change something."""
    return {route for route, (roles, _) in TABLE.items() if route[0] != "GET" and role in roles}


@pytest.mark.parametrize("who", ["supervisor", "security", "auditor"])
def test_what_somebody_is_refused_for_his_role_leaves_no_trace(who, as_person, people, tmp_path):
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    officer = Phone(as_person(people.officer, "phone"), people.officer, "phone")
    officer.visit("v1", "own")
    client = as_person(getattr(people, who))
    before = holdings(tmp_path / "data")

    for (method, rule), (roles, body) in TABLE.items():
        if method == "GET" or Role(who) in roles:
            continue
        asked = _sent(method, body)
        assert getattr(client, method.lower())(_path(rule), **asked).status_code == 403

    assert changed(before, holdings(tmp_path / "data")) == []


def _path(rule):
    one_of = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule)
    one_of = re.sub(r"<int[^>]*>", "1", one_of)
    return re.sub(r"<[^>]+>", "01a20adc-0000-7000-8000-000000000001", one_of)


def _sent(method, body):
    if method == "GET" and body:
        return {"query_string": body}
    if body == "a file":
        return {
            "data": {
                "sha256": "0" * 64,
                "file": (io.BytesIO("姓名,用户名,角色\n甲,jia,干部\n".encode()), "a.csv"),
            }
        }
    return {} if body is None else {"json": body}


def _code(answer):
    if answer.mimetype != "application/problem+json":
        return ""
    return answer.get_json(force=True)["code"]
