"""What a login is worth: which mandates it wakes, how long its session lasts, how long a proof is fresh. Pure.

Figures after OWASP ASVS 5.0 V6, V7 and GB/T 22239-2019 8.1.4.1: residents 30 days sliding; staff 30 minutes idle and 10
hours in all; those who hold money or the system 15 minutes and 8 hours, in one browser only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sanguanjia.access.types import RESIDENTS, Role

GUARDED = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_AUDITOR, Role.FUND_OFFICER, Role.BANK_OFFICER})
PROOF_IS_FRESH = timedelta(minutes=5)
STAFF_SESSION_MINUTES = (15, 30, 60, 120)  # what an administrator may open
SEEN_EVERY = timedelta(minutes=5)  # how often a session's last sign of life is written at most


class Strength(StrEnum):
    """How somebody has logged in."""

    CODE = "code"  # a code sent to the phone, alone
    PASSWORD = "password"  # noqa: S105 - a word
    BOTH = "both"  # a password and a code
    TWO = "two"  # a password and a second factor


@dataclass(frozen=True, slots=True)
class Length:
    """How long a session lasts: without a sign of life, and in all; `alone`: in one browser only."""

    idle: timedelta
    whole: timedelta
    alone: bool = False


RESIDENT = Length(timedelta(days=30), timedelta(days=180))
STAFF = Length(timedelta(minutes=30), timedelta(hours=10))
GUARDED_STAFF = Length(timedelta(minutes=15), timedelta(hours=8), alone=True)


def is_staff(role: str) -> bool:
    """Whether the role is more than living here."""
    return role not in RESIDENTS


def length_of(roles: Iterable[str]) -> Length:
    """How long a session of somebody with these roles lasts: the shortest of them."""
    held = set(roles)
    if held & GUARDED:
        return GUARDED_STAFF
    return STAFF if any(is_staff(role) for role in held) else RESIDENT


def expiry(length: Length, started: datetime, seen: datetime) -> datetime:
    """When a session ends that began then and was last seen then."""
    return min(seen + length.idle, started + length.whole)


def wakes_staff(strength: Strength, has_factor: bool, factor_required: bool) -> bool:
    """Whether a login gives the power of staff mandates. A code sent to a phone alone never does, and where a second
    factor is due, none that went over the telephone network or by mail counts as one."""
    if has_factor or factor_required:
        return strength is Strength.TWO
    return strength is not Strength.CODE


def is_two(strength: Strength) -> bool:
    """Whether a login gave two proofs of different kinds (ASVS 5.0, 6.3.3)."""
    return strength in (Strength.BOTH, Strength.TWO)


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether a proof of who one is still counts for a sensitive act."""
    return proved_at is not None and timedelta() <= now - proved_at <= PROOF_IS_FRESH
