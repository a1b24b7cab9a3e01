"""What is wrong with a pack or with facts, in words for whoever gave them."""

from sync.rules.linting import LintFault

WORDS = {
    "few_outcomes": "至少要有两种结论",
    "doubled": "编号重复",
    "no_basis": "没有写依据",
    "no_outcome": "结论不在规则包里",
    "no_label": "没有写说明",
    "unknown_term": "用了没有定义的词",
    "cycle": "定义循环，绕回了自己",
    "unknown_fact": "用了没有声明的事实",
    "wrong_operator": "这种事实不能这样比较",
    "no_such_answer": "比较的值不在可选范围内",
    "dates": "失效日期早于生效日期",
    "version": "版本号必须比已发布的大",
    "overlap": "生效日期和已发布的版本重叠",
    "unreachable": "任何情况下都用不上",
    "no_slip": "豁免条款没有写有效期和条件",
    "bad_name": "办理方式的包名要以 regime. 开头",
    "unknown_signer": "签字人不对，主办人必须签字",
    "bad_filing_number": "备案号只能写“没有”或“可填”",
    "bad_limit": "时限或有效期不对",
    "no_act": "这种结论没有写怎样办理",
    "unknown_act": "没有这种办理",
    "unknown_paper": "没有这种文书",
    "unknown_series": "没有这个编号系列",
    "receipt_without_number": "有回执的办理必须编号",
    "bad_pattern": "编号样式要各有一个年份和序号，括号用〔〕",
}


def words_of(fault: LintFault) -> str:
    """Return one fault as a line: where, what, and the detail."""
    detail = f"（{fault.what}）" if fault.what else ""
    return f"{fault.at}：{WORDS[fault.why]}{detail}"


KINDS = {
    "bool": "true 或 false",
    "int": "整数",
    "date": "日期，例如 2026-01-01",
    "choice": "一个选项",
    "choices": "一组选项",
    "codes": "一组行业代码",
}
# How a fault of sync/rules/answers.py begins, and what it means.
FACT_WORDS = {
    "unknown fact": "没有这个事实",
    "below ": "不能小于 {}",
    "not of the kind ": "要填{}",
    "no such answer: ": "没有这个代码或者选项：{}",
}


def fact_words(fact: str, fault: str) -> str:
    """Return one fault of a fact as a line; what is in words already stays."""
    for beginning, words in FACT_WORDS.items():
        if fault.startswith(beginning):
            detail = fault.removeprefix(beginning)
            return f"{fact}：{words.format(KINDS.get(detail, detail))}"
    return f"{fact}：{fault}"
