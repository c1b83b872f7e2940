"""Values of the funds room that may cross its border: no Django, no database, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: a code and its facts (worded in `funds/wording.py`), and the clause it rests on."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    """Id of the rules digest, "FUND-070"; empty where the step is plain arithmetic."""


class Payer(StrEnum):
    """How a door's share of a cost is paid (FUND-043)."""

    ACCOUNT = "account"
    CASH = "cash"


class Kind(StrEnum):
    """What an account stands for. Two trees (FUND-005, 006): estate → building → unit; seller → building → unit."""

    ESTATE = "estate"
    BUILDING = "building"
    UNIT = "unit"
    SELLER = "seller"
    SELLER_BUILDING = "seller_building"
    PUBLIC_UNIT = "public_unit"
    POOL = "pool"
    BANK = "bank"
    CONTRACTOR = "contractor"
    INSURER = "insurer"
    DEVELOPER = "developer"
    CLEARING = "clearing"


GROUPS: Final = frozenset({Kind.ESTATE, Kind.BUILDING, Kind.SELLER})
"""Nodes of the trees: they hold no money of their own, their balance is what stands below them."""
DOORS: Final = frozenset({Kind.UNIT, Kind.PUBLIC_UNIT})
"""Accounts of a home, in either tree."""
ASSETS: Final = frozenset({Kind.BANK})
"""Grow by their debit side; all others by their credit side."""
FREE: Final = frozenset({Kind.CLEARING})
"""May go below zero. No other account ever does."""
PARENTS: Final[Mapping[Kind, Kind | None]] = {
    Kind.BUILDING: Kind.ESTATE,
    Kind.UNIT: Kind.BUILDING,
    Kind.POOL: Kind.BUILDING,
    Kind.SELLER_BUILDING: Kind.SELLER,
    Kind.PUBLIC_UNIT: Kind.SELLER_BUILDING,
}


class EntryKind(StrEnum):
    """What an entry books."""

    OPENING = "opening"
    FIRST_DEPOSIT = "first_deposit"
    TOP_UP = "top_up"
    REVERSAL = "reversal"
    INTEREST = "interest"
    WORK_PAYMENT = "work_payment"
    REFUND = "refund"
    DEDUCTION = "deduction"
    AREA = "area"
    RESHAPE = "reshape"
    BANK_CHANGE = "bank_change"


class DraftKind(StrEnum):
    """What waits for the second pair of eyes: every kind of entry, and the closing of a period."""

    OPENING = "opening"
    FIRST_DEPOSIT = "first_deposit"
    TOP_UP = "top_up"
    REVERSAL = "reversal"
    CLOSE = "close"
    WORK_PAYMENT = "work_payment"
    REFUND = "refund"
    DEDUCTION = "deduction"
    AREA = "area"
    RESHAPE = "reshape"
    BANK_CHANGE = "bank_change"


class DraftState(StrEnum):
    """Waiting, then one of the two."""

    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"


class PaperKind(StrEnum):
    """What a paper does: by a court, by the registry of homes, by a bank, or a proof of ours."""

    SALE = "sale"
    GATE = "gate"
    REFUND = "refund"
    AREA = "area"
    RESHAPE = "reshape"
    BANK_CHANGE = "bank_change"
    FREEZE = "freeze"
    EXTEND = "extend"
    LIFT = "lift"
    LAPSE = "lapse"
    DEDUCTION = "deduction"


class FreezeState(StrEnum):
    """Holding; lifted by the court, run out, or all of it deducted."""

    ACTIVE = "active"
    LIFTED = "lifted"
    LAPSED = "lapsed"
    SPENT = "spent"


class SettlementState(StrEnum):
    """Being weighed, waiting for the second pair of eyes, running estate by estate, done; or put aside before."""

    WEIGHING = "weighing"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


class Period(StrEnum):
    """Which period a close ends."""

    DAY = "day"
    MONTH = "month"
    INTEREST_DAY = "interest_day"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer to be: from the account that is debited to the one that is credited, a positive number of fen."""

    debit_id: int
    credit_id: int
    fen: int


@dataclass(frozen=True, slots=True)
class DraftRef:
    """A draft that was written."""

    id: int
    estate_id: int
    seal: str
    lines: int
    fen: int


class WorkState(StrEnum):
    """How far a work has come."""

    PLANNED = "planned"
    AUTHORISED = "authorised"
    CONTRACTED = "contracted"
    ACCEPTED = "accepted"
    SETTLED = "settled"


class Authority(StrEnum):
    """By what a work may be paid: the owners decided, on paper or in a vote here, or an emergency needs no vote."""

    DECISION = "decision"
    VOTE = "vote"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What the fund office lets a work go on by: a recorded decision of the owners, or an emergency (FUND-050).

    `application_id`: the granted application that decided it; then its decision is the document.
    """

    kind: Authority
    words: str
    document_hash: str
    on: dt.date
    application_id: int | None = None


@dataclass(frozen=True, slots=True)
class VoteInForce:
    """A vote of the owners of the cost scope that carried and is in force. Both places None: the whole estate."""

    vote_id: int
    number: int
    words: str
    certificate_hash: str
    on: dt.date
    building_id: int | None = None
    entrance_id: int | None = None


CONFIRMERS: Final[Mapping[str, str]] = {
    "committee_member": "committee", "company_manager": "company", "neighbourhood_officer": "neighbourhood",
    "subdistrict_officer": "subdistrict", "district_officer": "housing_bureau", "city_officer": "housing_bureau",
}  # fmt: skip
"""Whose word each role gives on an emergency: codes of `confirmers` in `fund.emergency.categories`."""


@dataclass(frozen=True, slots=True)
class WorkRef:
    """A work as its acts answer it."""

    estate_id: int
    id: int
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class PoolRef:
    """A use of pooled accounts, its application, and its order to buy (0: none yet)."""

    estate_id: int
    id: int
    application_id: int
    order_number: int = 0


@dataclass(frozen=True, slots=True)
class EntryRef:
    """An entry that was booked; number 0 for the closing of a period, which moves nothing."""

    id: int
    estate_id: int
    number: int


@dataclass(frozen=True, slots=True)
class DepositRef:
    """A deposit that was written down, in its home."""

    id: int
    home_id: int


@dataclass(frozen=True, slots=True)
class SettlementRef:
    """A settlement in its home, and where it stands."""

    id: int
    home_id: int
    state: str


@dataclass(frozen=True, slots=True)
class PaperRef:
    """A paper that was written down, and the draft that waits because of it (0: none)."""

    estate_id: int
    id: int
    number: int
    draft_id: int = 0


@dataclass(frozen=True, slots=True)
class FreezeRef:
    """A freeze and where it stands."""

    estate_id: int
    id: int
    state: str


@dataclass(frozen=True, slots=True)
class QuestionRef:
    """A question that was asked, or answered."""

    estate_id: int
    id: int


@dataclass(frozen=True, slots=True)
class RootRef:
    """A root that was written down."""

    estate_id: int
    last_number: int
    root: str


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One line of an opening sheet as it was read: the row of the sheet, the door, and fen or None."""

    row: int
    door: str
    fen: int | None
    given: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a row of a sheet."""

    row: int
    code: str
    given: str = ""
