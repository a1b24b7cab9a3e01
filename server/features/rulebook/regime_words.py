"""A regime in words, part by part, for whoever reads it at the desk."""

from collections.abc import Iterator

from sync.rules.regimes import NOTICE, Regime

OUTCOMES = {
    "registration_form": "登记表",
    "exempt": "豁免",
    "report_form": "报告表",
    "report_book": "报告书",
    "outside": "不纳入环评管理",
    NOTICE: "材料不齐",
}
SIGNERS = {
    "lead": "主办人",
    "co_officer": "协办人",
    "representative": "企业代表",
    "legal_representative": "法定代表人",
}
UNITS = {"natural_day": "个自然日", "working_day": "个工作日"}


def lines_of(regime: Regime) -> Iterator[tuple[str, str, str]]:
    """Yield id, what it leads to and the details of every part of a regime."""
    for key, act in regime.acts.items():
        number = regime.series.get(act.series or "", "")
        details = (
            f"编号 {number}" if number else "不编号",
            "有回执" if act.receipt else "没有回执",
        )
        yield key, act.word, f"{OUTCOMES.get(key, key)}：{'，'.join(details)}"
    yield "signers", "签字", "、".join(SIGNERS[one] for one in regime.signers)
    yield "limit", "时限", _limit(regime)
    filing = "填写全国备案系统的备案号" if regime.filing_number == "optional" else "没有备案号"
    yield "filing_number", "备案号", filing
    if regime.demo:
        yield "demo", "演示", "这种做法的页面和文书都注明“演示”"


def _limit(regime: Regime) -> str:
    return f"{regime.limit.count}{UNITS[regime.limit.unit]}" if regime.limit.count else "当场"
