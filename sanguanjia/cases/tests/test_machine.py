"""The law of a matter's life, tried with any sequence of moves and waits (Hypothesis).

Whatever people do: only moves of the table happen; every matter has ended, or a clock runs, or stands as an open
alarm; used
time never shrinks by pausing; each level is climbed to at most once; history grows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sanguanjia.cases.rules import clocks
from sanguanjia.cases.rules.moves import decide
from sanguanjia.cases.rules.table import BY_VERB, allowed, verbs_in
from sanguanjia.cases.types import (
    ENDS,
    HOLDER_OF_LEVEL,
    LADDER,
    Clock,
    Confidentiality,
    Facts,
    HolderKind,
    Level,
    Outcome,
    State,
)
from sanguanjia.kernel.refusal import Refusal

from .world import MORNING, fresh, holders, world

_WISHES: dict[str, dict[str, Any]] = {
    "assign": {"worker_account_id": 9},
    "finish": {"words": "修好了", "photos": 1},
    "ask_back": {"words": "在哪里"},
    "answer": {"words": "在五楼"},
    "ask_extension": {"amount": 2, "words": "缺件"},
    "decide_extension": {"granted": True, "words": "同意"},
    "escalate": {"words": "办不了"},
    "close": {"outcome": Outcome.SOLVED, "words": "修好了", "photos": 1},
    "confirm": {"solved": True, "satisfaction": 4},
    "reopen": {"words": "没修好"},
    "rate": {"satisfaction": 3},
    "merge": {"into": 7},
    "rehome": {"to_estate_id": 8, "words": "写错"},
    "link": {"other": 5},
    "add_note": {"words": "又看了一次"},
    "call_back": {"channel": "phone", "result": "redo", "words": "没修好"},
    "whistle": {"words": "劝阻无效"},
    "whistle_over": {"words": "异议成立"},
    "parts_done": {"words": "各部门任务均已验收"},
    "answer_urge": {"words": "配件明天到"},
    "supervise": {"words": "请限期办结", "level": Level.SUBDISTRICT},
    "answer_supervision": {"words": "周五前办结"},
    "end_supervision": {"accepted": False, "words": "不够"},
    "ask_exclusion": {"reason": "in_court", "words": "已起诉", "account_id": 1},
    "decide_exclusion": {"granted": True, "words": "属实", "account_id": 2},
}
_ENDING = ("merge", "rehome", "withdraw")


class AMattersLife(RuleBasedStateMachine):
    """Any moves by anybody, any waits, over holidays."""

    @initialize(
        level=st.sampled_from(LADDER),
        kind=st.sampled_from(["consult", "help", "complaint"]),
        priority=st.integers(1, 3),
        secret=st.sampled_from(Confidentiality),
        missing=st.sets(st.sampled_from([Level.BUILDING, Level.GRID, Level.ESTATE, Level.NEIGHBOURHOOD])),
    )
    def begin(self, level: Level, kind: str, priority: int, secret: Confidentiality, missing: set[Level]) -> None:
        self.missing = missing - {level}
        self.now = MORNING
        holder = holders(*self.missing).at(level)
        assert holder is not None
        if secret is Confidentiality.MATTER and holder.kind is HolderKind.COMPANY:
            secret = Confidentiality.CONTACT
        self.facts: Facts = fresh(holder, self.now, kind=kind, priority=priority, confidentiality=secret)
        self.climbed: list[Level] = []
        self.history: list[str] = ["report"]
        self.used: dict[int, tuple[Clock, int]] = {}

    @rule(minutes=st.one_of(st.integers(1, 600), st.integers(600, 20_000)))
    def wait(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @rule(verb=st.sampled_from([v for v in BY_VERB if v not in _ENDING]), to=st.sampled_from(HolderKind))
    def move(self, verb: str, to: HolderKind) -> None:
        self._do(verb, to)

    @rule(choice=st.integers(0, 1_000), to=st.sampled_from(HolderKind))
    def possible_move(self, choice: int, to: HolderKind) -> None:
        possible = [v for v in verbs_in(self.facts.state) if v not in _ENDING]
        if possible:
            self._do(possible[choice % len(possible)], to)

    @precondition(lambda self: len(self.history) > 8)
    @rule(verb=st.sampled_from(_ENDING))
    def end(self, verb: str) -> None:
        self._do(verb, HolderKind.COMPANY)

    def _do(self, verb: str, to: HolderKind) -> None:
        here = world(self.now, *self.missing)
        wishes = dict(_WISHES.get(verb, {}))
        if verb in ("hand_on", "dispatch", "decide_holder"):
            target = here.holders.at(LADDER[list(HolderKind).index(to)])
            if target is None:
                return
            wishes = {"to": target, "words": "请你们办"}
        before = self.facts
        try:
            decision = decide(verb, before, here, **wishes)
        except Refusal:
            return
        assert allowed(verb, before.state)
        expected = BY_VERB[verb].to
        assert expected is None or decision.after.state is expected or (verb == "climb" and decision.after.alarmed)
        kept = {c.id for c in decision.after.clocks} | {e.clock.id for e in decision.ended}
        assert {c.id for c in before.clocks} <= kept  # no clock disappears without a result
        if verb in ("climb", "escalate") and not decision.after.alarmed:
            self.climbed.append(decision.after.level)
        self.facts = decision.after
        self.history.append(verb)

    @invariant()
    def an_end_or_a_running_clock_or_an_open_alarm(self) -> None:
        facts = self.facts
        if facts.state in ENDS:
            assert facts.clocks == ()
            assert facts.ended_at is not None
            return
        assert facts.ended_at is None
        # While departments are at it their clocks run, not these: whistle/tests/test_machine.py holds them to the same.
        assert any(not c.paused for c in facts.clocks) or facts.alarmed or facts.state is State.WHISTLED
        assert len({c.step for c in facts.clocks}) == len(facts.clocks)

    @invariant()
    def what_ran_out_can_always_be_moved_by_the_platform(self) -> None:
        facts = self.facts
        late = [c for c in facts.clocks if clocks.overdue(c, self.now)]
        by_itself = {State.DONE: "close_by_silence", State.WAITING: "resume"}.get(facts.state, "climb")
        steps = {"close_by_silence": {"confirm"}, "resume": {"answer"}, "climb": {"respond", "solve", "decide"}}[
            by_itself
        ]
        if any(c.step.value in steps for c in late) and not facts.alarmed:
            decide(by_itself, facts, world(self.now, *self.missing))

    @invariant()
    def each_level_is_climbed_to_at_most_once(self) -> None:
        assert len(self.climbed) == len(set(self.climbed))

    @invariant()
    def used_time_never_shrinks(self) -> None:
        times = world(self.now, *self.missing).times
        for clock in self.facts.clocks:
            present = clocks.used(clock, times)
            _, earlier = self.used.get(clock.id, (clock, 0))
            assert present >= earlier
            self.used[clock.id] = (clock, present)

    @invariant()
    def a_company_never_holds_what_is_kept_from_it(self) -> None:
        if self.facts.confidentiality is Confidentiality.MATTER:
            assert self.facts.holder.kind is not HolderKind.COMPANY
        assert self.facts.holder.kind is HOLDER_OF_LEVEL[self.facts.level]


TestAMattersLife = AMattersLife.TestCase
TestAMattersLife.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.nightly
def test_a_matters_life_for_long() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        AMattersLife,
        settings=settings(
            max_examples=3_000, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_planted_fault_is_found_by_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """If resuming forgot to let the clocks run on, the machine would say so."""
    from hypothesis.errors import Flaky
    from hypothesis.stateful import run_state_machine_as_test

    from sanguanjia.cases.rules.moves import DECIDERS, timing

    def forgetful(facts: Facts, here: Any) -> Any:
        decision = timing.resume(facts, here)
        return replace(decision, after=replace(decision.after, clocks=()))

    monkeypatch.setitem(DECIDERS, "resume", forgetful)
    with pytest.raises((AssertionError, Flaky)):
        run_state_machine_as_test(
            AMattersLife,
            settings=settings(
                max_examples=100,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],  # finding it is enough here, no need to shrink
                print_blob=False,
                database=None,
            ),
        )
