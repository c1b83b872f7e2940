"""The one table of menus: which entries a role sees, in which order, under which group.

What is shown here opens nothing: every page asks its own door. A test walks the table, so that no entry leads to a
page its role may not open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

from sanguanjia.access.permissions import DECIDES_CLAIMS, SEES_PEOPLE
from sanguanjia.access.types import Role
from sanguanjia.applications.permissions import REVIEWERS as APPLICATION_REVIEWERS
from sanguanjia.assemblies.permissions import WATCHERS as ASSEMBLY_WATCHERS
from sanguanjia.cases.permissions import OFFICER_ROLES, REPORTING_ROLES, STAFF_ROLES
from sanguanjia.councils.permissions import OFFICES as COUNCIL_OFFICES
from sanguanjia.councils.permissions import USERS as COUNCIL_USERS
from sanguanjia.decisions.permissions import WATCHERS as VOTE_WATCHERS
from sanguanjia.funds.permissions import WATCHERS as FUND_WATCHERS
from sanguanjia.funds.permissions import WORK_USERS
from sanguanjia.kernel.actor import Actor
from sanguanjia.look.types import BigEntry, NavItem
from sanguanjia.petitions.permissions import USERS as PETITION_USERS
from sanguanjia.registry.pages.organisations import READERS as ORGANISATION_READERS
from sanguanjia.surveys.permissions import ENTERERS as SURVEYORS
from sanguanjia.whistle.permissions import DECIDERS as DECIDERS_ABOVE
from sanguanjia.whistle.permissions import USERS as WHISTLE_USERS

EVERYBODY = frozenset(Role)
RESIDENTS = frozenset({Role.OWNER, Role.TENANT, Role.DELEGATE, Role.VOLUNTEER})
STAFF = frozenset(Role(role) for role in STAFF_ROLES)
REPORTERS = frozenset(Role(role) for role in REPORTING_ROLES)
OFFICERS = frozenset(Role(role) for role in OFFICER_ROLES.values())
WHISTLE_DECIDERS = frozenset(Role(role) for role in DECIDERS_ABOVE)
PETITIONS = frozenset(Role(role) for role in PETITION_USERS)
WHISTLE = frozenset(Role(role) for role in WHISTLE_USERS)
WORKS = frozenset(Role(role) for role in WORK_USERS)
REVIEWERS = frozenset(Role(role) for role in APPLICATION_REVIEWERS)
FUNDS = frozenset(Role(role) for role in FUND_WATCHERS)
VOTES = frozenset(Role(role) for role in VOTE_WATCHERS)
ASSEMBLIES = frozenset(Role(role) for role in ASSEMBLY_WATCHERS)
ASSEMBLED = frozenset({Role.COMMITTEE_MEMBER, Role.COMPANY_MANAGER})
SURVEYS = frozenset(Role(role) for role in SURVEYORS)
COUNCILS = frozenset(Role(role) for role in COUNCIL_USERS)
PROPOSALS = frozenset(Role(role) for role in COUNCIL_OFFICES[1:])
READERS = frozenset(Role(role) for role in ORGANISATION_READERS)
DECIDERS = frozenset((*DECIDES_CLAIMS, Role.COMPANY_MANAGER))
PERSONNEL = frozenset(SEES_PEOPLE)
PHONE_DECIDERS = frozenset({Role.NEIGHBOURHOOD_OFFICER, Role.SYSTEM_ADMIN})
ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_AUDITOR})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. ``route`` is the name of an address."""

    key: str
    label: str
    route: str
    icon: str
    roles: frozenset[Role]
    group: str = ""


# The four of the resident's bottom bar, the same for everyone who lives here.
BAR: tuple[Entry, ...] = (
    Entry("home", "首页", "desks:resident", "home", EVERYBODY),
    Entry("cases", "办事", "desks:services", "list", EVERYBODY),
    Entry("public", "公示", "desks:public", "notice", EVERYBODY),
    Entry("me", "我的", "access:me", "person", EVERYBODY),
)

# The left rail of the desks, top to bottom; entries of one group stand together.
RAIL: tuple[Entry, ...] = (
    Entry("desk", "工作台", "desks:desk", "home", EVERYBODY - RESIDENTS),
    Entry("cases", "报事清单", "cases:list", "list", STAFF, "事项"),
    Entry("report", "登记报事", "cases:new", "report", REPORTERS, "事项"),
    Entry("rates", "三率", "cases:rates", "chart", OFFICERS, "事项"),
    Entry("intake", "热线工单", "intake:enter", "upload", OFFICERS | {Role.HOTLINE_OPERATOR}, "事项"),
    Entry("petitions", "信访", "petitions:list", "file", PETITIONS, "事项"),
    Entry("surveys", "满意度调查", "surveys:office", "chart", SURVEYS, "事项"),
    Entry("call-backs", "回访", "cases:call-backs", "phone", OFFICERS | {Role.HOTLINE_OPERATOR}, "事项"),
    Entry("votes", "业主表决", "decisions:votes", "scale", VOTES, "事项"),
    Entry("assemblies", "无物业清零", "assemblies:register", "chart", ASSEMBLIES, "事项"),
    Entry("my-assembly", "业主组织", "assemblies:mine", "people", ASSEMBLED, "事项"),
    Entry("applications", "申请审核", "applications:list", "file", REVIEWERS, "事项"),
    Entry("items", "服务事项", "applications:catalogue", "list", EVERYBODY - RESIDENTS, "事项"),
    Entry("track", "查进度", "tracker-search", "search", EVERYBODY, "事项"),
    Entry("public", "公示栏", "notices:boards", "notice", EVERYBODY, "事项"),
    Entry("inbox", "通知", "notices:inbox", "bell", EVERYBODY, "事项"),
    Entry("fund-desk", "维修资金工作台", "funds:desk", "home", FUNDS, "维修资金"),
    Entry("funds", "维修资金", "funds:estates", "coins", FUNDS, "维修资金"),
    Entry("works", "维修项目", "funds:works-door", "wrench", WORKS, "维修资金"),
    Entry("interest", "存款和结息", "funds:interest", "chart", FUNDS, "维修资金"),
    Entry("banking", "银行对账", "banking:estates", "scale", FUNDS, "维修资金"),
    Entry("portfolio", "存款结构", "banking:portfolios", "calendar", FUNDS, "维修资金"),
    Entry("tenders", "存款招标", "banking:tenders", "chart", FUNDS | {Role.BANK_OFFICER}, "维修资金"),
    Entry("whistle", "部门报到", "whistle:list", "people", WHISTLE, "协同"),
    Entry("whistle-figures", "双向考核", "whistle:figures", "chart", WHISTLE, "协同"),
    Entry("whistle-desks", "部门对应单位", "whistle:desks", "building", WHISTLE_DECIDERS, "协同"),
    Entry("councils", "会议和联合执法", "councils:list", "people", COUNCILS, "协同"),
    Entry("council-tasks", "会议交办", "councils:tasks", "list", COUNCILS, "协同"),
    Entry("proposals", "提请上会", "councils:proposals", "upload", PROPOSALS, "协同"),
    Entry("duty", "值班表", "cases:duty-door", "calendar", OFFICERS | {Role.COMPANY_MANAGER}, "协同"),
    Entry("registry", "小区", "registry:estates", "building", EVERYBODY - RESIDENTS, "小区和人"),
    Entry("tree", "区划和网格", "registry:tree", "map", OFFICERS | ADMINS, "小区和人"),
    Entry("organisations", "单位", "registry:organisations", "file", READERS, "小区和人"),
    Entry("claims", "房屋核实", "access:claims", "door", DECIDERS, "小区和人"),
    Entry("people", "人员和角色", "access:people", "people", PERSONNEL, "小区和人"),
    Entry("phone-requests", "换号核实", "access:phone-requests", "person", PHONE_DECIDERS, "小区和人"),
    Entry("accounts", "账号", "access:accounts", "person", frozenset({Role.SYSTEM_ADMIN}), "小区和人"),
    Entry("audit", "审计", "audit:records", "file", frozenset({Role.SECURITY_AUDITOR}), "其他"),
    Entry("data-keys", "数据密钥", "privacy:keys", "lock", frozenset({Role.SYSTEM_ADMIN}), "其他"),
    Entry("lists", "三张清单", "cases:catalogue-door", "list", EVERYBODY - RESIDENTS, "其他"),
    Entry("trial", "表决规则", "decisions:trial", "scale", EVERYBODY - RESIDENTS, "其他"),
    Entry("policy", "规则", "policy:index", "book", EVERYBODY - RESIDENTS, "其他"),
    Entry("interfaces", "接口", "interfaces:index", "gear", frozenset({Role.SYSTEM_ADMIN}), "其他"),
    Entry("admin", "数据（只读）", "admin:index", "gear", frozenset({Role.SYSTEM_ADMIN}), "其他"),
    Entry("help", "怎么用", "desks:help", "question", EVERYBODY, "其他"),
    Entry("home", "我的小区", "desks:resident", "door", RESIDENTS, "其他"),
    Entry("me", "我的账号", "access:me", "person", EVERYBODY, "其他"),
    Entry("my-data", "我的数据", "privacy:mine", "lock", EVERYBODY, "其他"),
)

# The big entries of pages: label, route, icon, hint.
Big = tuple[str, str, str, str]
_MINE: Big = ("我的报事", "cases:mine", "list", "看进度、确认、评价")
_REPORT: Big = ("报事", "cases:new", "report", "灯坏了、漏水、噪声，拍照就行")
_TRACK: Big = ("查进度", "tracker-search", "search", "输入查询码，不用登录")
_ESTATE: Big = ("我的小区", "registry:estates", "building", "楼栋、物业公司、基本情况")
_PETITION: Big = ("网上信访", "petitions:file", "file", "向街道、区、市提出请求和意见")
_CLAIM: Big = ("认领房屋", "access:claim", "door", "核对后就能投票、查账")
_ABOUT: Big = ("我家的记录", "audit:mine", "file", "谁对您的房屋办过什么事")
_ITEMS: Big = ("服务事项", "applications:catalogue", "file", "能办什么、要什么材料、多久办完")
_FUND: Big = ("我的维修资金", "funds:mine", "coins", "余额、每一笔收支和依据")
_WORKS: Big = ("维修项目", "funds:works-door", "list", "维修资金修什么、花多少、各户摊多少")
_RULES: Big = ("规则和期限", "policy:index", "scale", "每个期限依据哪一条")
_VOTES: Big = ("业主表决", "decisions:votes", "scale", "看事项、投票、查自己的票有没有算数")
_VOTING: Big = ("表决规则", "decisions:trial", "chart", "多少面积、多少人同意才算通过")
_ASSEMBLY: Big = ("成立业主组织", "assemblies:mine", "people", "业主大会、业委会、物管会：走到哪一步，我能做什么")
_BOARD: Big = ("小区公示", "notices:boards", "notice", "维修资金、收支、停水停电")
_RECEIPTS: Big = ("我的票据", "banking:my-receipts", "file", "维修资金交款票据，可打印")
_TENDERS: Big = ("存款招标", "banking:tenders", "chart", "维修资金存哪家银行，利率和服务")
_INBOX: Big = ("通知", "notices:inbox", "bell", "办事进展、公示、送达记录")
_DECIDED: Big = ("会议决定", "councils:decisions", "people", "联席会议、四方会商就小区定了什么、谁办")
_MEETINGS: Big = ("我的会议", "councils:list", "people", "请我参加的会议、会诊")
_SURVEYS: Big = ("物业满意度", "surveys:index", "chart", "给保安、保洁、维修打分，看各小区的结果")
_HELP: Big = ("怎么用", "desks:help", "book", "不会用手机也能办")
_DATA: Big = ("我的数据", "privacy:mine", "lock", "谁看过我的信息，同意和撤回")
_PRIVACY: Big = ("个人信息怎么用", "privacy:notice", "shield", "谁用、凭什么、留多久")
_WORDS: Big = ("词语表", "desks:words", "question", "常用词是什么意思")
FIRST: tuple[Big, ...] = (_CLAIM, _ESTATE, _TRACK, _HELP)
_HOMES_AND_ESTATE: tuple[Big, ...] = (
    _CLAIM, _ESTATE, _VOTES, _ASSEMBLY, _FUND, _WORKS, _RECEIPTS, _BOARD, _ABOUT, _VOTING, _SURVEYS, _DECIDED,
    _MEETINGS,
)  # fmt: skip
SERVICES: tuple[tuple[str, tuple[Big, ...]], ...] = (
    ("报事", (_REPORT, _MINE, _TRACK, _INBOX, _PETITION)),
    ("申请", (_ITEMS,)),
    (
        "房屋和小区",
        _HOMES_AND_ESTATE,
    ),
    ("我的信息和帮助", (_DATA, _HELP, _WORDS)),
)
OPEN: tuple[Big, ...] = (_BOARD, _TENDERS, _TRACK, _RULES, _VOTING, _SURVEYS, _PRIVACY, _HELP, _WORDS)


@cache
def _href(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:  # a room that is not installed has no entry; a test holds that all shipped ones are
        return ""


def roles_of(actor: Actor) -> frozenset[Role]:
    """The roles the actor holds anywhere today."""
    return frozenset(Role(mandate.role) for mandate in actor.mandates)


def works_at_a_desk(actor: Actor) -> bool:
    """Whether the actor has any role besides living here, also one that is asleep."""
    return bool(roles_of(actor) - RESIDENTS) or any(Role(m.role) not in RESIDENTS for m in actor.asleep)


def _items(entries: Iterable[Entry], roles: frozenset[Role]) -> tuple[NavItem, ...]:
    return tuple(
        NavItem(entry.key, entry.label, _href(entry.route), entry.icon, group=entry.group)
        for entry in entries
        if (entry.roles == EVERYBODY or entry.roles & roles) and _href(entry.route)
    )


@cache
def bar() -> tuple[NavItem, ...]:
    """The resident's bottom bar."""
    return _items(BAR, EVERYBODY)


def rail(actor: Actor) -> tuple[NavItem, ...]:
    """The left rail for this actor: what one of the roles has, and what is everybody's, also while power is asleep."""
    return _rail(roles_of(actor))


@cache
def _rail(roles: frozenset[Role]) -> tuple[NavItem, ...]:
    return _items(RAIL, roles)


def _big(entries: Iterable[Big]) -> tuple[BigEntry, ...]:
    return tuple(BigEntry(label, _href(route), icon, hint) for label, route, icon, hint in entries if _href(route))


def first_steps(_actor: Actor) -> tuple[BigEntry, ...]:
    """The big entries of the resident's first page."""
    return _big(FIRST)


def services(_actor: Actor) -> tuple[tuple[str, tuple[BigEntry, ...]], ...]:
    """Everything a resident can start, by group."""
    return tuple((title, _big(entries)) for title, entries in SERVICES)


def open_to_all() -> tuple[BigEntry, ...]:
    """What needs no login."""
    return _big(OPEN)


# At hand on a desk: the things its role starts most often.
AT_HAND: tuple[Entry, ...] = (
    Entry("report", "登记报事", "cases:new", "report", STAFF),
    Entry("claims", "核实房屋", "access:claims", "door", frozenset(DECIDES_CLAIMS)),
    Entry("whistle", "部门报到", "whistle:list", "people", frozenset({Role.DEPARTMENT_OFFICER, Role.COMMITTEE_MEMBER})),
    Entry("fund-desk", "维修资金工作台", "funds:desk", "home", frozenset({Role.FUND_OFFICER})),
    Entry("funds", "维修资金", "funds:estates", "coins", frozenset({Role.FUND_OFFICER})),
    Entry("applications", "申请审核", "applications:list", "file", frozenset({Role.FUND_OFFICER})),
    Entry("interest", "存款和结息", "funds:interest", "chart", frozenset({Role.FUND_OFFICER})),
    Entry("banking", "银行对账", "banking:estates", "scale", frozenset({Role.FUND_OFFICER})),
    Entry("tenders", "存款招标", "banking:tenders", "chart", frozenset({Role.FUND_OFFICER, Role.BANK_OFFICER})),
    Entry("registry", "小区情况", "registry:estates", "building", EVERYBODY - RESIDENTS - STAFF),
    Entry("organisations", "单位", "registry:organisations", "file", READERS - STAFF),
    Entry("people", "人员和角色", "access:people", "people", PERSONNEL - STAFF),
    Entry("policy", "规则和依据", "policy:index", "scale", EVERYBODY - RESIDENTS - STAFF),
    Entry("admin", "数据（只读）", "admin:index", "gear", frozenset({Role.SYSTEM_ADMIN})),
)


def at_hand(actor: Actor) -> tuple[BigEntry, ...]:
    """What this actor's desk offers at the top right, or as big entries where there is no list."""
    roles = roles_of(actor)
    return tuple(BigEntry(e.label, _href(e.route), e.icon) for e in AT_HAND if e.roles & roles and _href(e.route))
