"""The routes about phones and their keys, by role: a part of the table of all routes."""

from server.core.auth import Role

EVERYBODY = frozenset(Role)
ARRANGERS = frozenset({Role.BRANCH_HEAD, Role.ADMINISTRATOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
KEY = {"device": "d1", "jwk": {"kty": "EC", "crv": "P-256", "x": "", "y": ""}, "proof": "x"}

PHONES = {
    ("GET", "/api/devices/enrolment-rule"): (ARRANGERS, None),
    ("GET", "/api/devices/enrolments/<enrolment_id>"): (ARRANGERS, None),
    ("GET", "/api/devices/forked"): (ARRANGERS, None),
    ("GET", "/api/devices/keys"): (ARRANGERS, None),
    ("GET", "/api/devices/keys/<kid>/held"): (ARRANGERS, None),
    ("POST", "/api/devices/enrol"): (EVERYBODY, {**KEY, "code": "x"}),
    ("POST", "/api/devices/enrolments"): (ARRANGERS, {"person_id": "a"}),
    ("POST", "/api/devices/enrolments/<enrolment_id>/confirm"): (ARRANGERS, None),
    ("POST", "/api/devices/enrolments/<enrolment_id>/decline"): (ARRANGERS, None),
    ("POST", "/api/devices/forked/<device_id>/release"): (ARRANGERS, {"reason": "已当面核对"}),
    ("POST", "/api/devices/key"): (EVERYBODY, KEY),
    ("POST", "/api/devices/lease"): (EVERYBODY, None),
    ("POST", "/api/devices/keys/<kid>/revoke"): (ARRANGERS, {"reason": "手机遗失"}),
    ("POST", "/api/devices/keys/<kid>/wipe"): (ARRANGERS, {"reason": "手机遗失"}),
    ("GET", "/api/session/rotation"): (EVERYBODY, None),
    ("PUT", "/api/session/rotation"): (EVERYBODY, {"signature": "x"}),
    ("PUT", "/api/devices/enrolment-rule"): (ADMINISTRATOR, {"required": False}),
}
# What everybody may change of them, as it is of oneself.
OF_ONES_PHONE = {
    ("PUT", "/api/session/rotation"),
    ("POST", "/api/devices/enrol"),
    ("POST", "/api/devices/key"),
    ("POST", "/api/devices/lease"),
}
