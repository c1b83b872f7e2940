"""Areas are two facts with their sources; split and merge keep them to the hundredth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.registry.rules import units
from sanguanjia.registry.rules.management import Span, end_of, new_tenure, unmanaged
from sanguanjia.registry.rules.parties import PartyFacts, clean_phone, read_party
from sanguanjia.registry.rules.units import Areas, Part


def area(text: str) -> Decimal:
    return Decimal(text)


def known(built: str = "100", exclusive: str = "80") -> Areas:
    return Areas(area(built), "registry", area(exclusive), "registry")


def codes(reasons: list[object]) -> list[str]:
    return [reason.code for reason in reasons]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        ("88.12", "88.12", None), (" 1,088.5 ", "1088.50", None), ("", None, None), ("88.125", None, "area_unreadable"),
        ("abc", None, "area_unreadable"), ("NaN", None, "area_unreadable"), ("0", None, "area_out_of_bounds"),
        ("-3", None, "area_out_of_bounds"), ("100000.01", None, "area_out_of_bounds"),
    ],
)  # fmt: skip
def test_an_area_is_read_exactly_or_refused(typed: str, value: str | None, code: str | None) -> None:
    found, reasons = units.read_area(typed, "built_area")
    assert found == (Decimal(value) if value else None)
    assert codes(reasons) == ([code] if code else [])


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        (known(), []),
        (Areas(), []),
        (Areas(area("100"), "registry", area("100"), "stand_in"), []),
        (Areas(area("100"), "registry", area("99"), "stand_in"), ["stand_in_differs"]),
        (Areas(area("100"), "stand_in", area("100"), "stand_in"), ["both_areas_stand_in"]),
        (Areas(area("100"), "", None, ""), ["area_without_source"]),
        (Areas(None, "registry", None, ""), ["source_without_area"]),
        (Areas(area("80"), "registry", area("100"), "registry"), ["exclusive_exceeds_built"]),
    ],
)
def test_each_area_says_its_source(areas: Areas, expected: list[str]) -> None:
    assert codes(units.problems_of_areas(areas)) == expected


def test_an_unknown_area_is_filled_only_under_the_mark() -> None:
    filled = units.fill_in(Areas(area("100"), "contract", None, "stand_in"))
    assert (filled.exclusive, filled.exclusive_source) == (area("100"), "stand_in")
    other = units.fill_in(Areas(None, "stand_in", area("80"), "surveyed"))
    assert (other.built, other.built_source) == (area("80"), "stand_in")
    assert units.fill_in(Areas(area("100"), "contract")) == Areas(area("100"), "contract")


def test_places_of_units() -> None:
    assert units.compose_code("3", "1", "1403") == "3-1-1403"
    assert units.compose_code("", "", "B017") == "B017"
    assert codes(units.problems_of_place("dwelling", True, "1403")) == []
    assert codes(units.problems_of_place("parking", False, "B017")) == []
    assert codes(units.problems_of_place("dwelling", False, "")) == ["building_missing", "room_missing"]
    assert codes(units.problems_of_place("castle", True, "1<3")) == ["use_unknown", "room_unreadable"]


def test_a_split_keeps_the_areas_or_says_why_not() -> None:
    parts = [Part("1403A", known("60", "48"), "dwelling"), Part("1403B", known("40", "32"), "dwelling")]
    assert units.split(known(), parts, frozenset(), "") == []
    short = [parts[0], Part("1403B", known("39.99", "32"), "dwelling")]
    assert codes(units.split(known(), short, frozenset(), "")) == ["area_not_kept"]
    assert units.split(known(), short, frozenset(), "2024 年重新测绘") == []
    assert codes(units.split(known(), parts[:1], frozenset({"1403A"}), "x")) == ["split_needs_two", "unit_code_taken"]
    assert "room_twice" in codes(units.split(known(), [parts[0], parts[0]], frozenset(), "x"))


def test_a_merge_asks_for_the_same_owners_and_use() -> None:
    part = Part("1403", known("200", "160"), "dwelling")
    two = [("dwelling", known()), ("dwelling", known())]
    assert units.merge(two, {"same"}, part, "") == []
    assert codes(units.merge(two[:1], {"same"}, part, "x")) == ["merge_needs_two"]
    assert codes(units.merge([("shop", known()), two[0]], {"a", "b"}, part, "")) == ["uses_differ", "owners_differ"]


@given(st.lists(st.integers(1, 10_000_000), min_size=2, max_size=9))
def test_the_hundredths_of_the_parts_are_the_hundredths_of_the_whole(parts: list[int]) -> None:
    pieces = [Areas(Decimal(p).scaleb(-2), "surveyed", None, "") for p in parts]
    whole = Areas(Decimal(sum(parts)).scaleb(-2), "surveyed", None, "")
    assert units.areas_kept([whole], pieces, "") == []
    off = Areas(Decimal(sum(parts) + 1).scaleb(-2), "surveyed", None, "")
    assert codes(units.areas_kept([off], pieces, "")) == ["area_not_kept"]


def test_parties_are_cleaned_and_everything_wrong_is_said() -> None:
    clean, reasons = read_party(PartyFacts("person", " 王 芳 ", "resident_id", "11010519491231002x", "138 0000 0000"))
    assert (clean.name, clean.identity_number, clean.phone, reasons) == (
        "王 芳",
        "11010519491231002X",
        "13800000000",
        [],
    )
    _, wrong = read_party(PartyFacts("person", "", "resident_id", "110105194912310021", "12"))
    assert codes(wrong) == ["party_name_missing", "identity_wrong", "phone_unreadable"]
    _, company = read_party(PartyFacts("organisation", "某公司", "credit_code", "91350100M000100Y44"))
    assert codes(company) == ["credit_code_wrong"]
    assert codes(read_party(PartyFacts("ghost", "x", "", "123"))[1]) == ["party_kind_unknown", "identity_kind_missing"]
    assert clean_phone("") == ("", [])


D = date


def test_one_company_at_a_time() -> None:
    first = Span(D(2020, 1, 1), D(2023, 1, 1))
    assert new_tenure(Span(D(2023, 1, 1), None), "company", [first]) == []
    assert codes(new_tenure(Span(D(2022, 12, 31), None), "company", [first])) == ["tenure_overlaps"]
    assert codes(new_tenure(Span(D(2023, 1, 1), D(2023, 1, 1)), "bank", [first])) == [
        "end_not_after_begin", "not_a_company",
    ]  # fmt: skip
    assert end_of(first, D(2022, 1, 1)) == []
    assert codes(end_of(first, D(2023, 5, 1))) == ["period_ended_before"]
    assert codes(end_of(first, D(2020, 1, 1))) == ["end_not_after_begin"]


def test_unmanaged_is_a_dated_fact_with_evidence() -> None:
    today, span = D(2024, 6, 1), Span(D(2024, 1, 1), None)
    assert unmanaged("no_company", span, "走访记录", today, [], []) == []
    wrong = unmanaged("label", Span(D(2025, 1, 1), None), " ", today, [], [])
    assert codes(wrong) == ["unmanaged_kind_unknown", "evidence_not_given", "day_not_yet_come"]
    assert codes(unmanaged("no_company", span, "x", today, [span], [span])) == [
        "unmanaged_fact_known", "company_manages",
    ]  # fmt: skip


days = st.dates(D(2020, 1, 1), D(2020, 2, 1))
spans = st.builds(lambda a, b: Span(min(a, b), max(a, b) if a != b else None), days, days)


@given(spans, spans)
def test_two_spans_meet_exactly_when_a_day_lies_in_both(a: Span, b: Span) -> None:
    def holds(span: Span, day: date) -> bool:
        return span.since <= day and (span.until is None or day < span.until)  # type: ignore[operator]

    every = [D.fromordinal(n) for n in range(D(2020, 1, 1).toordinal(), D(2020, 3, 1).toordinal())]
    assert a.meets(b) == any(holds(a, day) and holds(b, day) for day in every)
