"""Routing, codes, rates and reading of policy: examples and properties."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.cases.rules import tracking
from sanguanjia.cases.rules.intake import summary_of
from sanguanjia.cases.rules.rates import Counts, as_decimal, closed_at_each_level, score, three_rates
from sanguanjia.cases.rules.reading import PolicyMissing, read_policy
from sanguanjia.cases.rules.routing import ELSE, possible_needs, route
from sanguanjia.cases.types import HOLDER_OF_LEVEL, LADDER, Confidentiality, HolderKind, Level
from sanguanjia.cases.wording import EMERGENCY, KINDS, route_sentence
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy.rules import case_shapes

from .world import holders, policy

OPEN, SECRET = Confidentiality.OPEN, Confidentiality.MATTER


def test_hot_v1_is_87_15() -> None:
    rates = three_rates(Counts(tickets=100, responded=98, solved=80, satisfied=85), policy().rates)
    assert [(r.numerator, r.denominator) for r in rates] == [(98, 100), (80, 100), (85, 100)]
    total = score(rates, policy().rates)
    assert total == Fraction(8715, 100)
    assert as_decimal(total) == "87.15"
    assert all(r.formula and r.version.startswith("cases.rates@") for r in rates)


def test_nothing_to_rate_is_no_rate() -> None:
    rates = three_rates(Counts(0, 0, 0, 0), policy().rates)
    assert [r.value for r in rates] == [None, None, None]
    assert score(rates, policy().rates) is None


@given(st.dictionaries(st.sampled_from(LADDER), st.integers(0, 10**6)))
def test_shares_of_levels_add_up_to_one_exactly(closed: dict[Level, int]) -> None:
    shares = [share for _level, _count, share in closed_at_each_level(closed)]
    assert sum(shares) == (1 if sum(closed.values()) else 0)


def test_a_broken_light_goes_to_the_company_and_says_why() -> None:
    found = route("N01", OPEN, holders(), policy())
    assert found.holder.kind is HolderKind.COMPANY
    assert [s.code for s in found.steps] == ["need", "first_level", "holder"]
    assert [v.partition("@")[0] for v in found.versions] == ["cases.needs", "cases.ladder"]


@pytest.mark.parametrize(
    ("need", "without", "secrecy", "kind", "steps"),
    [
        ("N13", (), OPEN, HolderKind.BUILDING_HEAD, []),
        ("N13", (Level.BUILDING,), OPEN, HolderKind.GRID_WORKER, ["nobody_there"]),
        (
            "N13",
            (Level.BUILDING, Level.GRID),
            SECRET,
            HolderKind.NEIGHBOURHOOD,
            ["nobody_there"] * 2 + ["company_left_out"],
        ),
        ("N01", (Level.ESTATE,), OPEN, HolderKind.NEIGHBOURHOOD, ["nobody_there"]),
        ("N01", (), SECRET, HolderKind.NEIGHBOURHOOD, ["company_left_out"]),
        ("N29", (), SECRET, HolderKind.NEIGHBOURHOOD, []),
        ("N99", (), OPEN, HolderKind.GRID_WORKER, []),
        ("N99", (), SECRET, HolderKind.NEIGHBOURHOOD, []),
        ("N17", (), SECRET, HolderKind.NEIGHBOURHOOD, ["company_left_out"]),
    ],
)
def test_where_a_matter_goes(
    need: str, without: tuple[Level, ...], secrecy: Confidentiality, kind: HolderKind, steps: list[str]
) -> None:
    found = route(need, secrecy, holders(*without), policy())
    assert found.holder.kind is kind
    assert [s.code for s in found.steps if s.code in ("nobody_there", "company_left_out")] == steps


def test_a_complaint_about_the_company_kept_from_it_goes_past_those_who_work_beside_it() -> None:
    """A city's own list may begin such a complaint on the stairs."""
    known = policy()
    on_the_stairs = replace(known.needs["N29"], first=Level.BUILDING)
    other = replace(on_the_stairs, about="")
    for need, kind in ((on_the_stairs, HolderKind.NEIGHBOURHOOD), (other, HolderKind.BUILDING_HEAD)):
        found = route("N29", SECRET, holders(), replace(known, needs={"N29": need}))
        assert found.holder.kind is kind
        assert ("past_neighbours_of_the_company" in {s.code for s in found.steps}) is (need is on_the_stairs)
        assert all(route_sentence({"step": s.code, **s.data}) for s in found.steps)
    assert {code for code, need in known.needs.items() if need.about} == {"N17", "N28", "N29", "N30"}


def test_what_policy_checks_when_lists_are_published_are_this_rooms_words() -> None:
    assert dict(case_shapes.HANDLER_OF_LEVEL) == {level.value: kind.value for level, kind in HOLDER_OF_LEVEL.items()}
    assert set(case_shapes.KINDS) == set(KINDS)
    assert set(case_shapes.ROUTES) == set(EMERGENCY)
    assert ELSE in policy().needs


def test_danger_names_the_number_to_call() -> None:
    found = route("N07", OPEN, holders(), policy())
    assert found.emergency == "gas"
    assert found.steps[-1].code == "emergency"


def test_a_place_without_anybody_is_said_so() -> None:
    with pytest.raises(Refusal) as caught:
        route("N01", OPEN, holders(*LADDER), policy())
    assert caught.value.reasons[0].code == "nobody_holds_it"


@given(st.sampled_from(sorted(policy().needs)), st.sampled_from(Confidentiality), st.sets(st.sampled_from(LADDER[:6])))
def test_every_need_finds_a_holder_while_the_city_is_there(
    need: str, secrecy: Confidentiality, gone: set[Level]
) -> None:
    found = route(need, secrecy, holders(*gone), policy())
    assert found.holder.level not in gone
    assert not (secrecy is SECRET and found.holder.kind is HolderKind.COMPANY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("楼道灯不亮三天了", "N01"),
        ("有人困在电梯里出不来", "N03"),
        ("楼上漏水漏到我家了", "N33"),
        ("好大的燃气味", "N07"),
    ],
)
def test_peoples_words_lead_to_an_entry(text: str, code: str) -> None:
    assert possible_needs(text, policy())[0].code == code


def test_words_nobody_knows_lead_nowhere() -> None:
    assert possible_needs("今天天气很好", policy()) == ()


@given(st.integers(1, tracking.MAX_HOME), st.lists(st.integers(0, 2**35 - 1), min_size=40, max_size=40))
def test_a_code_says_its_home_and_one_wrong_character_is_found(home: int, draws: list[int]) -> None:
    chances = iter([*draws, *range(40)])
    code = tracking.make(home, lambda: next(chances))
    assert tracking.read(tracking.shown(code).lower()) == (code, home)
    for place, old in enumerate(code):
        new = tracking.ALPHABET[(tracking.ALPHABET.index(old) + 7) % 32]
        assert tracking.read(code[:place] + new + code[place + 1 :]) is None


@given(st.integers(1, tracking.MAX_HOME), st.integers(0, 2**35 - 1))
def test_two_swapped_characters_are_found(home: int, chance: int) -> None:
    draws = iter([chance, *range(40)])
    code = tracking.make(home, lambda: next(draws))
    for place in range(len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert (tracking.read(swapped) is None) == (swapped != code)


def test_what_people_mistake_is_read_all_the_same() -> None:
    draws = iter([0, 1, 2, 3])
    code = tracking.make(33, lambda: next(draws))
    assert tracking.read(code.replace("0", "o").replace("1", "l")) == (code, 33)
    assert tracking.read("") is None
    assert tracking.read("１２３") is None


@pytest.mark.parametrize("home", [0, -1, tracking.MAX_HOME + 1])
def test_a_home_that_does_not_fit_has_no_code(home: int) -> None:
    with pytest.raises(ValueError, match="tracking code"):
        tracking.make(home, lambda: 1)


def test_missing_policy_is_named() -> None:
    with pytest.raises(PolicyMissing, match=r"cases\.ladder.*cases\.rates"):
        read_policy(lambda _key: None)


def test_a_summary_is_one_short_line() -> None:
    assert summary_of("  灯\n不亮 ") == "灯 不亮"
    assert len(summary_of("长" * 100)) == 40
