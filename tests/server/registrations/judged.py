"""An act in order and what the bureau knows of it, for tests that change one thing."""

from dataclasses import replace
from datetime import UTC, datetime

from server.features.registrations.circumstances import Circumstances, Officer, PackStanding, Rules
from server.features.registrations.claims import Act, CoOfficer, NumberTaken, PackUsed, Signed
from server.features.registrations.judging import judge
from server.features.rulebook import shipped
from sync.rules.packs import read_pack
from sync.rules.regimes import read_regime
from tests.server.registrations.acts import FACTS, FORM

HASH = "0" * 64
APPROVAL = read_regime(shipped.text_of("regime_2015_approval"))
FILING = read_regime(shipped.text_of("regime_2017_filing"))
RULES = Rules(
    regime=APPROVAL,
    classification=read_pack(shipped.text_of("classification")),
    exemption=read_pack(shipped.text_of("exemption.demo")),
    eligibility=read_pack(shipped.text_of("eligibility")),
)
ACT = Act(
    id="r1",
    enterprise_id="e1",
    act="decision",
    outcome="registration_form",
    facts=FACTS,
    packs=(),
    regime=PackUsed("regime.2015_approval", 1, HASH),
    opened_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    decided_at=datetime(2026, 11, 23, 1, 40, tzinfo=UTC),
    signature=Signed("signed", sha256=HASH),
    essence_told=HASH,
    essence=HASH,
    items=(108,),
    clauses=("108.3",),
    form=FORM,
    number=NumberTaken("l1", 7, "东环建〔2026〕7号"),
    co_officer=CoOfficer("co", "glass"),
    representative="张三",
)
LEAD, CO = Officer("lead", "陈志远", may=True), Officer("co", "李晓雯", may=True)
PACK = PackStanding("分类管理名录", used=1, used_hash=HASH, hash=HASH, in_force=1)
KNOWN = Circumstances(
    packs=(PACK,),
    regime="regime.2015_approval",
    lead=LEAD,
    co_officer=CO,
    site_in_branch=True,
    received_at=datetime(2026, 11, 23, 4, 0, tzinfo=UTC),
)
FILED = replace(
    ACT,
    act="assistance",
    regime=PackUsed("regime.2017_filing", 1, HASH),
    number=NumberTaken("l1", 7, "东环助〔2026〕7号"),
)
FILING_RULES = replace(RULES, regime=FILING)
UNDER_FILING = replace(KNOWN, regime="regime.2017_filing")
# An act in order under either regime, with the rules and what the bureau knows.
REGIMES = {"2015": (ACT, RULES, KNOWN), "2017": (FILED, FILING_RULES, UNDER_FILING)}
BARE = {
    "form": None,
    "number": None,
    "items": (),
    "clauses": (),
    "co_officer": CoOfficer(),
}
EXEMPT = {**FACTS, "amount.108": 0}


def found(act=ACT, rules=RULES, known=KNOWN):
    return {(ground.kind, ground.words) for ground in judge(act, rules, known)}


def with_form(**changes):
    return replace(ACT, form={**FORM, **changes})
