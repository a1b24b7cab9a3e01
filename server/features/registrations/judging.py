"""Judge an act again at the bureau: the same versions on the same facts, and who stood for it.

Pure: everything comes in as values. An act is a fact that happened, so nothing is refused here;
what is found opens a review (docs/registrations.md §3).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.features.registrations.circumstances import Circumstances, Rules
from server.features.registrations.claims import Act
from server.features.registrations.formality import formal_grounds
from server.features.registrations.grounds import Ground
from sync.rules.answers import FactError, read_facts
from sync.rules.deciding import conflicts, decide
from sync.rules.kernel import Facts
from sync.rules.packs import Clause, Pack
from sync.rules.triaging import EXEMPT, LEVEL, REGISTRATION, Packs, Triage, triage

UNKNOWN, NOTICE = "unknown", "notice"
OFFICERS = 2
OUTCOME_WORDS = {
    REGISTRATION: "登记表",
    EXEMPT: "豁免",
    "report_form": "报告表",
    "report_book": "报告书",
    "outside": "不纳入环评管理",
}


def judge(act: Act, rules: Rules, known: Circumstances) -> list[Ground]:
    """Return every ground for a review of an act; none when all is as the phone said."""
    return [
        *_content_grounds(act),
        *_pack_grounds(known),
        *_fact_grounds(act, rules),
        *_eligibility_grounds(act, rules, known),
        *formal_grounds(act, rules, known),
    ]


def _content_grounds(act: Act) -> Iterator[Ground]:
    if act.essence_told != act.essence:
        yield Ground("essence", "两名执法人员确认的摘要与上报的内容不一致")


def _pack_grounds(known: Circumstances) -> Iterator[Ground]:
    for pack in known.packs:
        named = f"{pack.title}第{pack.used}版"
        if pack.hash is None:
            yield Ground("pack_unknown", f"局里没有发布过{named}")
        elif pack.hash != pack.used_hash:
            yield Ground("pack_hash", f"手机上的{named}与局里发布的内容不一样")
        elif pack.in_force is None:
            yield Ground("pack_not_in_force", f"{named}当天没有生效")
        elif pack.in_force != pack.used:
            words = f"当天生效的是{pack.title}第{pack.in_force}版，手机用的是第{pack.used}版"
            yield Ground("newer_pack", words)


def _fact_grounds(act: Act, rules: Rules) -> Iterator[Ground]:
    """Yield what is wrong with the facts, else what differs from the verdict that they give."""
    pack = rules.classification
    if pack is None:
        if act.outcome != UNKNOWN:
            yield Ground("verdict", "没有分类管理名录，局里无法核对结论")
        return
    if strange := sorted(_strange(act, rules)):
        yield Ground("facts", f"有规则包里没有的事实：{'、'.join(strange)[:200]}")
    try:
        facts = read_facts(pack, _of_pack(pack, act.facts))
    except FactError as fault:
        yield Ground("facts", f"给出的事实不成立：{_asked(pack, fault.faults, act.facts)}")
        return
    if clashing := conflicts(pack, facts):
        yield Ground("facts", f"给出的事实互相矛盾：{_labels(clashing)}")
    yield from _verdict_grounds(act, rules, pack, facts)


def _verdict_grounds(act: Act, rules: Rules, pack: Pack, facts: Facts) -> Iterator[Ground]:
    told = _told(rules, pack, act, facts)
    if told.outcome is None and act.outcome != UNKNOWN:
        asked = "、".join(_asks(rules, told.missing[:3]))
        yield Ground("verdict", f"事实还不够得出结论，还要知道：{asked}")
    elif told.outcome is not None and act.outcome not in {told.outcome, UNKNOWN}:
        ours, theirs = OUTCOME_WORDS[told.outcome], OUTCOME_WORDS[act.outcome]
        yield Ground("verdict", f"局里按同样的规则和事实判断是“{ours}”，手机上是“{theirs}”")
    elif not _cites(told, act):
        yield Ground("citation", "引用的条款或名录项目与规则得出的不一致")


def _told(rules: Rules, pack: Pack, act: Act, facts: Facts) -> Triage:
    """Return what the packs say together; an exemption of unreadable facts says nothing."""
    further = {name: value for name, value in act.facts.items() if name not in pack.facts}
    more = rules.exemption and _read_or_none(rules.exemption, _of_pack(rules.exemption, further))
    exemption = None if more is None else rules.exemption
    return triage(Packs(pack, exemption), {**(more or {}), **facts})


def _cites(told: Triage, act: Act) -> bool:
    giving = {clause.id for clause in told.clauses}
    return giving >= set(act.clauses) and set(told.items) >= set(act.items)


def _asks(rules: Rules, missing: Sequence[str]) -> Iterator[str]:
    """Yield the questions of facts, whichever pack asks them."""
    packs = [pack for pack in (rules.classification, rules.exemption) if pack is not None]
    for name in missing:
        yield next((pack.facts[name].ask for pack in packs if name in pack.facts), name)


def _eligibility_grounds(act: Act, rules: Rules, known: Circumstances) -> Iterator[Ground]:
    """Yield what stands against deciding a registration form at the door."""
    if act.outcome != REGISTRATION or act.act == NOTICE:
        return
    pack = rules.eligibility
    if pack is None:
        yield Ground("eligibility", "没有核对现场办理条件")
        return
    facts = _read_or_none(pack, _door_facts(pack, act, known))
    verdict = None if facts is None else decide(pack, facts)
    if verdict is None or verdict.outcome is None:
        missing = verdict.missing if verdict else ()
        asked = "、".join(pack.facts[name].ask for name in missing)
        yield Ground("eligibility", f"现场办理条件没有核对完：{asked}")
    elif verdict.outcome == pack.outcomes[0].id:
        yield Ground("eligibility", f"不符合现场办理条件：{_labels(verdict.clauses)}")


def _door_facts(pack: Pack, act: Act, known: Circumstances) -> dict[str, Any]:
    """Return the facts of the door: what the bureau knows itself stands before what was told."""
    form = act.form or {}
    officers = OFFICERS if known.co_officer and known.co_officer.id != known.lead.id else 1
    own = {
        LEVEL: REGISTRATION,
        "pollution": form.get("pollution"),
        "materials_complete": form.get("materials_complete"),
        "officers": officers,
        "site_in_branch": known.site_in_branch,
    }
    better = {name: value for name, value in own.items() if value is not None}
    return _of_pack(pack, {**act.facts, **better})


def _strange(act: Act, rules: Rules) -> set[str]:
    """Return facts that no pack asks for, as far as every pack that may ask is at hand."""
    packs = (rules.classification, rules.exemption, rules.eligibility)
    if None in packs:
        return set()
    named = {name for pack in packs if pack is not None for name in pack.facts}
    return set(act.facts) - named - {LEVEL}


def _of_pack(pack: Pack, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in pack.facts}


def _read_or_none(pack: Pack, facts: Mapping[str, Any]) -> Facts | None:
    try:
        return read_facts(pack, facts)
    except FactError:
        return None


def _asked(pack: Pack, faults: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    told = (f"{pack.facts[name].ask}（{_shown(facts[name])}）" for name in faults)
    return "、".join(told)[:500]


def _shown(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _labels(clauses: tuple[Clause, ...]) -> str:
    return "、".join(clause.label for clause in clauses)
