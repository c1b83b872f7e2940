"""Words that may cross the border of this room: roles, where each is held, and frozen facts about people. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """Every capacity in which a person may act. The value is the code in the database and in `kernel.Mandate.role`."""

    OWNER = "owner"
    TENANT = "tenant"
    BUILDING_HEAD = "building_head"
    GRID_WORKER = "grid_worker"
    MEDIATOR = "mediator"
    COMPANY_MANAGER = "company_manager"
    COMPANY_WORKER = "company_worker"
    COMMITTEE_MEMBER = "committee_member"
    PARTY_SECRETARY = "party_secretary"
    DELEGATE = "delegate"
    VOLUNTEER = "volunteer"
    ASSOCIATION_OFFICER = "association_officer"
    PARTY_INSTRUCTOR = "party_instructor"
    NEIGHBOURHOOD_OFFICER = "neighbourhood_officer"
    SUBDISTRICT_OFFICER = "subdistrict_officer"
    DEPARTMENT_OFFICER = "department_officer"
    DISTRICT_OFFICER = "district_officer"
    FUND_OFFICER = "fund_officer"
    BANK_OFFICER = "bank_officer"
    INSURER_OFFICER = "insurer_officer"
    CITY_OFFICER = "city_officer"
    HOTLINE_OPERATOR = "hotline_operator"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_AUDITOR = "security_auditor"

    @property
    def label(self) -> str:
        """The role as people say it."""
        return ROLE_LABELS[self]


ROLE_LABELS: Mapping[Role, str] = MappingProxyType(
    {
        Role.OWNER: "业主",
        Role.TENANT: "住户",
        Role.BUILDING_HEAD: "楼栋长",
        Role.GRID_WORKER: "网格员",
        Role.MEDIATOR: "人民调解员",
        Role.COMPANY_MANAGER: "物业经理",
        Role.COMPANY_WORKER: "物业维修工",
        Role.COMMITTEE_MEMBER: "业委会（物管会）成员",
        Role.PARTY_SECRETARY: "小区党支部书记",
        Role.DELEGATE: "居民代表",
        Role.VOLUNTEER: "志愿者",
        Role.ASSOCIATION_OFFICER: "行业协会",
        Role.PARTY_INSTRUCTOR: "党建指导员",
        Role.NEIGHBOURHOOD_OFFICER: "社区工作人员",
        Role.SUBDISTRICT_OFFICER: "街道工作人员",
        Role.DEPARTMENT_OFFICER: "部门工作人员",
        Role.DISTRICT_OFFICER: "区物业服务中心",
        Role.FUND_OFFICER: "维修资金管理中心",
        Role.BANK_OFFICER: "专户银行",
        Role.INSURER_OFFICER: "保险机构",
        Role.CITY_OFFICER: "市级（住建局、政法委）",
        Role.HOTLINE_OPERATOR: "热线坐席",
        Role.SYSTEM_ADMIN: "系统管理员",
        Role.SECURITY_AUDITOR: "安全审计员",
    }
)


@dataclass(frozen=True, slots=True)
class Office:
    """How a role may be held.

    kinds: kinds of home (`kernel.models.HomeKind` values) at which it is held.
    granted_by: roles that may grant it, each in its own place (`access.permissions`); empty: never granted by hand.
    needs: which of "organisation", "unit", "building" a mandate must name.
    """

    kinds: frozenset[str]
    granted_by: frozenset[Role]
    needs: frozenset[str] = frozenset()


def _office(kinds: str, granted_by: tuple[Role, ...] = (), needs: str = "") -> Office:
    return Office(frozenset(kinds.split()), frozenset(granted_by), frozenset(needs.split()))


_N, _S, _D, _C, _A = (
    Role.NEIGHBOURHOOD_OFFICER, Role.SUBDISTRICT_OFFICER, Role.DISTRICT_OFFICER, Role.CITY_OFFICER, Role.SYSTEM_ADMIN,
)  # fmt: skip

OFFICES: Mapping[Role, Office] = MappingProxyType(
    {
        Role.OWNER: _office("estate", (), "unit"),  # only by a claim proved or confirmed
        Role.TENANT: _office("estate", (_N,), "unit"),
        Role.BUILDING_HEAD: _office("estate", (_N,), "building"),
        Role.GRID_WORKER: _office("estate neighbourhood", (_N,)),
        Role.MEDIATOR: _office("estate neighbourhood subdistrict district", (_N, _S, _D)),
        Role.COMPANY_MANAGER: _office("estate neighbourhood subdistrict district city", (_D,), "organisation"),
        Role.COMPANY_WORKER: _office(
            "estate neighbourhood subdistrict district city", (Role.COMPANY_MANAGER,), "organisation"
        ),
        Role.COMMITTEE_MEMBER: _office("estate", (_N,)),
        Role.PARTY_SECRETARY: _office("estate neighbourhood", (_N, _S)),
        Role.DELEGATE: _office("estate", (_N,)),
        Role.VOLUNTEER: _office("estate neighbourhood", (_N,)),
        Role.ASSOCIATION_OFFICER: _office("district city", (_D, _C), "organisation"),
        Role.PARTY_INSTRUCTOR: _office("estate neighbourhood subdistrict district", (_S, _D)),
        Role.NEIGHBOURHOOD_OFFICER: _office("neighbourhood", (_S,)),
        Role.SUBDISTRICT_OFFICER: _office("subdistrict", (_D,)),
        Role.DEPARTMENT_OFFICER: _office("subdistrict district city", (_D, _C), "organisation"),
        Role.DISTRICT_OFFICER: _office("district", (_C, _A)),
        Role.FUND_OFFICER: _office("district city", (_C,)),
        Role.BANK_OFFICER: _office("district city", (_C,), "organisation"),
        Role.INSURER_OFFICER: _office("district city", (_C,), "organisation"),
        Role.CITY_OFFICER: _office("city", (_A,)),
        Role.HOTLINE_OPERATOR: _office("district city", (_D, _C)),
        Role.SYSTEM_ADMIN: _office("platform", (_A,)),
        Role.SECURITY_AUDITOR: _office("platform", (_A,)),
    }
)


@dataclass(frozen=True, slots=True)
class AccountDone:
    """What an act about an account answers. The answer is kept with the record: it names nobody."""

    id: int


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account as other rooms may know it: no phone, no password."""

    id: int
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class MandateRef:
    """One mandate as its acts answer it."""

    id: int
    account_id: int
    role: str
    home_id: int
    valid_from: date
    valid_to: date | None  # the last day on which it is in force


RESIDENTS = frozenset({Role.OWNER, Role.TENANT, Role.DELEGATE, Role.VOLUNTEER})


class ClaimState(StrEnum):
    """How far a claim to a unit has come."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The state as people say it."""
        return {"pending": "等待核实", "granted": "已通过", "refused": "未通过", "lapsed": "已失效"}[self.value]


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """What became of a claim to a unit: `state` is a `ClaimState` value; granted: proved at once, or confirmed."""

    id: int
    estate_id: int
    unit_id: int
    state: str


@dataclass(frozen=True, slots=True)
class TokenRef:
    """An API token without its secret."""

    id: int
    name: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class CoverRef:
    """A cover as its acts answer it: whose mandate, who stands in, first and last day."""

    id: int
    mandate_id: int
    account_id: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class StaffSessionRef:
    """A system administrator's staff session."""

    id: int
    account_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class FactorRef:
    """A second factor without its secret; `codes` is how many recovery codes were made."""

    id: int
    account_id: int
    codes: int


class PhoneRequestState(StrEnum):
    """How far a request to change a lost phone number has come."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The state as people say it."""
        return {"pending": "等待核实", "done": "已更换", "refused": "未通过"}[self.value]


@dataclass(frozen=True, slots=True)
class PhoneRequestRef:
    """A request to change a lost phone number, without the number."""

    id: int
    account_id: int
    state: str


@dataclass(frozen=True, slots=True)
class ClosedRef:
    """A closed account: how many mandates, covers, claims and keys went with it."""

    id: int
    mandates: int
    covers: int
    claims: int
    tokens: int


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many open matters went from one person to another, by kind (the word of its provider)."""

    from_account_id: int
    to_account_id: int
    counts: Mapping[str, int]
