"""Values that every matter needs: what the shipped packs hold is right, what cannot be read is refused in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanguanjia.policy.packs import build_calendar, load, parse_rule
from sanguanjia.policy.rules.shapes import faults_of, unlike

NEW_YEAR = dt.date(2027, 1, 1)
NOTICE: dict[str, Any] = {
    "year": 2027,
    "announced": "2026-11-04",
    "holidays": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}],
    "worked": [{"date": "2026-12-27", "for": "元旦"}],
}


def test_every_shipped_value_is_right() -> None:
    for version in load().versions:
        assert faults_of(version.key, version.value, version.effective_from) == (), version.version
        if version.key.startswith("cases."):
            plainest = min(load().of(version.key), key=lambda other: len(str(other.value)))
            assert unlike(plainest.value, version.value) == (), version.version


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("calendar.workdays", 5),
        ("own.joint_decision.participation", {"test": "maybe", "num": 2, "den": 3, "base": "all"}),
        ("own.joint_decision.participation", {"test": "ge", "num": "2", "den": 3, "base": "all"}),
        ("own.joint_decision.use_fund.consent", {"test": "gt", "num": 1, "den": 0, "base": "participants"}),
        ("own.joint_decision.other.consent", {"test": "gt", "num": 1, "den": 2, "base": "nobody"}),
        ("own.joint_decision.other.consent", "1/2"),
        ("own.joint_decision.regime", {"code": "", "levels": True}),
        ("own.joint_decision.regime", {"code": "x"}),
        ("calendar.workdays", {}),
        ("calendar.workdays", NOTICE | {"year": 2026}),
        ("calendar.workdays", {"year": 2027, "holidays": []}),
        ("calendar.workdays", NOTICE | {"holidays": [{"name": "元旦", "from": "2027-01-03", "to": "2027-01-01"}]}),
        ("calendar.workdays", NOTICE | {"holidays": [{"name": "元旦", "from": "2027-01-01", "to": "2072-01-01"}]}),
        ("calendar.workdays", NOTICE | {"holidays": [{"name": "元旦", "from": "2027-02-30", "to": "2027-03-01"}]}),
        ("calendar.workdays", NOTICE | {"holidays": ["2027-01-01"]}),
        ("calendar.workdays", NOTICE | {"worked": [{"date": "2030-01-01", "for": "元旦"}]}),
        ("calendar.workdays", NOTICE | {"worked": [{"date": "2027-01-09"}]}),
        ("calendar.statutory", {"fixed": [{"day": "02-30", "name": "x"}]}),
        ("calendar.statutory", {"movable": []}),
        ("calendar.statutory", {"fixed": [], "movable": [{"date": "soon", "name": "x"}]}),
        ("calendar.office_hours", [["09:00", "08:00"]]),
        ("calendar.office_hours", [9, 17]),
        ("calendar.office_hours", {}),
        ("cases.clock.accept", 2),
        ("cases.clock.handle.help", {"amount": 0, "unit": "workday"}),
        ("cases.silence.days", {"amount": 5, "unit": "week"}),
        ("cases.silence.days", {"amount": True, "unit": "day"}),
        ("cases.reopen.days", {"amount": 5, "unit": "day", "roll": "back"}),
        ("cases.hand_on.max", "1"),
        ("cases.hand_on.max", -1),
    ],
)
def test_what_cannot_be_read_is_refused(key: str, value: Any) -> None:
    assert faults_of(key, value, NEW_YEAR)


LADDER = load().resolve("cases.ladder", ("CN",), NEW_YEAR).value["levels"]
NEEDS = load().resolve("cases.needs", ("CN",), NEW_YEAR).value["needs"]
RATES = load().resolve("cases.rates", ("CN",), NEW_YEAR).value


def changed(entries: list[dict[str, Any]], number: int, **facts: Any) -> list[dict[str, Any]]:
    return [entry | facts if at == number else entry for at, entry in enumerate(entries, start=1)]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("cases.ladder", [], ["应写成"]),
        (
            "cases.ladder",
            {"levels": changed(LADDER, 3, code="block")},
            ["levels 第 3 项：code “block” 不是层级", "缺 estate"],
        ),
        ("cases.ladder", {"levels": changed(LADDER, 3, code="grid")}, ["第 3 项：code grid 重复", "缺 estate"]),
        (
            "cases.ladder",
            {"levels": changed(LADDER, 2, handler="company")},
            ["第 2 项：grid 的 handler 应是 grid_worker"],
        ),
        ("cases.ladder", {"levels": LADDER[::-1]}, ["从低到高"]),
        ("cases.ladder", {"levels": changed(LADDER, 7, name=" ")}, ["第 7 项：缺 name"]),
        ("cases.ladder", {"levels": [1]}, ["第 1 项：要有 code"]),
        ("cases.needs", {}, ["应写成"]),
        ("cases.needs", {"needs": NEEDS[:-1]}, ["缺 N99"]),
        ("cases.needs", {"needs": changed(NEEDS, 7, first="block")}, ["第 7 项（“N07”）：first 不认识 “block”"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, kind="wish", priority=9)}, ["kind 不认识", "priority 不认识 “9”"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, route="911")}, ["route 不认识 “911”"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, about="firm")}, ["about 不认识 “firm”"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, handler="city")}, ["handler “city” 与 first 不符"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, code="N01")}, ["第 2 项（“N01”）：code 重复"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, code="没有")}, ["字母和数字"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, name="")}, ["缺 name"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, words="灯")}, ["words 应是词的列表"]),
        ("cases.needs", {"needs": changed(NEEDS, 2, priority=True)}, ["priority 不认识"]),
        ("cases.needs", {"needs": [*NEEDS, 5]}, ["要有 code"]),
        ("cases.extend", 5, ["应写成"]),
        ("cases.extend", {"max_times": -1, "max_amount": 5, "unit": "week"}, ["max_times", "unit 应是"]),
        ("cases.rates", {}, ["应写成"]),
        ("cases.rates", RATES | {"weights": RATES["weights"] | {"solved": "0.99"}}, ["之和应是 1"]),
        ("cases.rates", RATES | {"weights": RATES["weights"] | {"solved": "much"}}, ["小数"]),
        ("cases.rates", RATES | {"weights": RATES["weights"] | {"speed": "0.1"}}, ["不认识 “speed”"]),
        ("cases.rates", RATES | {"solved": {}}, ["solved 要有"]),
        ("cases.rates", RATES | {"score": ""}, ["缺 score"]),
    ],
)
def test_a_list_that_routes_matters_is_refused_entry_by_entry(key: str, value: Any, words: list[str]) -> None:
    faults = "；".join(faults_of(key, value, NEW_YEAR))
    assert all(each in faults for each in words), faults


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["levels", "needs", "code", "weights", "first", "words", "unit", "solved"]),
                inner,
                max_size=3,
            )
        ),
    )
)
def test_no_value_whatever_breaks_the_checks(value: Any) -> None:
    for key in ("cases.ladder", "cases.needs", "cases.extend", "cases.rates"):
        assert faults_of(key, value, NEW_YEAR)


def test_a_notice_must_begin_with_its_year() -> None:
    assert faults_of("calendar.workdays", NOTICE, NEW_YEAR) == ()
    assert faults_of("calendar.workdays", NOTICE, dt.date(2026, 11, 4))


def test_a_value_keeps_the_form_of_the_one_before() -> None:
    ladder = {"levels": [{"code": "grid", "name": "网格"}, {"code": "city", "name": "市", "alarm": True}]}
    assert unlike(ladder, {"levels": [{"code": "city", "name": "市"}]}) == ()
    assert unlike(ladder, {"levels": [{"code": "city"}]}) == ("levels 第 1 项 缺 name",)
    assert unlike(ladder, {"levels": "city"})
    assert unlike(ladder, {})
    assert unlike({"max_times": 1}, {"max_times": "1"})


DAYS = st.sampled_from(["2026-12-30", "2027-01-01", "2027-01-03", "2027-02-10", "2027-02-29", "20270301", "", 7, None])
NAMES = st.sampled_from(["元旦", " ", 3, None])
ENTRIES = st.fixed_dictionaries({}, optional={"name": NAMES, "from": DAYS, "to": DAYS, "date": DAYS, "for": NAMES})
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "year": st.sampled_from([2026, 2027, "2027"]),
        "holidays": st.lists(ENTRIES | DAYS, max_size=2),
        "worked": st.lists(ENTRIES | DAYS, max_size=2),
        "fixed": st.lists(st.fixed_dictionaries({"day": st.sampled_from(["01-01", "2-3", 5]), "name": NAMES})),
        "movable": st.lists(ENTRIES, max_size=2),
    },
)
RIGHT = {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}


@given(key=st.sampled_from(["calendar.workdays", "calendar.statutory"]), value=VALUES)
@example(key="calendar.workdays", value=NOTICE)
@example(
    key="calendar.workdays", value={"year": 2027, "holidays": [RIGHT], "worked": [{"date": "20270301", "for": "x"}]}
)
@example(key="calendar.statutory", value={"fixed": [{"day": "01-01", "name": "元旦"}]})
def test_what_passes_makes_a_calendar(key: str, value: Any) -> None:
    """Whatever is typed: refused in words, or it can be reckoned with."""
    if faults_of(key, value, NEW_YEAR):
        return
    rule = parse_rule(
        {
            "key": key, "jurisdiction": "CN", "layer": "normative_doc", "force": "default", "value": value,
            "effective_from": NEW_YEAR, "source": {"title": "t", "tag": "E"},
        }
    )  # fmt: skip
    yearly, fixed = ([rule], []) if key == "calendar.workdays" else ([], [rule])
    calendar = build_calendar(yearly, fixed, ["CN"])
    assert calendar.workdays_between(dt.date(2026, 1, 1), dt.date(2029, 12, 31)) > 700
