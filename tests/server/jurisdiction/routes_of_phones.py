"""The routes about phones and their keys, by role, and what everybody changes of his own."""

from server.core.auth import Role

EVERYBODY = frozenset(Role)
KEEPERS = frozenset({Role.BRANCH_HEAD, Role.SECURITY})
SECURITY = frozenset({Role.SECURITY})
WATCH = frozenset({Role.AUDITOR, Role.SUPERVISOR})
KEY = {"device": "d1", "jwk": {"kty": "EC", "crv": "P-256", "x": "", "y": ""}, "proof": "x"}

PHONES = {
    ("GET", "/api/devices/enrolment-rule"): (KEEPERS, None),
    ("GET", "/api/devices/enrolments/<enrolment_id>"): (KEEPERS, None),
    ("GET", "/api/devices/forked"): (KEEPERS | WATCH, None),
    ("GET", "/api/devices/keys"): (KEEPERS, None),
    ("GET", "/api/devices/keys/<kid>/held"): (KEEPERS, None),
    ("POST", "/api/devices/enrol"): (EVERYBODY, {**KEY, "code": "x"}),
    ("POST", "/api/devices/enrolments"): (KEEPERS, {"person_id": "a"}),
    ("POST", "/api/devices/enrolments/<enrolment_id>/confirm"): (KEEPERS, None),
    ("POST", "/api/devices/enrolments/<enrolment_id>/decline"): (KEEPERS, None),
    ("POST", "/api/devices/forked/<device_id>/release"): (KEEPERS, {"reason": "已当面核对"}),
    ("POST", "/api/devices/key"): (EVERYBODY, KEY),
    ("POST", "/api/devices/lease"): (EVERYBODY, None),
    ("POST", "/api/devices/keys/<kid>/revoke"): (KEEPERS, {"reason": "手机遗失"}),
    ("POST", "/api/devices/keys/<kid>/wipe"): (KEEPERS, {"reason": "手机遗失"}),
    ("GET", "/api/session/rotation"): (EVERYBODY, None),
    ("PUT", "/api/session/rotation"): (EVERYBODY, {"signature": "x"}),
    ("PUT", "/api/devices/enrolment-rule"): (SECURITY, {"required": False}),
}
# What the supervisor may change: his own sign-in, phone, notices, filters and orders. What comes by
# `/api/sync` is weighed command by command, and bytes that no command declared are refused.
OF_ONESELF = {
    ("DELETE", "/api/push/subscription"),
    ("DELETE", "/api/reports/filters/<filter_id>"),
    ("DELETE", "/api/session"),
    ("DELETE", "/api/sessions/<sign_in_id>"),
    ("DELETE", "/api/uploads/<upload_id>"),
    ("PATCH", "/api/uploads/<upload_id>"),
    ("POST", "/api/blobs/have"),
    ("POST", "/api/devices/enrol"),
    ("POST", "/api/devices/key"),
    ("POST", "/api/devices/lease"),
    ("POST", "/api/reports/desk/papers"),
    ("POST", "/api/sync"),
    ("POST", "/api/sync/repair"),
    ("POST", "/api/uploads"),
    ("POST", "/api/uploads/<upload_id>"),
    ("PUT", "/api/blobs/<sha256>"),
    ("PUT", "/api/push/quiet-hours"),
    ("PUT", "/api/push/subscription"),
    ("PUT", "/api/reports/filters"),
    ("PUT", "/api/session/password"),
    ("PUT", "/api/session/rotation"),
    ("PUT", "/api/town-packs"),
}
