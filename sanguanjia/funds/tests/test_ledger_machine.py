"""Random walks over the ledger and the model beside it: by night two thousand walks of fifty steps. Faults that are
planted on purpose are found, or the walks would prove nothing."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sanguanjia.funds import holds, store, weights
from sanguanjia.funds.rules import settlement as rules
from sanguanjia.kernel.refusal import Refusal

from .conftest import Books
from .ledger_world import World

ESTATES, DOORS, DAYS = st.integers(0, 1), st.integers(0, 1), st.integers(0, 59)
FEN = st.integers(1, 100) | st.integers(1, 10**7)


def machine(books: Books) -> type[RuleBasedStateMachine]:
    """A machine over these books; every walk begins with them as they are now."""
    start = World(books)

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.frame = transaction.atomic()
            self.frame.__enter__()
            self.world = start.again()

        @rule(estate=ESTATES, door=DOORS, fen=FEN, day=DAYS)
        def pay_in(self, estate: int, door: int, fen: int, day: int) -> None:
            self.world.pay_in(self.world.estate(estate), door, fen, day)

        @rule(estate=ESTATES, source=st.integers(0, 2), fen=FEN, day=DAYS)
        def spend(self, estate: int, source: int, fen: int, day: int) -> None:
            self.world.spend(self.world.estate(estate), source, fen, day)

        @rule(estate=ESTATES, source=st.integers(0, 2), fen=FEN | st.none())
        def reserve(self, estate: int, source: int, fen: int | None) -> None:
            self.world.reserve(self.world.estate(estate), source, fen)

        @rule(estate=ESTATES, which=st.integers(0, 5), percent=st.integers(1, 100))
        def use_hold(self, estate: int, which: int, percent: int) -> None:
            self.world.use_hold(self.world.estate(estate), which, percent)

        @rule(estate=ESTATES, which=st.integers(0, 5))
        def release(self, estate: int, which: int) -> None:
            self.world.release(self.world.estate(estate), which)

        @rule(estate=ESTATES, entry=st.integers(0, 60))
        def reverse(self, estate: int, entry: int) -> None:
            self.world.reverse(self.world.estate(estate), entry)

        @rule(estate=ESTATES, day=DAYS)
        def close(self, estate: int, day: int) -> None:
            self.world.close(self.world.estate(estate), day)

        @rule(days=st.integers(1, 40), runs=st.integers(1, 3))
        def settle(self, days: int, runs: int) -> None:
            self.world.settle(days, runs)

        @invariant()
        def the_same_on_both_sides(self) -> None:
            self.world.glance()

        def teardown(self) -> None:
            # As readers are told, once a walk; after a failed step it would hide which step it was.
            try:
                if sys.exc_info()[0] is None:
                    self.world.compare()
            finally:
                transaction.set_rollback(True)
                self.frame.__exit__(None, None, None)

    return Machine


def walk(books: Books, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine(books),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip


def test_a_few_walks(books: Books) -> None:
    walk(books, examples=6, steps=12)


@pytest.mark.nightly
def test_two_thousand_walks_of_fifty_steps(books: Books) -> None:
    walk(books, examples=2000, steps=50)


# --- faults planted on purpose: one scripted walk is enough to see each ---


def scripted(books: Books) -> None:
    """Money at different days in three of four doors, two of them alike, and a settlement run twice."""
    world, dice = World(books), random.Random(7)
    first, second = world.estate(0), world.estate(1)
    for door in (0, 1):
        world.pay_in(first, door, 50_000, 0)
    world.pay_in(second, 1, 70_001, 11)
    for days in (1, 2, 3, 1, 13):
        world.settle(days, 2)
    world.compare()
    for _ in range(4):
        world.pay_in(first, dice.randint(0, 1), dice.randint(1, 10**6), dice.randint(20, 40))
    world.reserve(first, 0, 10_000)
    world.reserve(first, 1, None)
    world.spend(first, 1, 1, 50)
    world.use_hold(first, 0, 60)
    world.release(first, 0)
    world.spend(first, 2, 5, 50)
    world.settle(23, 2)
    world.compare()


def dropped_remainder(patch: Callable[..., Any]) -> None:
    patch(rules, "shared_out", lambda whole, weights: tuple(whole * w // max(1, sum(weights)) for w in weights))


def wrong_tie(patch: Callable[..., Any]) -> None:
    honest = rules.shared_out
    patch(rules, "shared_out", lambda whole, weights: tuple(reversed(honest(whole, list(reversed(weights))))))


def double_run(patch: Callable[..., Any]) -> None:
    honest = store.post

    def twice(deed: Any, posting: store.Posting) -> Any:
        honest(deed, posting)
        return honest(deed, store.Posting(**{**_facts(posting), "key": f"{posting.key}-again"}))

    patch(sys.modules["sanguanjia.funds.actions.settle_estate"], "post", twice)


def off_by_one_day(patch: Callable[..., Any]) -> None:
    for name in ("_DOORS", "_TOTAL"):
        patch(weights, name, getattr(weights, name).replace("GREATEST(leg.day,", "GREATEST(leg.day + 1,"))


def forgotten_hold(patch: Callable[..., Any]) -> None:
    patch(holds, "_change", lambda *_: None)


def off_by_one_fen(patch: Callable[..., Any]) -> None:
    honest = store._numbers

    def one_more(values: list[int]) -> Any:
        return honest([70_002] if values == [70_001] else values)

    patch(store, "_numbers", one_more)


def _facts(posting: store.Posting) -> dict[str, Any]:
    return {name: getattr(posting, name) for name in posting.__dataclass_fields__}


def test_the_scripted_walk_is_right(books: Books) -> None:
    scripted(books)


PLANTS = [dropped_remainder, wrong_tie, double_run, off_by_one_day, forgotten_hold, off_by_one_fen]


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_found(books: Books, monkeypatch: pytest.MonkeyPatch, plant: Callable[..., None]) -> None:
    plant(monkeypatch.setattr)
    with pytest.raises((AssertionError, ValueError, Refusal)):
        scripted(books)
