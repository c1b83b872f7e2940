"""Kinds of public notices, who may publish each, and which policy key says how long it must stand.

Later rooms add their kinds here: a line of data, no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_OFFICES = ("neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer")
_OWNERS = ("committee_member",)
_COMPANY = ("company_manager",)
_PARTY = ("party_secretary",)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its name on the page, and the roles that may publish it in their places."""

    code: str
    label: str
    roles: tuple[str, ...]

    @property
    def policy_key(self) -> str:
        """The policy value that says how long it must stand at least."""
        return f"notices.period.{self.code}"


_ALL = (
    Kind("general", "一般公示", (*_OFFICES, *_OWNERS, *_COMPANY, *_PARTY)),
    Kind("works", "施工和停水停电", (*_OFFICES, *_OWNERS, *_COMPANY)),
    Kind("income", "公共收益和收支", (*_OWNERS, *_COMPANY)),
    Kind("fund_use", "维修资金使用", (*_OFFICES, *_OWNERS, "fund_officer")),
    Kind("meeting", "业主大会会议通知", (*_OFFICES, *_OWNERS)),
    Kind("vote_result", "业主表决结果", (*_OFFICES, *_OWNERS)),
    Kind("election", "候选人和选举", (*_OFFICES, *_OWNERS)),
    Kind("council", "四方议事", (*_OFFICES, *_OWNERS, *_PARTY)),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _ALL})
PUBLISHERS = tuple(dict.fromkeys(role for kind in _ALL for role in kind.roles))

_PUBLISHER: Mapping[str, str] = MappingProxyType(
    {
        "neighbourhood_officer": "{home}居民委员会",
        "subdistrict_officer": "{home}办事处",
        "district_officer": "{home}物业服务中心",
        "city_officer": "{home}住房和城乡建设局",
        "fund_officer": "{home}住宅专项维修资金管理中心",
        "committee_member": "{home}业主委员会（物业管理委员会）",
        "party_secretary": "{home}党支部",
    }
)


def publisher_name(role: str, home: str, organisation: str) -> str:
    """Who signs: the organisation a mandate is held for, else the office by its place; nobody types it in."""
    return organisation or _PUBLISHER.get(role, "{home}").format(home=home)
