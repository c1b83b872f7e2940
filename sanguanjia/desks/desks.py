"""The one table of desks: which lists a role works from, in which order. The first list is what lies on the desk."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.access.types import Role
from sanguanjia.kernel.actor import Actor

View = tuple[str, str]  # a view of cases.queries.work_list, and what this desk calls it


@dataclass(frozen=True, slots=True)
class Desk:
    """One kind of desk. ``nothing`` is what an empty first list says, ``hint`` what to do then."""

    key: str
    title: str
    roles: tuple[Role, ...]
    views: tuple[View, ...] = ()
    nothing: str = "没有等您办的事"
    hint: str = "有新的事项会出现在这里。"
    rates: bool = False  # numbers of the place come first
    lead: str = ""


_LATE, _CONFIRM, _ENDED = ("late", "已超时"), ("confirm", "等确认"), ("ended", "已结束")
_ALL: tuple[View, ...] = (("all", "全部"), _ENDED)
_OFFICE: tuple[View, ...] = (("todo", "待我办"), ("asked", "等我裁定"), _LATE, _CONFIRM, *_ALL)
_CALLS: tuple[View, ...] = (("all", "全部"), _LATE, _CONFIRM, _ENDED)

# From the top: whoever holds several roles sits at the first desk that fits.
DESKS: tuple[Desk, ...] = (
    Desk("city", "全市", (Role.CITY_OFFICER,), _OFFICE, rates=True),
    Desk("district", "区物业服务中心", (Role.DISTRICT_OFFICER,), _OFFICE, rates=True),
    Desk("subdistrict", "街道", (Role.SUBDISTRICT_OFFICER,), _OFFICE, rates=True),
    Desk("neighbourhood", "社区", (Role.NEIGHBOURHOOD_OFFICER,), _OFFICE, rates=True),
    Desk("hotline", "热线", (Role.HOTLINE_OPERATOR,), _CALLS, "还没有事项", "接到来电，点“代报”登记。"),
    Desk("company", "物业公司", (Role.COMPANY_MANAGER,), (("todo", "待我办"), _LATE, _CONFIRM, *_ALL)),
    Desk("worker", "维修", (Role.COMPANY_WORKER,), (("todo", "派给我的"), _LATE, *_ALL), "没有派给您的活"),
    Desk("grid", "网格", (Role.GRID_WORKER,), (("todo", "待我办"), _LATE, ("all", "我这片全部"), _ENDED)),
    Desk("building", "楼栋", (Role.BUILDING_HEAD,), (("todo", "待我办"), ("all", "本楼全部"), _ENDED)),
    Desk("department", "部门", (Role.DEPARTMENT_OFFICER,), lead="社区“吹哨”后要本部门到场的事项在这里。"),
    Desk("committee", "业委会（物管会）", (Role.COMMITTEE_MEMBER,), lead="核实业主身份，了解小区情况。"),
    Desk("party", "小区党支部", (Role.PARTY_SECRETARY, Role.PARTY_INSTRUCTOR), lead="召集四方议事、联系党员。"),
    Desk("mediation", "人民调解", (Role.MEDIATOR,), lead="物业和邻里纠纷的调解。"),
    Desk("fund", "维修资金", (Role.FUND_OFFICER, Role.BANK_OFFICER), lead="维修资金的申请和专户。"),
    Desk("insurer", "保险", (Role.INSURER_OFFICER,), lead="公共设施保险和理赔。"),
    Desk("association", "行业协会", (Role.ASSOCIATION_OFFICER,), lead="物业服务的标准和评比。"),
    Desk("admin", "系统管理", (Role.SYSTEM_ADMIN,), lead="账号、角色和数据。业务由各单位自己办理。"),
    Desk("audit", "安全审计", (Role.SECURITY_AUDITOR,), lead="谁在什么时候做了什么、看了什么。"),
)  # fmt: skip
PLAIN = Desk("plain", "工作台", ())


def desk_of(actor: Actor) -> Desk:
    """The desk at which the actor sits: the first in the table for which a role is held today."""
    return next((desk for desk in DESKS if actor.has_role(*desk.roles)), PLAIN)
