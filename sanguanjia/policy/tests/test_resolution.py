"""What held here on that day: the steps one by one, then properties over random sets of texts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanguanjia.policy.rules.measure import measure
from sanguanjia.policy.rules.places import Division, is_place, place_chain
from sanguanjia.policy.rules.resolution import resolve
from sanguanjia.policy.types import Force, Layer, RuleVersion, Source, Why
from tests.support.session import examples

DAY = dt.date(2024, 5, 1)
CHAIN = ("CN", "430000", "430200", "430211", "estate-7")


def text(value, *, place="CN", layer="law", force="default", since="2020-01-01", until=None, exception=None, rules=()):
    return RuleVersion(
        key="k",
        jurisdiction=place,
        layer=Layer[layer.upper()],
        force=Force(force),
        value=value,
        effective_from=dt.date.fromisoformat(since),
        effective_to=dt.date.fromisoformat(until) if until else None,
        source=Source("t", "", "K"),
        exception_to=exception,
        rules=tuple(rules),
    )


def held(*versions, chain=CHAIN, day=DAY):
    found = resolve(versions, "k", chain, day)
    return None if found is None else found.value


def whys(*versions, chain=CHAIN):
    found = resolve(versions, "k", chain, DAY)
    return {o.version.value: o.why for o in found.overruled}


def test_nothing_in_force_is_nothing():
    assert held() is None
    assert held(text(1, since="2024-05-02")) is None
    assert held(text(1, until="2024-04-30")) is None
    assert held(text(1, place="110000")) is None


def test_both_ends_of_the_window_are_included():
    version = text(1, since="2024-05-01", until="2024-05-01")
    assert held(version) == 1


def test_a_higher_mandatory_rule_beats_a_stale_lower_text():
    law = text("law", layer="law", force="mandatory")
    stale = text("stale", layer="admin_regulation", force="mandatory")
    city = text("city", place="430200", layer="local_regulation", force="mandatory")
    assert held(law, stale, city) == "law"
    assert whys(law, stale, city) == {"stale": Why.HIGHER_MANDATORY, "city": Why.HIGHER_MANDATORY}


def test_a_higher_default_yields_to_the_more_specific_place():
    assert held(text("law"), text("city", place="430200", layer="normative_doc")) == "city"
    assert whys(text("law"), text("city", place="430200", layer="normative_doc")) == {"law": Why.MORE_SPECIFIC}


def test_within_a_layer_the_more_specific_place_wins():
    for force in Force:
        province = text(1, place="430000", layer="local_regulation", force=force)
        city = text(1, place="430200", layer="local_regulation", force=force)
        assert resolve([province, city], "k", CHAIN, DAY).winner is city


def test_a_wider_mandatory_text_is_not_displaced_by_a_mere_local_default():
    province = text("province", place="430000", layer="local_regulation", force="mandatory")
    city = text("city", place="430200", layer="local_regulation")
    assert held(province, city) == "province"
    assert whys(province, city) == {"city": Why.WIDER_MANDATORY}


def test_a_silenced_mandatory_text_silences_nobody_else():
    law = text("law", force="mandatory")
    dead = text("dead", layer="dept_rule", force="mandatory")
    pilot = text("pilot", place="430200", layer="normative_doc", exception="k@2020-01-01")
    assert held(law, dead, pilot) == "pilot"
    assert whys(law, dead, pilot) == {"law": Why.PILOT, "dead": Why.HIGHER_MANDATORY}


def test_a_pilot_departs_from_what_it_names_there_and_then_only():
    rule = text("rule", layer="dept_rule", force="mandatory", rules=["FUND-017"])
    pilot = text("pilot", place="430200", layer="normative_doc", exception="FUND-017", until="2024-12-31")
    assert held(rule, pilot) == "pilot"
    assert held(rule, pilot, day=dt.date(2025, 1, 1)) == "rule"
    assert held(rule, pilot, chain=("CN", "140000", "140400", "140403")) == "rule"
    other = text("other law", layer="law", force="mandatory")
    assert held(other, rule, pilot) == "other law"


def test_a_covenant_fills_what_is_open_and_no_more():
    covenant = text("covenant", place="estate-7", layer="estate_covenant", force="mandatory")
    assert held(text("open", force="open"), covenant) == "covenant"
    assert whys(text("open", force="open"), covenant) == {"open": Why.LEFT_OPEN}
    assert held(text("default"), covenant) == "covenant"
    assert held(text("law", force="mandatory"), covenant) == "law"
    sly = text("sly", place="estate-7", layer="estate_covenant", exception="k")
    assert held(text("law", force="mandatory"), sly) == "law"


def test_open_yields_to_any_text_of_the_same_place():
    assert held(text("open", force="open"), text("rule", layer="normative_doc")) == "rule"


def test_floors_and_ceilings():
    floor = text(15, force="floor")
    assert held(floor) == 15
    assert held(floor, text(20, place="430200", layer="normative_doc")) == 20
    assert held(floor, text(7, place="430200", layer="normative_doc")) == 15
    assert whys(floor, text(7, place="430200", layer="normative_doc")) == {7: Why.BELOW_FLOOR}
    assert whys(floor, text(20, place="430200", layer="normative_doc")) == {15: Why.BOUND_KEPT}
    assert held(floor, text(15, place="estate-7", layer="estate_covenant")) == 15
    ceiling = text(30, force="ceiling")
    assert held(ceiling, text(31, place="430200", layer="normative_doc")) == 30
    assert held(ceiling, text(30, place="430200", layer="normative_doc")) == 30


def test_every_bound_is_kept_and_the_strictest_decides():
    law, province = text(15, force="floor"), text(20, place="430000", layer="local_regulation", force="floor")
    city = text(7, place="430200", layer="normative_doc")
    assert held(law, province, city) == 20
    ceiling = text(18, layer="admin_regulation", force="ceiling")
    assert held(law, province, ceiling, city) == 18


def test_bounds_compare_on_one_scale_only():
    floor = text({"amount": 15, "unit": "day"}, force="floor")
    local = text({"amount": 20, "unit": "workday"}, place="430200", layer="normative_doc")
    found = resolve([floor, local], "k", CHAIN, DAY)
    assert found.winner is floor
    assert found.overruled[0].why is Why.NOT_COMPARABLE
    year = text({"amount": 1, "unit": "year"}, force="ceiling")
    months = text({"amount": 13, "unit": "month"}, place="430200", layer="normative_doc")
    assert resolve([year, months], "k", CHAIN, DAY).winner is year


def test_measures_are_exact():
    assert measure({"num": 2, "den": 3}) == ("number", measure("2")[1] / 3)
    assert measure("0.30") < measure({"num": 1, "den": 3})
    for sizeless in (True, None, "两个", [1], {"a": 1}, {"num": 1, "den": 0}, {"amount": True}):
        assert measure(sizeless) is None


def test_places():
    assert place_chain("430211") == ("CN", "430000", "430200", "430211")
    assert place_chain("140403") == ("CN", "140000", "140400", "140403")
    assert place_chain("430200", estate="9") == ("CN", "430000", "430200", "9")
    assert place_chain("430211001002") == ("CN", "430000", "430200", "430211", "430211001", "430211001002")
    luzhou = [Division("140403", "潞州区", dt.date(2018, 6, 19))]
    assert place_chain("140403", dt.date(2017, 1, 1), luzhou) == ("CN", "140000", "140400")
    assert place_chain("140403", DAY, luzhou)[-1] == "140403"
    for bad in ("", "cn", "43020", "999999", "000000", "４３０２００", "430200\n", "4302001", "430211000"):
        assert not is_place(bad), bad
        with pytest.raises(ValueError):  # noqa: PT011 the code itself is the message
            place_chain(bad)


LAYERS = {
    "CN": ["law", "admin_regulation", "judicial_interp", "dept_rule", "normative_doc"],
    "430000": ["local_regulation", "normative_doc"],
    "430200": ["local_regulation", "normative_doc"],
    "430211": ["normative_doc"],
    "estate-7": ["estate_covenant"],
    "110000": ["local_regulation"],
}


@st.composite
def texts(draw):
    """Sets of texts as the database would hold them: no two of one place, layer and time."""
    slots = [(place, layer) for place, layers in LAYERS.items() for layer in layers]
    chosen = draw(st.lists(st.sampled_from(slots), unique=True, max_size=8))
    found = []
    for place, layer in chosen:
        since = draw(st.sampled_from(["2019-01-01", "2020-01-01", "2024-06-01"]))
        until = draw(st.sampled_from([None, "2024-04-30", "2030-01-01"]))
        if until and until < since:
            until = None
        exception = None
        if layer != "estate_covenant":
            exception = draw(st.sampled_from([None, None, None, "k@2020-01-01", "R-1"]))
        found.append(
            text(
                draw(st.integers(1, 5)),
                place=place,
                layer=layer,
                force=draw(st.sampled_from(list(Force))),
                since=since,
                until=until,
                exception=exception,
                rules=draw(st.sampled_from([(), ("R-1",)])),
            )
        )
    return found


@settings(max_examples=examples(400), deadline=None)
@given(texts(), st.randoms())
def test_the_order_of_texts_is_of_no_account(versions, random):
    mixed = list(versions)
    random.shuffle(mixed)
    assert resolve(versions, "k", CHAIN, DAY) == resolve(mixed, "k", CHAIN, DAY)


@settings(max_examples=examples(600), deadline=None)
@given(texts())
def test_every_text_in_force_is_the_winner_or_overruled_once(versions):
    found = resolve(versions, "k", CHAIN, DAY)
    here = [v for v in versions if v.holds_on(DAY) and v.jurisdiction in CHAIN]
    if found is None:
        assert not here
        return
    assert found.winner.holds_on(DAY)
    assert found.winner.jurisdiction in CHAIN
    named = [found.winner.version, *(o.version.version for o in found.overruled)]
    assert sorted(named) == sorted(v.version for v in here)
    assert len(set(named)) == len(named)
    for overruled in found.overruled:
        assert overruled.by.version != overruled.version.version


@settings(max_examples=examples(600), deadline=None)
@given(texts())
def test_the_highest_mandatory_text_is_beaten_by_a_pilot_only(versions):
    """No lower text wins over it, unless that text names it as what it departs from."""
    found = resolve(versions, "k", CHAIN, DAY)
    here = [v for v in versions if v.holds_on(DAY) and v.jurisdiction in CHAIN and v.force is Force.MANDATORY]
    if not here:
        return
    for top in (v for v in here if v.layer is max(m.layer for m in here)):
        if found.winner.layer < top.layer:
            pilots = [v for v in versions if v.exception_to and top.named_by(v.exception_to) and v.holds_on(DAY)]
            assert any(p.jurisdiction in CHAIN for p in pilots)


@settings(max_examples=examples(600), deadline=None)
@given(texts())
def test_no_lower_value_slips_past_a_standing_bound(versions):
    found = resolve(versions, "k", CHAIN, DAY)
    if found is None:
        return
    winner = found.winner
    lost = {o.version.version for o in found.overruled if o.why is not Why.BOUND_KEPT}
    for bound in versions:
        standing = bound.holds_on(DAY) and bound.jurisdiction in CHAIN and bound.version not in lost
        if not standing or bound is winner or bound.layer <= winner.layer:
            continue
        if winner.exception_to and bound.named_by(winner.exception_to):
            continue
        if bound.force is Force.FLOOR:
            assert winner.value >= bound.value
        if bound.force is Force.CEILING:
            assert winner.value <= bound.value


@settings(max_examples=examples(300), deadline=None)
@given(texts())
def test_texts_of_elsewhere_and_of_other_days_change_nothing(versions):
    here = [v for v in versions if v.holds_on(DAY) and v.jurisdiction in CHAIN]
    assert resolve(versions, "k", CHAIN, DAY) == resolve(here, "k", CHAIN, DAY)
