"""Powers that may not meet in one person on one matter (不相容职责). Pure.

A role carries powers; two incompatible powers meet when one person holds both at places that overlap (one lies in the
other) on overlapping days, also through a cover; and, over time, when one person takes both parts in the *same* matter,
first under one mandate and later under another. The first is refused when a mandate is granted or a cover arranged
(`clashes`), the second when the act is done (`same_hands`).

Sources: GB/T 22239-2019 8.1.4 and 8.1.10 (separation of system, audit and security administration); 内部会计控制: who
applies does not approve, who approves does not pay; who enters does not audit. The table is ours and is meant to grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from sanguanjia.access.types import Role


class Power(StrEnum):
    """One part in a kind of matter: work (orders, extensions, acceptance), fund, record, system."""

    APPLY_WORK = "apply_work"
    APPROVE_WORK = "approve_work"
    APPLY_FUND = "apply_fund"
    APPROVE_FUND = "approve_fund"
    PAY_FUND = "pay_fund"
    ENTER = "enter"
    AUDIT = "audit"
    ADMINISTER = "administer"

    @property
    def label(self) -> str:
        """The power as people say it."""
        return _LABELS[self]


_LABELS: Mapping[Power, str] = MappingProxyType(
    {
        Power.APPLY_WORK: "申请和承办", Power.APPROVE_WORK: "审批承办单位的申请", Power.APPLY_FUND: "申请用款",
        Power.APPROVE_FUND: "审批用款", Power.PAY_FUND: "支付", Power.ENTER: "录入", Power.AUDIT: "审计",
        Power.ADMINISTER: "系统管理",
    }
)  # fmt: skip

_P = Power
POWERS: Mapping[Role, frozenset[Power]] = MappingProxyType(
    {
        Role.COMPANY_MANAGER: frozenset({_P.APPLY_WORK, _P.APPLY_FUND, _P.ENTER}),
        Role.COMPANY_WORKER: frozenset({_P.APPLY_WORK, _P.ENTER}),
        Role.COMMITTEE_MEMBER: frozenset({_P.APPLY_FUND, _P.ENTER}),
        Role.GRID_WORKER: frozenset({_P.ENTER}),
        Role.HOTLINE_OPERATOR: frozenset({_P.ENTER}),
        # A neighbourhood's officer sits in 物管会 by law and approves no money: so no APPROVE_FUND here.
        Role.NEIGHBOURHOOD_OFFICER: frozenset({_P.APPROVE_WORK, _P.ENTER}),
        Role.SUBDISTRICT_OFFICER: frozenset({_P.APPROVE_WORK, _P.APPROVE_FUND, _P.ENTER}),
        Role.DISTRICT_OFFICER: frozenset({_P.APPROVE_WORK, _P.APPROVE_FUND, _P.ENTER}),
        Role.CITY_OFFICER: frozenset({_P.APPROVE_WORK, _P.APPROVE_FUND, _P.ENTER}),
        Role.FUND_OFFICER: frozenset({_P.APPROVE_FUND, _P.ENTER}),
        Role.BANK_OFFICER: frozenset({_P.PAY_FUND, _P.ENTER}),
        Role.SYSTEM_ADMIN: frozenset({_P.ADMINISTER}),
        Role.SECURITY_AUDITOR: frozenset({_P.AUDIT}),
    }
)

INCOMPATIBLE: tuple[tuple[Power, Power], ...] = (
    (_P.APPLY_WORK, _P.APPROVE_WORK),
    (_P.APPLY_FUND, _P.APPROVE_FUND),
    (_P.APPLY_FUND, _P.PAY_FUND),
    (_P.APPROVE_FUND, _P.PAY_FUND),
    (_P.ENTER, _P.AUDIT),
    (_P.ADMINISTER, _P.AUDIT),
    (_P.ADMINISTER, _P.APPROVE_FUND),
    (_P.ADMINISTER, _P.PAY_FUND),
)
_PAIRS = frozenset(frozenset(pair) for pair in INCOMPATIBLE)


def powers_of(role: str) -> frozenset[Power]:
    """The powers a role carries; residents' roles carry none of these."""
    return POWERS.get(Role(role), frozenset())


def pair_between(first: str, second: str) -> tuple[Power, Power] | None:
    """The first incompatible pair of powers between two roles, in the order of the roles; None if they may meet."""
    for one in sorted(powers_of(first)):
        for other in sorted(powers_of(second)):
            if frozenset((one, other)) in _PAIRS:
                return one, other
    return None


@dataclass(frozen=True, slots=True)
class Post:
    """A role held, or stood in for, at a place from a first to a last day (None: without an end)."""

    role: str
    place: str
    first: date
    last: date | None = None

    def meets(self, other: Post) -> bool:
        """Whether both are held on some common day at places of which one lies in the other."""
        near = self.place.startswith(other.place) or other.place.startswith(self.place)
        ends = [last for last in (self.last, other.last) if last is not None]
        return near and all(max(self.first, other.first) <= last for last in ends)


def clashes(wanted: Post, held: Iterable[Post]) -> tuple[tuple[Post, Power, Power], ...]:
    """Posts one person may not hold together with the wanted one: (the post, its power, the wanted power)."""
    found = []
    for post in held:
        pair = pair_between(post.role, wanted.role) if wanted.meets(post) else None
        if pair:
            found.append((post, *pair))
    return tuple(found)


def same_hands(role: str, earlier: Iterable[str]) -> tuple[Power, Power] | None:
    """Whether one person, who has acted on a matter in the earlier roles, may now act on it in this role.

    Answers the incompatible pair (earlier power, present power), None when there is none.
    """
    for before in earlier:
        pair = pair_between(before, role) if before else None
        if pair:
            return pair
    return None
