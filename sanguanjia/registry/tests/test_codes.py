"""Vectors of section 9 of the rules digest, and what the check characters promise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanguanjia.registry.rules import codes

patient = settings(deadline=None)  # the machine may be busy: time is no property of a code


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",  # COD-V1, the standard's own example
        "91430211MA4XX0012H",
        "91140403MA0XX0023L",
        "52430202MJXXX00345",
        "Y1140403MJXXX0050W",
        "54140403MEXXX00606",  # COD-V3
        "91430211MA4X004340",  # COD-V4, sum mod 31 = 0
        "91430211MA4X00311Y",  # COD-V4, sum mod 31 = 1
    ],
)
def test_credit_codes_that_hold(code: str) -> None:
    assert codes.check_credit_code(code).ok
    assert codes.check_credit_code(f" {code[:9].lower()} {code[9:]} ").value == code


def test_the_sum_of_the_standards_example() -> None:
    values = [codes.CREDIT_ALPHABET.index(c) for c in "91350100M000100Y4"]
    total = sum(v * w for v, w in zip(values, codes.CREDIT_WEIGHTS, strict=True))
    assert (total, total % 31) == (1640, 28)
    assert codes.CREDIT_WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91350100M000100Y44", "check"),  # COD-V2
        ("91430211MA4TEST01A", "alphabet"),  # COD-V5
        ("91430211MA4XX0012", "length"),
        ("9143021IMA4XX0012H", "alphabet"),
        ("914302A1MA4XX0012H", "alphabet"),
        ("", "length"),
    ],
)
def test_credit_codes_that_fall(code: str, problem: str) -> None:
    assert codes.check_credit_code(code).problem == problem


@pytest.mark.parametrize(
    ("first", "check"), [("M000100Y", "4"), ("80210043", "3"), ("19220382", "1"), ("71526726", "X")]
)
def test_organisation_codes(first: str, check: str) -> None:
    assert codes.organisation_check_character(first) == check
    assert codes.check_organisation_code(f"{first}-{check}").ok
    wrong = "0" if check != "0" else "1"
    assert codes.check_organisation_code(first + wrong).problem == "check"
    assert codes.check_organisation_code(first).problem == "length"
    assert codes.check_organisation_code("é" + first).problem == "alphabet"


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "999999190001010015", "999999200002290027"]
)
def test_identity_numbers_that_hold(number: str) -> None:
    assert codes.check_identity(number).ok
    assert codes.check_identity(number.lower()).value == number
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    assert codes.check_identity(f"'{wide} ").value == number


def test_identity_sums_of_the_vectors() -> None:
    def total(number: str) -> int:
        return sum(int(c) * w for c, w in zip(number[:17], codes.IDENTITY_WEIGHTS, strict=True))

    assert total("11010519491231002X") == 167
    assert total("440524188001010014") == 195


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("110105194912310021", "check"),  # COD-V12
        ("440524800101001", "fifteen"),
        ("4405241880010100", "length"),
        ("4405241880010100X4", "alphabet"),
        ("44052418800101001Y", "alphabet"),
        ("440524000001010014", "date"),
        ("²40524188001010014", "check"),
    ],
)
def test_identity_numbers_that_fall(number: str, problem: str) -> None:
    assert codes.check_identity(number).problem == problem


@patient
@given(st.integers(0, 999), st.sampled_from("0123456789X"))
def test_no_one_was_born_on_29_february_1900(order: int, last: str) -> None:
    """COD-V14: whatever follows, 1900 was no leap year."""
    assert codes.check_identity(f"99999919000229{order:03d}{last}").problem == "date"


def test_a_number_of_fifteen_digits_says_what_it_became() -> None:
    became = codes.upgrade_identity("440524800101001")
    assert became is not None
    assert became.startswith("44052419800101001")
    assert codes.check_identity(became).ok
    assert codes.upgrade_identity("440524800231001") is None
    assert codes.upgrade_identity("44052480010100") is None


def test_unit_code_vectors() -> None:
    good = "340123001001GB00001F00010001"  # COD-V20
    assert codes.check_unit_code(good).ok
    assert codes.check_unit_code(good[:19] + "W00010001").problem == "object_number"  # COD-V22
    assert codes.check_unit_code(good[:19] + "W00000000").ok
    assert codes.check_unit_code(good[:19] + "F00000000").problem == "object_number"
    assert codes.check_unit_code(good[:19] + "K00010001").problem == "object"
    assert codes.check_unit_code(good[:-1]).problem == "length"
    assert codes.check_unit_code(good[:12] + "XB" + good[14:]).problem == "shape"


def test_divisions() -> None:
    for code in ("430200", "430202", "430212", "140403", "999999"):
        assert codes.check_division(code).ok
        assert not codes.division_is_odd(code)
    assert codes.check_division("993021").problem == "province"
    assert codes.check_division("43020").problem == "length"
    assert codes.check_division("43020A").problem == "alphabet"
    for odd in ("000000", "123456", "999998", "430000", "880101"):
        assert codes.division_is_odd(odd) is (odd != "123456")  # 12 is Tianjin: the list of counties is data, not code
    assert codes.check_statistical_division("430202001001").ok
    assert codes.check_statistical_division("430202001000").ok
    assert codes.check_statistical_division("430202000001").problem == "street"
    assert codes.check_statistical_division("430202600001").problem == "street"
    assert codes.check_statistical_division("430202001400").problem == "neighbourhood"
    assert codes.check_statistical_division("43020200100").problem == "length"
    assert codes.check_statistical_division("43020200100A").problem == "alphabet"
    assert codes.check_statistical_division("990202001001").problem == "province"


# --- what the check characters promise ------------------------------------------------------------------------------

digits17 = st.text("0123456789", min_size=17, max_size=17)
credit17 = st.text(codes.CREDIT_ALPHABET, min_size=17, max_size=17)
org8 = st.text(codes.ORGANISATION_ALPHABET, min_size=8, max_size=8)


@patient
@given(digits17, st.integers(0, 16), st.integers(1, 9))
def test_identity_catches_every_wrong_digit(first: str, at: int, step: int) -> None:
    """11 is prime and no weight is a multiple of it, so one wrong digit always shows."""
    wrong = first[:at] + str((int(first[at]) + step) % 10) + first[at + 1 :]
    assert codes.identity_check_character(wrong) != codes.identity_check_character(first)


@patient
@given(digits17, st.integers(0, 15))
def test_identity_catches_every_swap_of_neighbours(first: str, at: int) -> None:
    """Neighbouring weights never agree modulo 11."""
    swapped = first[:at] + first[at + 1] + first[at] + first[at + 2 :]
    same = swapped == first
    assert (codes.identity_check_character(swapped) == codes.identity_check_character(first)) is same


@patient
@given(credit17, st.integers(0, 16), st.integers(1, 30))
def test_credit_code_catches_every_wrong_character(first: str, at: int, step: int) -> None:
    index = (codes.CREDIT_ALPHABET.index(first[at]) + step) % 31
    wrong = first[:at] + codes.CREDIT_ALPHABET[index] + first[at + 1 :]
    assert codes.credit_check_character(wrong) != codes.credit_check_character(first)


@patient
@given(credit17, st.integers(0, 15))
def test_credit_code_catches_every_swap_of_neighbours(first: str, at: int) -> None:
    swapped = first[:at] + first[at + 1] + first[at] + first[at + 2 :]
    assert (codes.credit_check_character(swapped) == codes.credit_check_character(first)) is (swapped == first)


@patient
@given(org8, st.integers(0, 7), st.integers(1, 10))
def test_organisation_code_catches_a_wrong_digit(first: str, at: int, step: int) -> None:
    """Only differences that are no multiple of 11 are promised: the alphabet has 36 values, the modulus 11."""
    value = codes.ORGANISATION_ALPHABET.index(first[at])
    other = value + step if value + step < 36 else value - step
    wrong = first[:at] + codes.ORGANISATION_ALPHABET[other] + first[at + 1 :]
    assert codes.organisation_check_character(wrong) != codes.organisation_check_character(first)


@patient
@given(st.text(max_size=40))
def test_no_text_breaks_a_validator(text: str) -> None:
    for check in (
        codes.check_division,
        codes.check_statistical_division,
        codes.check_credit_code,
        codes.check_organisation_code,
        codes.check_identity,
        codes.check_unit_code,
    ):
        check(text)
