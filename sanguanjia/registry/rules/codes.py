"""Codes that persons, organisations, places and homes carry, and their check digits.

Pure functions on text (COD-001 to COD-005 and COD-009 of the rules digest, section 9). Every validator takes the
text as a
person typed it and answers with a `CodeCheck`: the clean form, and either no problem or the first one found. A
wrong check
character is an error; a division that no one has heard of is only *odd* (`division_is_odd`), because codes are born and
die while the numbers of living people keep them. A valid check digit proves nothing about who a person is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

TEST_DIVISION: Final = "999999"
"""Division used by invented persons in fixtures and demos; it exists nowhere and is never called odd."""

_PROVINCE_RANGES: Final = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES: Final = frozenset(str(n) for first, last in _PROVINCE_RANGES for n in range(first, last + 1))
"""First two digits of GB/T 2260 (83 is used by the residence permits of Taiwan residents)."""

CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: no I, O, S, V, Z; the value of a character is its index."""

CREDIT_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
ORGANISATION_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS: Final = "10X98765432"

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What a validator found: `value` is the clean form, `problem` is None or one word (length, alphabet, date,
    check …)."""

    value: str
    problem: str | None = None
    division: str | None = None

    @property
    def ok(self) -> bool:
        """True when nothing is wrong with the code."""
        return self.problem is None


def clean(text: str) -> str:
    """Full-width to half-width, upper case, no spaces of any kind and no leading apostrophe (Excel's mark for text)."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper().lstrip("'’‘`")


def _ascii_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


# --- COD-001, COD-002: divisions ------------------------------------------------------------------------------------


def check_division(text: str) -> CodeCheck:
    """COD-001, GB/T 2260: six digits whose first two name a province-level unit. Whether it existed on a day is
    data."""
    value = clean(text)
    if len(value) != 6:
        return CodeCheck(value, "length")
    if not _ascii_digits(value):
        return CodeCheck(value, "alphabet")
    if value[:2] not in PROVINCES and value != TEST_DIVISION:
        return CodeCheck(value, "province")
    return CodeCheck(value, None, value)


def check_statistical_division(text: str) -> CodeCheck:
    """COD-002, GB/T 10114: twelve digits, 6 division + 3 street or town + 3 neighbourhood or village.

    Ranges as seen in the published data: street 001-599, neighbourhood 000 (the street itself) or 001-399.
    """
    value = clean(text)
    if len(value) != 12:
        return CodeCheck(value, "length")
    if not _ascii_digits(value):
        return CodeCheck(value, "alphabet")
    division = check_division(value[:6])
    if not division.ok:
        return CodeCheck(value, division.problem)
    street, neighbourhood = int(value[6:9]), int(value[9:])
    if street > 599 or (street == 0 and neighbourhood != 0):
        return CodeCheck(value, "street")
    if neighbourhood > 399:
        return CodeCheck(value, "neighbourhood")
    return CodeCheck(value, None, value[:6])


def division_is_odd(division: str) -> bool:
    """True for six digits that no division of the country ever had: an unknown province, or a bare province."""
    if division == TEST_DIVISION:
        return False
    return division[:2] not in PROVINCES or division[2:] == "0000"


# --- COD-003: unified social credit code ----------------------------------------------------------------------------


def credit_check_character(first17: str) -> str:
    """Check character over 17 characters of the GB 32100 alphabet. Section 9.2: the outer `% 31` is not decoration."""
    total = sum(CREDIT_ALPHABET.index(c) * w for c, w in zip(first17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def check_credit_code(text: str) -> CodeCheck:
    """COD-003, GB 32100-2015: 18 characters; 1 department, 1 class, 6 division, 9 organisation, 1 check."""
    value = clean(text)
    if len(value) != 18:
        return CodeCheck(value, "length")
    if any(c not in CREDIT_ALPHABET for c in value):
        return CodeCheck(value, "alphabet")
    division = value[2:8]
    if not division.isdigit():
        return CodeCheck(value, "alphabet")
    if credit_check_character(value[:17]) != value[17]:
        return CodeCheck(value, "check")
    return CodeCheck(value, None, division)


# --- COD-004: organisation code -------------------------------------------------------------------------------------


def organisation_check_character(first8: str) -> str:
    """Check character over 8 characters of GB 11714. Its own alphabet: Z is 35 and there are no gaps (section 9.3)."""
    total = sum(ORGANISATION_ALPHABET.index(c) * w for c, w in zip(first8, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def check_organisation_code(text: str) -> CodeCheck:
    """COD-004, GB 11714: eight characters and one check character, with or without a dash before the last."""
    value = clean(text).replace("-", "")
    if len(value) != 9:
        return CodeCheck(value, "length")
    if any(c not in ORGANISATION_ALPHABET for c in value):
        return CodeCheck(value, "alphabet")
    if organisation_check_character(value[:8]) != value[8]:
        return CodeCheck(value, "check")
    return CodeCheck(value)


# --- COD-005: citizen's identity number -----------------------------------------------------------------------------


def identity_check_character(first17: str) -> str:
    """Check character over 17 digits (GB 11643-1999, section 9.4)."""
    total = sum(int(c) * w for c, w in zip(first17, IDENTITY_WEIGHTS, strict=True))
    return IDENTITY_CHECKS[total % 11]


def _real_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year >= 1800


def check_identity(text: str) -> CodeCheck:
    """COD-005, GB 11643-1999: 18 characters; 6 division, 8 birth (a day that exists), 3 order, 1 check (X for ten).

    A number of 15 digits gives the problem `fifteen`: such cards ended on 2013-01-01 and carry no check digit
    (`upgrade_identity` says what the number became).
    """
    value = clean(text)
    if len(value) == 15 and _ascii_digits(value):
        return CodeCheck(value, "fifteen")
    if len(value) != 18:
        return CodeCheck(value, "length")
    if not _ascii_digits(value[:17]) or value[17] not in "0123456789X":
        return CodeCheck(value, "alphabet")
    if not _real_day(int(value[6:10]), int(value[10:12]), int(value[12:14])):
        return CodeCheck(value, "date")
    if identity_check_character(value[:17]) != value[17]:
        return CodeCheck(value, "check")
    return CodeCheck(value, None, value[:6])


def upgrade_identity(fifteen: str) -> str | None:
    """The 18-character form of a 15-digit number (19 before the year, check added), or None if its day does not
    exist."""
    if len(fifteen) != 15 or not _ascii_digits(fifteen):
        return None
    first17 = fifteen[:6] + "19" + fifteen[6:]
    candidate = first17 + identity_check_character(first17)
    return candidate if check_identity(candidate).ok else None


# --- COD-009: real-estate unit code ---------------------------------------------------------------------------------

_UNIT_CODE = re.compile(r"(\d{6})(\d{3})(\d{3})([GJZ])([A-Z])(\d{5})([A-Z])(\d{8})")


def check_unit_code(text: str) -> CodeCheck:
    """COD-009, GB/T 37346-2019: 28 characters, 6 county + 3 + 3 cadastral + 2 parcel feature + 5 serial + 1 object
    + 8 unit.

    `W` (nothing stands on the parcel) has eight zeros and nothing else does; F house, L wood, Q other.
    """
    value = clean(text)
    if len(value) != 28:
        return CodeCheck(value, "length")
    match = _UNIT_CODE.fullmatch(value)
    if match is None:
        return CodeCheck(value, "shape")
    thing, number = match[7], match[8]
    if thing not in "FLQW":
        return CodeCheck(value, "object")
    if (thing == "W") != (number == "00000000"):
        return CodeCheck(value, "object_number")
    return CodeCheck(value, None, match[1])
