"""The catalogue of Luzhou: nineteen powers, each with everything an applicant must know; and of Zhuzhou."""

from __future__ import annotations

import datetime as dt

import pytest

from sanguanjia.applications.rules.catalogue import read_items
from sanguanjia.applications.types import Level
from sanguanjia.policy.packs import load

DAY = dt.date(2024, 5, 1)


def items(place: str, day: dt.date = DAY):
    return read_items(load().rule_for("applications.items", place, day))


def test_nineteen_powers_were_handed_down_to_luzhou():
    found = items("140403")
    assert len(found) == 19
    assert {item.handed_down for item in found.values()} == {"2022-01"}
    for item in found.values():
        told = (item.name, item.group, item.result, item.power, item.basis, item.applicants, item.papers)
        assert all((*told, item.joint, item.review.same_day)), item.code
    assert not items("140403", dt.date(2021, 12, 31))


def test_the_fund_goes_on_to_the_citys_fund_office():
    """L-F7: three levels on the same day, then the city's fund office pays or refuses."""
    fund = items("140403")["fund-works"]
    assert fund.levels == (Level.NEIGHBOURHOOD, Level.SUBDISTRICT, Level.DISTRICT)
    assert fund.decides is Level.FUND_CENTRE
    assert not fund.decide.same_day


def test_the_pool_is_zhuzhous_alone_and_seven_working_days_are_a_target():
    pool = items("430211")["fund-pool"]
    assert pool.decides is Level.FUND_CENTRE
    assert (pool.decide.amount, pool.decide.unit, pool.decide.target) == (7, "workday", True)
    assert [p.code for p in pool.papers] == load().rule_for("fund.pool.file", "430211", DAY).value["documents"]
    assert "fund-pool" not in items("140403")


def test_an_emergency_is_answered_in_three_working_days_in_zhuzhou():
    """FUND-033, FUND-050: the neighbourhood looks at the place, the fund office decides."""
    urgent = items("430211")["fund-emergency"]
    assert (urgent.levels, urgent.decides) == ((Level.NEIGHBOURHOOD,), Level.FUND_CENTRE)
    assert (urgent.decide.amount, urgent.decide.unit, urgent.decide.target) == (3, "workday", False)


@pytest.mark.parametrize("place", ["140403", "430211"])
def test_codes_fit_the_columns(place: str):
    for item in items(place).values():
        assert len(item.code) <= 24
        assert len(item.name) <= 80
        assert len(item.version) <= 160
        for name in [f.name for f in item.fields] + [p.code for p in item.papers]:
            assert len(name) <= 24
