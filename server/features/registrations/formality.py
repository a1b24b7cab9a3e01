"""What must be right of an act beside its verdict: regime, number, people, form and times."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from server.features.registrations.circumstances import Circumstances, Rules
from server.features.registrations.claims import Act
from server.features.registrations.grounds import Ground
from sync.rules.packs import Clause, Pack
from sync.rules.regimes import NOTICE, Regime
from sync.rules.regimes import Act as Rule

AHEAD = timedelta(minutes=10)
EXEMPT = "exempt"
NEEDED = {
    "project_name": "项目名称",
    "site_address": "建设地点",
    "area_m2": "面积",
    "unit_name": "建设单位",
    "legal_representative": "法定代表人",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "investment_yuan": "项目投资",
    "environment_yuan": "环保投资",
    "operation_on": "拟投入生产运营日期",
    "nature": "建设性质",
    "content_scale": "建设内容及规模",
    "pollution": "污染程度",
}
SIGN_WORDS = {"refused": "企业拒绝签字", "absent": "企业没有授权人员在场签字"}


def formal_grounds(act: Act, rules: Rules, known: Circumstances) -> Iterator[Ground]:
    """Yield what is not in order beside the verdict."""
    yield from _lead_grounds(known)
    yield from _time_grounds(act, known)
    if rules.regime is not None:
        yield from _regime_grounds(act, rules.regime, known)
        yield from _signer_grounds(act, rules.regime, known)
    yield from (Ground("number", words) for words in known.number_faults)
    if act.act == NOTICE:
        yield from _notice_grounds(act, known)
        return
    yield from _form_grounds(act)
    yield from _validity_grounds(act, rules)
    if known.same_project:
        yield Ground("duplicate", f"同一企业的同一项目已经办理过：{known.same_project}")


def _lead_grounds(known: Circumstances) -> Iterator[Ground]:
    if not known.lead.may:
        words = f"{known.lead.name}当天没有在这里现场办理的权限"
        yield Ground("lead_authority", words)
    if known.authority_fault:
        yield Ground("authority_lease", known.authority_fault)


def _time_grounds(act: Act, known: Circumstances) -> Iterator[Ground]:
    if act.decided_at > known.received_at + AHEAD:
        yield Ground("in_future", "办理时间晚于收到时间")
    if act.decided_at < act.opened_at:
        yield Ground("times", "办理完的时间早于开始的时间")


def _regime_grounds(act: Act, regime: Regime, known: Circumstances) -> Iterator[Ground]:
    if regime.id != known.regime:
        yield Ground("regime", f"分局当天的办理方式不是“{regime.title}”")
    if act.filing_number and regime.filing_number == "none":
        yield Ground("filing_number", "这种办理方式没有备案号，却填了备案号")
    rule = regime.acts.get(NOTICE if act.act == NOTICE else act.outcome)
    if rule is None:
        return
    if rule.act != act.act:
        yield Ground("act", f"按“{regime.title}”，这个结论应办理“{rule.word}”")
    else:
        yield from _number_grounds(act, rule)


def _number_grounds(act: Act, rule: Rule) -> Iterator[Ground]:
    """Yield whether there should be a number; how it stands in the register is known apart."""
    if rule.series is None and act.number:
        yield Ground("number", f"“{rule.word}”不编号，却用了{act.number.text}")
    if rule.series is not None and act.number is None:
        yield Ground("number", f"“{rule.word}”应当编号，却没有编号")


def _signer_grounds(act: Act, regime: Regime, known: Circumstances) -> Iterator[Ground]:
    """Yield who should have signed and did not; only acts with a receipt need all signers."""
    yield from _co_officer_grounds(act, known)
    rule = regime.acts.get(act.outcome)
    if rule is None or act.act == NOTICE or not rule.receipt:
        return
    if "co_officer" in regime.signers and (
        known.co_officer is None or act.co_officer.how == "none"
    ):
        yield Ground("no_co_officer", "只有一名执法人员，没有协办人")
    if not {"representative", "legal_representative"} & set(regime.signers):
        return
    if act.signature.state != "signed" or act.signature.sha256 is None:
        words = SIGN_WORDS.get(act.signature.state, "企业没有签字")
        yield Ground("unsigned", f"{words}{_because(act)}")
    elif "legal_representative" in regime.signers and not _is_legal_representative(act):
        yield Ground("signer", f"签字的{act.representative or '人'}不是登记表上的法定代表人")


def _co_officer_grounds(act: Act, known: Circumstances) -> Iterator[Ground]:
    if act.co_officer.person_id and known.co_officer is None:
        yield Ground("co_unknown", "协办人不在人员名单中")
    if known.co_officer is None:
        return
    if known.co_officer.id == known.lead.id:
        yield Ground("same_officer", "主办人和协办人是同一个人")
    elif not known.co_officer.may:
        words = f"协办人{known.co_officer.name}当天没有在这里现场办理的权限"
        yield Ground("co_authority", words)
    if known.co_reading:
        yield Ground("co_reading", known.co_reading)


def _because(act: Act) -> str:
    return f"：{act.signature.reason}" if act.signature.reason else ""


def _is_legal_representative(act: Act) -> bool:
    named = (act.form or {}).get("legal_representative")
    return not named or act.representative == named


def _notice_grounds(act: Act, known: Circumstances) -> Iterator[Ground]:
    """A second notice for the same project needs the reason of a leader (许可法第三十二条)."""
    if known.notified_on and not act.leader_reason:
        day = f"{known.notified_on.year}年{known.notified_on.month}月{known.notified_on.day}日"
        yield Ground("second_notice", f"{day}已经一次性告知过，再次告知没有写明领导同意的理由")


def _form_grounds(act: Act) -> Iterator[Ground]:
    if act.outcome != "registration_form":
        return
    if act.form is None:
        yield Ground("form", "没有填写登记表")
        return
    missing = [words for name, words in NEEDED.items() if act.form.get(name) in {None, ""}]
    if missing:
        yield Ground("form", f"登记表没有填：{'、'.join(missing)}")
    if act.form.get("commitment") is not True:
        yield Ground("form", "企业没有作出承诺")
    yield from _figure_grounds(act)


def _figure_grounds(act: Act) -> Iterator[Ground]:
    form = act.form or {}
    area, total = form.get("area_m2"), form.get("investment_yuan")
    own = form.get("environment_yuan")
    if area is not None and area <= 0:
        yield Ground("figures", f"面积是{area}平方米")
    if (total is not None and total <= 0) or (own is not None and own < 0):
        yield Ground("figures", "投资额不是正数")
    if total is not None and own is not None and own > total:
        yield Ground("figures", "环保投资大于项目投资")


def _validity_grounds(act: Act, rules: Rules) -> Iterator[Ground]:
    """An exemption runs at most as long as the clause that gives it says."""
    if act.outcome != EXEMPT:
        return
    months = _months(act, rules)
    if months is None:
        return
    latest = _months_later(act.decided_on, months)
    if act.valid_until is None or not act.decided_on < act.valid_until <= latest:
        words = f"{latest.year}年{latest.month}月{latest.day}日"
        yield Ground("validity", f"豁免的有效期应写明，最晚到{words}")


def _months(act: Act, rules: Rules) -> int | None:
    own = [c.valid_months for c in _clauses(rules.exemption) if c.id in act.clauses]
    told = [months for months in own if months]
    if told:
        return min(told)
    return rules.regime.validity_months if rules.regime else None


def _clauses(pack: Pack | None) -> tuple[Clause, ...]:
    return pack.clauses if pack else ()


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
