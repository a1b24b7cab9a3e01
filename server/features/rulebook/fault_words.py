"""What is wrong with a pack or with facts, in words for whoever gave them."""

from sync.rules.conditions import PackError
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
    "contradicted": "只有回答自相矛盾时才用得上",
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
    "bad_calendar_name": "日历的包名要是 calendar.cn",
    "bad_known": "已知的最后一天早于第一天",
    "no_year": "已知的年份里缺了一年的安排",
    "rest_and_work": "同一天又放假又上班",
    "bad_pattern": "编号样式要各有一个年份和序号，括号用〔〕",
}


def words_of(fault: LintFault) -> str:
    """Return one fault as a line: where, what, and the detail."""
    detail = f"（{fault.what}）" if fault.what else ""
    return f"{fault.at}：{WORDS[fault.why]}{detail}"


# How a PackError begins, what it means; `{}` is the rest of it, without the quotes of code.
UNREADABLE = {
    "not JSON": "不是 JSON",
    "not an object": "这里要一个 JSON 对象",
    "not a condition": "条件写得不对：运算符、事实和比较值要照规定写",
    "not a date": "不是日期，要写成 2026-01-01",
    "not a regime": "不是办理方式的规则包",
    "not a calendar": "不是节假日的规则包",
    "no such day: ": "没有这一天：{}",
    "of another kind than its name says": "包名和种类对不上",
    "stands there twice": "编号重复",
    "a name stands there twice": "同一个名称写了两次",
    "fractions are not the same in every language: ": "不能用小数：{}",
}
# What a field must be, as PackError says it.
SHAPES = {
    "must be a text": "要写文字",
    "must be a whole number": "要写整数",
    "must be a list": "要写成列表",
    "must be an object": "要写成对象",
    "must be different words, each with its label": "要写互不相同的选项，各有说明",
    "is no kind of fact": "不是事实的种类",
    "must be a list of words": "要写成文字的列表",
    "must be a whole number or null": "要写整数，或者留空",
}


def unreadable_words(fault: PackError) -> str:
    """Return why a pack cannot be read, with the place, as a line."""
    for beginning, words in UNREADABLE.items():
        if fault.words.startswith(beginning):
            return f"{fault.at}：{words.format(fault.words.removeprefix(beginning))}"
    for shape, words in SHAPES.items():
        if fault.words.endswith(f" {shape}"):
            name = fault.words.removesuffix(shape).strip("` ")
            return f"{fault.at}：“{name}”{words}"
    return f"{fault.at}：写得不对"


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
