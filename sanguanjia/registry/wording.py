"""The registry's words: refusals, constraints, and the Chinese of its kinds. The only Chinese outside templates."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from .types import (
    AreaSource,
    Basis,
    DivisionLevel,
    IdentityKind,
    LineageKind,
    OrganisationKind,
    PartyKind,
    UnmanagedKind,
    Use,
    WardKind,
)

KINDS: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    DivisionLevel: {"province": "省级", "city": "地级", "county": "县级"},
    OrganisationKind: {
        "company": "物业服务企业",
        "department": "部门",
        "committee": "业主委员会（物业管理委员会）",
        "association": "行业协会",
        "bank": "银行",
        "insurer": "保险机构",
        "authority": "机关",
    },
    Use: {"dwelling": "住宅", "shop": "商铺", "parking": "车位"},
    AreaSource: {
        "registry": "不动产登记簿",
        "surveyed": "实测",
        "contract": "买卖合同",
        "roster": "名册所载，未核对原件",
        "stand_in": "以另一面积代替",
    },
    Basis: {
        "registered": "已登记",
        "judgment": "法律文书",
        "inheritance": "继承",
        "construction": "合法建造",
        "contract_possession": "已交付，尚未登记",
        "developer_unsold": "开发建设单位未出售",
        "developer_undelivered": "已出售未交付",
    },
    PartyKind: {"person": "个人", "organisation": "单位"},
    IdentityKind: {
        "resident_id": "居民身份证",
        "credit_code": "统一社会信用代码",
        "passport": "护照",
        "other": "其他证件",
        "": "未留证件",
    },
    UnmanagedKind: {
        "no_company": "没有物业服务企业",
        "no_owning_unit": "没有产权单位管理",
        "no_self_management": "没有业主自管",
    },
    WardKind: {"minor": "未成年", "incapacitated": "无或限制民事行为能力"},
    LineageKind: {"split": "分割", "merge": "合并"},
}


def word(kind: type[StrEnum], value: str) -> str:
    """The Chinese word of one value of a kind; the value itself where no word is given."""
    return KINDS.get(kind, {}).get(value, value)


SENTENCES: Final[Mapping[str, tuple[str, str]]] = {}

CONSTRAINTS: Final[Mapping[str, str]] = {}
