"""Roles and ranks, and the words that the bureau has for them."""

from collections.abc import Mapping
from enum import StrEnum

from server.core.auth import Role


class Rank(StrEnum):
    """The three ranks that quotas know, highest first."""

    DEPUTY_DIVISION = "deputy_division"
    DEPUTY_SECTION = "deputy_section"
    ORDINARY = "ordinary"


ROLE_WORDS: Mapping[Role, str] = {
    Role.OFFICER: "审批员",
    Role.CADRE: "党员干部",
    Role.BRANCH_HEAD: "分局长",
    Role.MANAGER: "管理人员",
    Role.SUPERVISOR: "纪检监察",
    Role.ADMINISTRATOR: "系统管理员",
    Role.SECURITY: "安全管理员",
    Role.AUDITOR: "安全审计员",
}
RANK_WORDS: Mapping[Rank, str] = {
    Rank.DEPUTY_DIVISION: "副处级以上",
    Rank.DEPUTY_SECTION: "副科级以上",
    Rank.ORDINARY: "一般",
}
