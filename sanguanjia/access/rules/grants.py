"""Pure rules: how a role may be held, how long, and when a claim to a unit is proved. No database, no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sanguanjia.access.types import OFFICES, ClaimState, Role
from sanguanjia.kernel.refusal import Reason

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
MOST_EMAIL = 120
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_IDENTITY_TAIL = re.compile(r"[0-9]{5}[0-9X]")
MOST_TOKEN_DAYS = 366
MOST_COVER_DAYS = 183


@dataclass(frozen=True, slots=True)
class Wish:
    """A mandate someone wants to grant: role, kind of home it would lie at, what it names, first and last day."""

    role: Role
    home_kind: str
    organisation_id: int | None
    unit_id: int | None
    building_id: int | None
    valid_from: date
    valid_to: date | None
    document: str


def grant_reasons(wish: Wish, today: date, by_system: bool) -> tuple[Reason, ...]:
    """Everything that speaks against a mandate, whoever grants it (who may grant is `permissions.may_grant`).

    The platform itself may write down what began before today (first set-up, import); people may not.
    """
    office, found = OFFICES[wish.role], []
    role = wish.role.label
    if wish.home_kind not in office.kinds:
        found.append(Reason("role_not_held_here", "home_id", {"role": role}))
    named = {"organisation": wish.organisation_id, "unit": wish.unit_id, "building": wish.building_id}
    found += [
        Reason(f"{need}_needed", f"{need}_id", {"role": role}) for need in sorted(office.needs) if named[need] is None
    ]
    if wish.valid_to is not None and wish.valid_to < wish.valid_from:
        found.append(Reason("dates_reversed", "valid_to"))
    if wish.valid_from < today and not by_system:
        found.append(Reason("begins_in_the_past", "valid_from"))
    if not wish.document.strip():
        found.append(Reason("document_needed", "document"))
    return tuple(found)


def cover_reasons(first: date, last: date | None, today: date, document: str) -> tuple[Reason, ...]:
    """Everything that speaks against the days of a cover: it begins today or later, ends, and within half a year."""
    found = []
    if last is None:
        found.append(Reason("missing", "valid_to", {"label": "结束日期"}))
    elif last < first:
        found.append(Reason("dates_reversed", "valid_to"))
    elif (last - first).days >= MOST_COVER_DAYS:
        found.append(Reason("cover_too_long", "valid_to", {"most": MOST_COVER_DAYS}))
    if first < today:
        found.append(Reason("begins_in_the_past", "valid_from"))
    if not document.strip():
        found.append(Reason("document_needed", "document"))
    return tuple(found)


def is_phone(text: str) -> bool:
    """A mobile number of the mainland: eleven digits, 13 to 19 in front."""
    return _PHONE.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """A mailbox as people have them: name@host.tld, no quotes, no blanks, at most 120 characters."""
    return len(text) <= MOST_EMAIL and _EMAIL.fullmatch(text) is not None


def is_username(text: str) -> bool:
    """3 to 40 of a-z, 0-9, dot, hyphen, underscore, beginning with a letter or digit; phone numbers fit."""
    return _USERNAME.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a claimant typed to prove who he is: kind "identity" (last six) or "phone" (whole number)."""

    kind: str
    value: str


def read_proof(typed: str) -> Proof | None:
    """The typed proof, or None when it is neither the last six of an identity number nor a phone number."""
    text = re.sub(r"[\s-]", "", typed).upper()
    if _IDENTITY_TAIL.fullmatch(text):
        return Proof("identity", text)
    return Proof("phone", text) if is_phone(text) else None


def claim_state(name_fits: bool, proof_fits: bool, proof_kind: str, taken: bool) -> ClaimState:
    """Granted at once, or left to a person.

    At once only when one owner in the roster has this name and these last six digits of the identity number, and no
    other account stands for that owner. A phone number is known to neighbours: until it is verified by a code it helps
    the person who confirms, it does not decide.
    """
    proved = name_fits and proof_fits and proof_kind == "identity" and not taken
    return ClaimState.GRANTED if proved else ClaimState.PENDING
