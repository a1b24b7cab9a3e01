"""Acts to make papers of: an invented enterprise and everything that a form may say."""

from dataclasses import replace
from datetime import UTC, date, datetime

from server.features.documents.contents import Act, Limit, Project

MADE_AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
PROJECT = Project(
    name="东莞市明丰五金制品有限公司年产五金配件80万件新建项目",
    address="东莞市长安镇乌沙社区兴发南路66号2栋101室",
    nature="新建",
    area_m2=1200,
    investment_yuan=2_000_000,
    environment_yuan=125_000,
    operation_on=date(2027, 1, 15),
    content_scale="租用已建成厂房从事五金配件的冲压、机加工和组装，年产五金配件80万件；"
    "不设电镀、喷漆、酸洗、磷化、电泳等表面处理工序。",
    measures=(
        ("废水", "生活污水经三级化粪池预处理", "市政污水管网"),
        ("噪声", "选用低噪声设备，合理布局，隔声减振", ""),
        ("固体废物", "边角料外售综合利用，废机油交有资质单位处理", "资质单位"),
    ),
)
ACT = Act(
    kind="decision",
    agency="东莞市生态环境局长安分局",
    enterprise="东莞市明丰五金制品有限公司",
    code="91441900MA4UQ8X27T",
    number="东环建〔2026〕1234号",
    decided_on=date(2026, 11, 25),
    lead="陈志远",
    co_officer="李晓雯",
    representative="黄国强 总经理",
    mark="3f9a1c07b2d84e5566aa0c19d7e2b814",
    demo=False,
    level="登记表",
    items=(68,),
    basis=("名录第68项“铸造及其他金属制品制造”登记表栏",),
    project=PROJECT,
    limit=Limit("15日", date(2026, 12, 10)),
)


def act_for(kind: str, *, demo: bool = False) -> Act:
    """Give an act of the kind that a paper is made of."""
    own = {} if kind in {"withdrawal", "receipt"} else {"kind": kind}
    return replace(ACT, demo=demo, **own, **_CHANGES[kind])


_CHANGES = {
    "decision": {},
    "assistance": {"number": "东环助〔2026〕88号", "filing_number": "202644190000012345"},
    "exemption": {
        "number": "东环豁〔2026〕7号",
        "basis": ("豁免目录第3项",),
        "conditions": "不新增排放口；医疗废物交有资质单位处置；建设内容变化的，停止施工并报告",
        "valid_until": date(2029, 11, 24),
    },
    "referral": {
        "number": "",
        "level": "报告表",
        "basis": ("名录第67项“金属制品表面处理及热处理加工”报告表栏",),
        "items": (67,),
    },
    "outside": {
        "number": "",
        "level": "",
        "items": (),
        "basis": ("名录第69项除外条款：仅分割、焊接、组装的除外",),
    },
    "notice": {
        "number": "",
        "gaps": (
            "建设地点：请补充厂房权属证明或者租赁合同。",
            "环境保护措施：请说明废机油的收集、贮存和去向。",
            "总投资：填写的金额与申请书不一致，请核对后更正。",
        ),
        "leader_reason": "首次告知后企业更换了生产工艺，新增两项材料。",
    },
    "withdrawal": {
        "withdrawn_on": date(2026, 11, 26),
        "withdrawn_reason": "经复核，现场存在未申报的酸洗工序，项目依法应当编制环境影响报告表。",
    },
    "receipt": {"received_on": date(2026, 11, 25)},
}
