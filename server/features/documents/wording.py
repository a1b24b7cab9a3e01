"""What a paper of an act says (docs/registrations.md §5). Pure: an act in, a content out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from server.features.documents.contents import Act, Content, Row
from server.features.documents.phrases import (
    CATALOGUE,
    conditions,
    grounds,
    in_chinese,
    measures,
    name_of,
    rows_of,
    time_limit,
    validity,
)

WITHDRAWAL, RECEIPT = "withdrawal", "receipt"
EIA_LAW = "《中华人民共和国环境影响评价法》"
PERMIT_LAW = "《中华人民共和国行政许可法》"
FILING_RULES = "《建设项目环境影响登记表备案管理办法》"
REMEDIES = (
    "如不服本决定，可以自收到本文书之日起六十日内依法申请行政复议，"
    "也可以自收到本文书之日起六个月内依法向人民法院提起行政诉讼。"
)

TITLES = {
    "decision": "关于建设项目环境影响登记表的批复",
    "assistance": "建设项目环境影响登记表备案协助单",
    "exemption": "建设项目环境影响评价豁免告知单",
    "referral": "建设项目环境影响评价类别告知书",
    "outside": "不纳入建设项目环境影响评价管理告知书",
    "notice": "一次性告知书",
    RECEIPT: "受理回执",
}


@dataclass(frozen=True)
class _Words:
    """The parts of a paper that differ from kind to kind."""

    opening: tuple[str, ...]
    points: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def content(kind: str, act: Act) -> Content:
    """Return what stands on the paper of this kind about an act."""
    words = WRITERS[kind](act)
    return Content(
        kind=kind,
        title=title_of(kind, act.kind, act.number),
        agency=act.agency,
        number=number_of(kind, act.number),
        addressee=act.enterprise,
        opening=words.opening,
        rows=words.rows,
        points=words.points,
        closing=words.closing,
        dated_on=_dated_on(kind, act),
        note=_note(act),
        scan=_scan(act),
        mark=act.mark,
        demo=act.demo,
    )


def title_of(kind: str, act_kind: str, number: str) -> str:
    """Return the title of a paper; that of a withdrawal names what it takes back."""
    if kind != WITHDRAWAL:
        return TITLES[kind]
    subject = f"{number}文书" if number else f"《{TITLES[act_kind]}》"
    return f"关于撤回{subject}的通知"


def number_of(kind: str, number: str) -> str:
    """Return the number that a paper bears: the act's own paper does, what is about it does not."""
    return "" if kind in {WITHDRAWAL, RECEIPT} else number


def _decision(act: Act) -> _Words:
    project = name_of(act)
    return _Words(
        opening=(
            (
                f"你单位报送的{project}环境影响登记表及有关材料收悉。依照{EIA_LAW}第二十二条、"
                f"{PERMIT_LAW}第三十四条的规定，经两名工作人员现场审查，批复如下："
            ),
        ),
        points=(
            *grounds(act),
            "同意该项目按照登记表所列的性质、规模、地点和环境保护措施建设。",
            *measures(act),
            *conditions(act),
            (
                "项目的性质、规模、地点、采用的生产工艺或者防治污染、防止生态破坏的措施"
                "发生重大变动的，应当重新办理环境影响评价手续。"
            ),
        ),
        closing=(REMEDIES,),
        rows=rows_of(act.project),
    )


def _assistance(act: Act) -> _Words:
    filed = act.filing_number or "由建设单位提交后自备案系统取得"
    return _Words(
        opening=(
            (
                f"你单位{name_of(act)}应当填报环境影响登记表。依照{EIA_LAW}第二十二条、{FILING_RULES}"
                "第九条、第十二条的规定，登记表由建设单位在网上备案系统填报，系统自动生成备案编号"
                "和回执即完成备案。我局工作人员到现场协助填报，情况如下："
            ),
        ),
        rows=(*rows_of(act.project), Row("国家备案号", filed)),
        points=(
            *grounds(act),
            *measures(act),
            *conditions(act),
            (
                "建设单位及其法定代表人对所填内容的真实性、准确性、完整性负责，"
                "并按照登记表落实环境保护措施。"
            ),
        ),
        closing=("本单只记录协助填报的情况，不是行政许可决定，也不代替国家备案回执。",),
    )


def _exemption(act: Act) -> _Words:
    return _Words(
        opening=(
            (
                f"经现场核实，你单位{name_of(act)}符合环境影响评价豁免管理的规定，"
                "不需要办理环境影响评价手续，现告知如下："
            ),
        ),
        points=(
            *grounds(act),
            *conditions(act),
            *validity(act),
            (
                "实际情况与核实时不一致，或者不再符合上述条件的，本单失效，应当重新核实"
                "并依法办理环境影响评价手续。"
            ),
        ),
        closing=("豁免环境影响评价手续，不免除你单位依法承担的其他环境保护责任。",),
        rows=rows_of(act.project),
    )


def _referral(act: Act) -> _Words:
    return _Words(
        opening=(
            (
                f"经现场核实，你单位{name_of(act)}依照{CATALOGUE}应当编制环境影响{act.level}，"
                "不能当场办理，现告知如下："
            ),
        ),
        points=(
            *grounds(act),
            (
                f"请自行或者委托技术单位编制环境影响{act.level}，依照{EIA_LAW}第二十二条的规定"
                "报有审批权的生态环境主管部门审批。"
            ),
            f"依照{EIA_LAW}第二十五条的规定，环境影响{act.level}未经批准，不得开工建设。",
        ),
        rows=rows_of(act.project),
    )


def _outside(act: Act) -> _Words:
    return _Words(
        opening=(
            (
                f"经现场核实，你单位{name_of(act)}不属于{CATALOGUE}规定应当办理环境影响评价手续的"
                "建设项目，现告知如下："
            ),
        ),
        points=(
            *grounds(act),
            (
                "名录未作规定的建设项目，不纳入建设项目环境影响评价管理。建设内容发生变化的，"
                "应当重新核实。"
            ),
        ),
        closing=("不纳入环境影响评价管理，不免除你单位依法承担的其他环境保护责任。",),
        rows=rows_of(act.project),
    )


def _notice(act: Act) -> _Words:
    again = (f"本次为再次告知，理由：{act.leader_reason}",) if act.leader_reason else ()
    return _Words(
        opening=(
            (
                f"你单位申请办理{name_of(act)}环境影响登记表。经现场审查，申请材料不齐全或者不符合"
                f"法定形式。依照{PERMIT_LAW}第三十二条第一款第四项的规定，现一次性告知需要补正的"
                "全部内容："
            ),
        ),
        points=act.gaps,
        closing=(*again, "补正后即可再次申请，我局工作人员可以到现场办理。"),
    )


def _withdrawal(act: Act) -> _Words:
    named = f"（{act.number}）" if act.number else ""
    return _Words(
        opening=(
            (
                f"我局于{in_chinese(act.decided_on)}对你单位作出的《{TITLES[act.kind]}》{named}，"
                f"因下列原因，现予撤回：{act.withdrawn_reason}"
            ),
        ),
        closing=(
            (
                "自本通知作出之日起，原文书及其现场回执不再作为办理有关事项的依据。"
                "需要重新办理的，我局工作人员可以到现场办理。"
            ),
            REMEDIES,
        ),
    )


def _receipt(act: Act) -> _Words:
    return _Words(
        opening=(
            (
                f"你单位{name_of(act)}的申请材料已于{in_chinese(act.decided_on)}"
                f"收悉，经现场审查予以受理。{time_limit(act)}"
            ),
        ),
        rows=(
            Row("信用代码", act.code),
            *rows_of(act.project)[:2],
            Row("文　　号", act.number or "未编号"),
        ),
        closing=("本回执只证明已经受理，办理结果以决定文书为准。",),
    )


WRITERS: Mapping[str, Callable[[Act], _Words]] = {
    "decision": _decision,
    "assistance": _assistance,
    "exemption": _exemption,
    "referral": _referral,
    "outside": _outside,
    "notice": _notice,
    WITHDRAWAL: _withdrawal,
    RECEIPT: _receipt,
}


def _dated_on(kind: str, act: Act) -> date:
    if kind == WITHDRAWAL:
        return act.withdrawn_on or act.decided_on
    if kind == RECEIPT:
        return act.received_on or act.decided_on
    return act.decided_on


def _note(act: Act) -> str:
    officers = "、".join(name for name in (act.lead, act.co_officer) if name)
    signed = f"；单位签收：{act.representative}" if act.representative else ""
    return f"现场人员：{officers}{signed}"


def _scan(act: Act) -> str:
    return f"{act.number or '未编号'}\n{act.code}\n{act.decided_on.isoformat()}\n{act.mark}"
