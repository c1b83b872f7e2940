"""Money, area, ids, clock, refusals and predicates: the small words everything is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.kernel import clock, ids
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor, Mandate
from sanguanjia.kernel.area import hundredths, square_metres
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.money import round_half_up, yuan
from sanguanjia.kernel.predicates import anyone, holds, holds_for_organisation, is_in, is_known, is_system
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.kernel.wording import say, say_all


@pytest.mark.parametrize(
    ("fen", "words"),
    [(0, "0.00"), (5, "0.05"), (1234567, "12,345.67"), (-100, "-1.00"), (450000000000, "4,500,000,000.00")],
)
def test_money_is_worded_in_yuan(fen: int, words: str) -> None:
    assert yuan(fen) == words


@pytest.mark.parametrize("not_fen", [1.0, True, "1"])
def test_money_that_is_no_whole_number_of_fen_is_a_fault(not_fen: object) -> None:
    with pytest.raises(TypeError):
        yuan(not_fen)  # type: ignore[arg-type]


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_rounding_is_never_further_than_half_a_fen_and_is_symmetric(exact: Fraction) -> None:
    rounded = round_half_up(exact)
    assert abs(rounded - exact) <= Fraction(1, 2)
    assert round_half_up(-exact) == -rounded


def test_halves_go_away_from_zero() -> None:
    assert [round_half_up(Fraction(n, 2)) for n in (1, 3, -1, -3)] == [1, 2, -1, -2]


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_an_area_reads_back_as_written(area: int) -> None:
    assert hundredths(square_metres(area)) == area


@pytest.mark.parametrize("text", ["88.123", "eighty", "NaN", "Infinity", ""])
def test_what_is_no_area_to_a_hundredth_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="area"):
        hundredths(text)


def test_ids_are_unique_positive_64_bit_and_rise() -> None:
    made = [new_id() for _ in range(20_000)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)
    assert 0 < made[0] < made[-1] < 2**63


@pytest.mark.parametrize("year", [2026, 2028, 2080])
def test_ids_of_every_year_are_read_back(monkeypatch: pytest.MonkeyPatch, year: int) -> None:
    """They grow from 18 digits to 19 in 2027."""
    monkeypatch.setattr(ids, "_last_ms", (year - 2020) * 365 * 86_400_000 + ids._last_ms % 1000)
    drawn = new_id()
    assert ids.typed_id(str(drawn)) == drawn
    assert len(str(drawn)) == (18 if year == 2026 else 19)


@pytest.mark.parametrize("typed", [None, "", "-1", "1.0", "x", "１２", str(2**63), "9" * 25, " 1"])
def test_what_can_be_no_id_is_none(typed: str | None) -> None:
    assert ids.typed_id(typed) is None


def test_the_clock_turns_and_runs_on() -> None:
    new_year = datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
    with clock.turned_to(new_year):
        assert clock.now() == new_year
        assert clock.today() == date(2025, 1, 1)  # half past midnight in China
        clock.turn_by(timedelta(hours=-1))
        assert clock.today() == date(2024, 12, 31)
    assert clock.now() != new_year
    with pytest.raises(ValueError, match="zone"), clock.turned_to(datetime(2024, 1, 1)):  # noqa: DTZ001
        pass


@dataclass(frozen=True)
class Thing:
    place: str = "1/2/3/"
    state: str = "open"
    organisation_id: int | None = 9


def _mandate(role: str, place: str, organisation_id: int | None = None) -> Mandate:
    return Mandate(1, role, 3, place, date(2024, 1, 1), organisation_id=organisation_id)


GRID = Actor(1, "网格员", (_mandate("grid_worker", "1/2/3/"),))
ABOVE = Actor(2, "区", (_mandate("grid_worker", "1/2/"),))
SIBLING = Actor(3, "邻区", (_mandate("grid_worker", "1/2/33/"),))
COMPANY = Actor(4, "物业", (_mandate("company_manager", "1/2/3/", 9),))
OTHER_COMPANY = Actor(5, "别家物业", (_mandate("company_manager", "1/2/3/", 8),))


def test_a_mandate_covers_its_place_and_what_lies_below_but_no_sibling() -> None:
    sentence = holds("grid_worker")
    assert sentence(GRID, Thing()).mandate == GRID.mandates[0]
    assert sentence(ABOVE, Thing())
    assert not sentence(SIBLING, Thing())
    assert not sentence(ANONYMOUS, Thing())
    assert not sentence(SYSTEM, Thing())


def test_a_company_acts_only_for_itself() -> None:
    sentence = holds_for_organisation("company_manager")
    assert sentence(COMPANY, Thing())
    assert not sentence(OTHER_COMPANY, Thing())
    assert not sentence(COMPANY, Thing(organisation_id=None))


def test_sentences_say_the_more_telling_refusal() -> None:
    take = (holds("grid_worker") & is_in("open")) | is_system
    assert take(GRID, Thing())
    assert take(SYSTEM, Thing(state="closed"))
    not_now, not_yours = take(GRID, Thing(state="closed")), take(SIBLING, Thing(state="closed"))
    assert not_now.reason == Reason("wrong_phase")
    assert not_yours.reason == Reason("not_permitted")
    assert is_known(ANONYMOUS, None).reason == Reason("login_needed")
    assert anyone(ANONYMOUS, None)


def test_refusals_carry_all_reasons_and_are_worded_in_one_place() -> None:
    with pytest.raises(Refusal) as caught:
        refuse_if_any([Reason("missing", "place", {"label": "地点"}), Reason("malformed", "phone", {"label": "电话"})])
    texts = [said.text for said in say_all(caught.value)]
    assert texts == ["请填写“地点”。", "“电话”的格式不对。"]
    assert caught.value.status == 422
    refuse_if_any([])
    with pytest.raises(Refusal) as stale:
        refuse("stale")
    assert stale.value.status == 409
    assert "no_such_code" in say(Reason("no_such_code")).text
