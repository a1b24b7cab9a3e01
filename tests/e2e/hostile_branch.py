"""A branch of 长安 in which everybody who may write something wrote what a page must not run."""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from server.core import clock
from tests.e2e.bureau import Bureau
from tests.e2e.caller import Caller
from tests.e2e.door_pages import an_act
from tests.e2e.hostile import ALL, TEXTS
from tests.e2e.ledger import Ledger
from tests.e2e.signed_receipt import sign_receipt

DEVICE = "the-phone-of-hostile-texts"
AT_ONCE = 20
LONGEST_NAME, LONGEST_CONTACT = 64, 50
SHORT = tuple(text for text in TEXTS if len(text) <= LONGEST_CONTACT)


PETITION, PETITIONER = f"气味{TEXTS[1]}", f"赵{TEXTS[1]}"


@dataclass(frozen=True)
class HostileBranch:
    """Where what was written is to be seen, the secret of a link and a receipt of such a number."""

    enterprise: str
    visit: str
    matter: str
    act: str
    link: str
    receipt: str


def fill(bureau: Bureau, ledger: Ledger) -> HostileBranch:
    """Have an officer, the head and a petitioner write hostile texts wherever they can."""
    town = ledger.rows("SELECT id FROM town WHERE name = '长安镇'")[0]["id"]
    chen = Caller(bureau, "chen")
    act = an_act(ledger, "in_review")
    commands = [
        *(_enterprise(n, text, town) for n, text in enumerate(TEXTS)),
        *(_visit(n, text) for n, text in enumerate(TEXTS)),
        *(_case(n, text) for n, text in enumerate(TEXTS)),
        ("case.take", "hm1", {"words": ALL}),
        ("case.log", "hl1", {"matter_id": "hm1", "words": ALL}),
        ("case.propose", "hm1", {"words": ALL, "visit_id": "hv1"}),
        ("finding.solve", "hf2", {"note": ALL, "confirmed_by": TEXTS[1], "solved_on": _today()}),
        ("visit.correct", "hv3", {"reason": ALL, "changes": {"note": [ALL, f"{ALL}。"]}}),
        ("visit.withdraw", "hv4", {"reason": ALL}),
        ("enterprise.amend", "he5", {"changes": {"address": [TEXTS[5], TEXTS[6]]}}),
        ("registration.correct", act, {"reason": ALL, "changes": _of_the_form(ledger, act)}),
    ]
    bodies = [_command(seq, *told) for seq, told in enumerate(commands, 1)]
    for first in range(0, len(bodies), AT_ONCE):
        _tell(chen, first + 1, bodies[first : first + AT_ONCE])
    _write_at_the_desk(Caller(bureau, "wang"), ledger)
    link = chen.post("/api/cases/hm1/link", {})["token"]
    receipt = sign_receipt(bureau, ledger, number=TEXTS[1])
    return HostileBranch("he1", "hv3", "hm1", act, link, receipt)


def _tell(officer: Caller, first_seq: int, bodies: list[str]) -> None:
    results = officer.sync(DEVICE, first_seq, *bodies)["results"]
    refused = [one for one in results if one["status"] not in {"applied", "merged"}]
    assert refused == [], refused


def _enterprise(n: int, text: str, town: str) -> tuple[str, str, dict[str, Any]]:
    short = SHORT[n % len(SHORT)]
    contact = {"contact_name": short, "contact_phone": short}
    words = {"name": text, "address": text, "business_scope": ALL}
    return "enterprise.add", f"he{n}", {**words, **contact, "town_code": town}


def _visit(n: int, text: str) -> tuple[str, str, dict[str, Any]]:
    opened = clock.system_clock().astimezone(UTC) - timedelta(hours=2, minutes=n)
    found = {"id": f"hf{n}", "category": "waste", "text": ALL, "solved": False}
    told = {
        "enterprise_id": f"he{n}",
        "kind": "guidance",
        "opened_at": opened.isoformat(),
        "closed_at": (opened + timedelta(minutes=20)).isoformat(),
        "guidance": ALL,
        "findings": [found],
        "representative": text,
        "representative_title": text,
        "signature": {"state": "absent", "reason": ALL},
        "note": ALL,
    }
    return "visit.close", f"hv{n}", told


def _case(n: int, text: str) -> tuple[str, str, dict[str, Any]]:
    told = {"source": "finding", "finding_id": f"hf{n}", "title": text, "words": ALL}
    return "case.open", f"hm{n}", {**told, "hard": True, "hard_reason": ALL}


def _of_the_form(ledger: Ledger, act: str) -> dict[str, Any]:
    form = json.loads(ledger.rows("SELECT form FROM registration WHERE id = ?", (act,))[0]["form"])
    new = {"project_name": TEXTS[1], "site_address": TEXTS[2], "legal_representative": TEXTS[3]}
    new |= {"contact_name": TEXTS[4], "contact_phone": SHORT[0], "content_scale": ALL}
    return {name: [form.get(name), value] for name, value in new.items()}


def _write_at_the_desk(head: Caller, ledger: Ledger) -> None:
    chen = ledger.rows("SELECT id FROM person WHERE login = 'chen'")[0]["id"]
    for n, text in enumerate(TEXTS):
        told = {"person_id": chen, "subject": f"hostile:{n}", "words": text}
        head.post("/api/nudges", told)
    petition = {"source": "petition", "channel": "counter", "title": PETITION, "words": ALL}
    petitioner = {"name": PETITIONER, "phone": TEXTS[2]}
    head.post("/api/cases", {**petition, "enterprise_id": "he1", "petitioner": petitioner})


def write_people(path: Path) -> int:
    """Write a list of people whose names are hostile; return how many they are."""
    names = [text for text in TEXTS if len(text) <= LONGEST_NAME]
    rows = [
        (name, f"hostile{n}", "长安分局", "环保专员", "审批/执法人员", "一般", "", "")
        for n, name in enumerate(names)
    ]
    titles = ("姓名", "登录名", "所属分局", "职务", "角色", "职级", "任职级日期", "入党日期")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows((titles, *rows))
    return len(names)


def _command(seq: int, name: str, entity: str, args: dict[str, Any]) -> str:
    body = {"v": 1, "seq": seq, "id": f"{DEVICE}-{seq}", "name": name, "version": 1}
    now = clock.system_clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return json.dumps({**body, "entity": entity, "args": args, "device_time": now})


def _today() -> str:
    return clock.city_date(clock.system_clock()).isoformat()
