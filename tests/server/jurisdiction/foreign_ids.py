"""Every command of the registry, made of ids of another branch: of records, people and numbers."""

from typing import Any

from tests.server.jurisdiction.canaries import canary
from tests.server.jurisdiction.test_canaries import Bureau
from tests.server.quotas.visiting import MORNING, NOON, finding
from tests.server.registrations.acts import DECIDED, FACTS, FORM, OPENED

Told = tuple[str, dict[str, Any]]

DAY = "2026-11-23"
CODE = "91441900MA5372707M"
PHOTO = {"id": "photo-{}", "sha256": "c" * 64}
ACT = {
    "enterprise_id": "enterprise-{}",
    "facts": FACTS,
    "form": FORM,
    "packs": {"regime": {"pack": "regime.2017_filing", "version": 1, "hash": "0" * 64}},
    "opened_at": OPENED,
    "decided_at": DECIDED,
    "co_officer": {"person_id": "person-{}", "how": "none"},
    "signature": {"state": "absent", "reason": "无人在场"},
    "follows": "registration-{}",
    "essence_hash": "0" * 64,
}
NUMBER = {"lease_id": "lease-{}", "n": 3, "text": "3号"}
VISIT = {
    "kind": "guidance",
    "opened_at": MORNING,
    "closed_at": NOON,
    "signature": {"state": "absent", "reason": "无人在场"},
}
PEOPLE = {"participants": ["person-{}"]}
REASON = {"reason": "因"}
SHOWN = {"words": "进展", "visit_id": "visit-{}", "photos": [PHOTO]}
OPENED_OF = {"title": "事项", "words": "情况", "category": "water"}

# By command: about what, and with which arguments; `{}` stands for the other branch, `own` for a
# record of the sender's own branch.
SAMPLES: dict[str, list[Told]] = {
    "enterprise.add": [
        ("enterprise-{}", {"name": "新厂"}),
        ("new-{}", {"name": "新厂", "code": "{code}"}),
    ],
    "enterprise.amend": [
        ("enterprise-{}", {"changes": {"contact_name": ["{canary}", "黄生"]}}),
        ("enterprise-{}", {"changes": {"contact_name": ["", "黄生"]}}),
    ],
    "visit.close": [
        ("visit-{}", {**VISIT, "enterprise_id": "enterprise-{}"}),
        ("v1-{}", {**VISIT, **PEOPLE, "enterprise_id": "enterprise-own"}),
        ("v2-{}", {**VISIT, "enterprise_id": "enterprise-{}", "findings": [finding("finding-{}")]}),
        ("v3-{}", {**VISIT, "enterprise_id": "enterprise-own", "photos": [PHOTO]}),
    ],
    "visit.correct": [
        ("visit-{}", {**REASON, "changes": {"note": ["{canary}", "补记"]}}),
        ("visit-{}", {**REASON, "changes": {"note": ["", "补记"], "guidance": ["{canary}", "改"]}}),
        ("visit-{}", {**REASON, "changes": {"participants": [["person-{}"], []]}}),
    ],
    "visit.withdraw": [("visit-{}", REASON)],
    "finding.solve": [("finding-{}", {"note": "已整改", "solved_on": DAY})],
    "number.ask": [("me", {"kind": "decision", "year": 2026})],
    "number.void": [("lease-{}", {"n": 3, "reason": "写坏"})],
    "number.return": [("lease-{}", {"from": 2})],
    "registration.decide": [
        ("registration-{}", {**ACT, "act": "decision", "outcome": "registration_form"}),
        ("r1-{}", {**ACT, "act": "decision", "outcome": "registration_form", "number": NUMBER}),
    ],
    "registration.notify": [
        ("registration-{}", {**ACT, "gaps": [{"text": "缺"}]}),
        ("r2-{}", {**ACT, "gaps": [{"text": "缺"}]}),
    ],
    "registration.confirm": [("registration-{}", {"essence_hash": "0" * 64, "agrees": True})],
    "registration.correct": [
        ("registration-{}", {**REASON, "changes": {"conditions": ["{canary}", "改"]}}),
        ("registration-{}", {**REASON, "changes": {"conditions": ["", "改"]}}),
    ],
    "registration.withdraw": [("registration-{}", REASON)],
    "case.open": [
        ("matter-{}", {**OPENED_OF, "source": "finding", "finding_id": "finding-{}"}),
        ("m1-{}", {**OPENED_OF, "source": "finding", "finding_id": "finding-{}"}),
        ("m2-{}", {**OPENED_OF, "source": "registration", "registration_id": "registration-{}"}),
        (
            "m3-{}",
            {
                **OPENED_OF,
                "source": "petition",
                "channel": "letter",
                "enterprise_id": "enterprise-{}",
                "petitioner": {"name": "某", "phone": "1"},
            },
        ),
    ],
    "case.log": [
        ("e1-{}", {"matter_id": "matter-{}", "words": "进展"}),
        ("matter_event-{}", {"matter_id": "matter-own", **SHOWN}),
    ],
    "case.flag": [("matter-{}", REASON)],
    "case.take": [("matter-{}", {"words": "我来办"})],
    "case.propose": [("matter-{}", SHOWN)],
    "case.confirm": [("matter-{}", {"signature_sha": "d" * 64, "party": "某"})],
    "case.dispute": [("matter-{}", {"words": "不同意"})],
    "case.hand_over": [
        ("matter-{}", {**REASON, "to": "{me}"}),
        ("matter-own", {**REASON, "to": "person-{}"}),
    ],
    "case.accept": [("matter-{}", {"agrees": True})],
    "case.extend": [("matter-{}", {**REASON, "due_on": "2027-01-01"})],
    "case.close": [("matter-{}", REASON), ("matter-{}", {})],
    "case.reopen": [("matter-{}", REASON)],
    "message.read": [("{me}", {"messages": ["message-{}"], "read_at": NOON})],
}


def told_of(sample: Any, words: dict[str, str]) -> Any:
    """Return a sample with words in the place of their names."""
    if isinstance(sample, dict):
        return {name: told_of(value, words) for name, value in sample.items()}
    if isinstance(sample, list | tuple):
        return [told_of(value, words) for value in sample]
    if isinstance(sample, str):
        for name, word in words.items():
            sample = sample.replace(name, word)
    return sample


def words_of(bureau: Bureau, branch: str, person: str, me: str) -> dict[str, str]:
    """Return what the names in the samples stand for."""
    return {
        "{me}": me,
        "{canary}": canary(branch),
        "{code}": CODE,
        "person-{}": person,
        "-own": f"-{bureau.own}",
        "{}": branch,
    }
