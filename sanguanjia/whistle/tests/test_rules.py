"""The table and the life of a task: every state × move, any sequence of moves and waits (Hypothesis)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sanguanjia.cases.rules.clocks import Times
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import packs
from sanguanjia.policy.rules import running as clocks
from sanguanjia.whistle.rules import moves
from sanguanjia.whistle.rules.moves import World
from sanguanjia.whistle.rules.reading import read_policy
from sanguanjia.whistle.rules.table import BY_VERB, MOVES
from sanguanjia.whistle.types import ENDS, Facts, Level, State, WhistlePolicy

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
MORNING = dt.datetime(2024, 4, 25, 9, 30, tzinfo=SHANGHAI)
ids = itertools.count(1)
WISHES: dict[str, dict[str, Any]] = {
    "check_in": {"place_words": "3栋东侧", "photos": 1},
    "finish": {"words": "已清理", "photos": 1},
    "object": {"words": "不归本部门"},
    "decide_objection": {"upheld": False, "words": "归你们"},
    "pause": {"words": "等鉴定"},
    "accept": {"mark": 4},
    "give_back": {"words": "没清完"},
    "arbitrate": {"done": False, "words": "再办一次"},
    "release": {"words": "收回"},
}


@cache
def policy() -> WhistlePolicy:
    shipped = packs.load()
    return read_policy(lambda key: shipped.rule_for(key, "CN", MORNING.date()))


def world(now: dt.datetime = MORNING, duty: str = "M08") -> World:
    shipped = packs.load()
    times = Times(now, shipped.calendar_for("CN"), shipped.hours_for("CN", now.date()), lambda: next(ids))
    values = policy()
    return World(values, times, values.duties[duty].handle or values.clocks["handle"])


def fresh(**wishes: Any) -> Facts:
    return moves.called(world(), **({"emergency": False} | wishes))


def codes(verb: str, facts: Facts, now: dt.datetime = MORNING, **wishes: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        moves.decide(verb, facts, world(now), **wishes)
    return [reason.code for reason in refused.value.reasons]


def after(facts: Facts, *steps: str, now: dt.datetime = MORNING) -> Facts:
    for verb in steps:
        facts = moves.decide(verb, facts, world(now), **WISHES.get(verb, {})).after
    return facts


def reach(state: State) -> Facts:
    ways = {
        State.CALLED: (), State.RESPONDED: ("respond",), State.ON_SITE: ("check_in",),
        State.PAUSED: ("respond", "pause"),
        State.OBJECTED: ("object",), State.FINISHED: ("check_in", "finish"),
        State.ARBITRATION: ("check_in", "finish", "give_back", "check_in", "finish", "give_back"),
        State.ACCEPTED: ("check_in", "finish", "accept"), State.RELEASED: ("release",),
    }  # fmt: skip
    found = after(fresh(), *ways[state])
    assert found.state is state
    return found


@pytest.mark.parametrize("verb", [move.verb for move in MOVES])
def test_what_is_not_in_the_table_is_refused_in_every_state(verb: str) -> None:
    for state in State:
        if state in BY_VERB[verb].origins:
            if verb not in ("climb", "reckon_again"):  # they ask for something late, a calendar that changed
                landed = moves.decide(verb, reach(state), world(), **WISHES.get(verb, {})).after.state
                assert BY_VERB[verb].to in (None, landed)
        else:
            assert codes(verb, reach(state), **WISHES.get(verb, {})) == ["wrong_phase"]


def test_no_move_passes_a_task_on() -> None:
    """HOT-006, HOT-014: whoever was called can do it or object; there is no way to give it to somebody else."""
    assert not {"hand_on", "dispatch", "transfer"} & set(BY_VERB)
    assert all(move.who == "above" for move in MOVES if move.verb in ("decide_objection", "arbitrate"))


def test_the_68_matters_name_departments_that_exist() -> None:
    values = policy()
    assert len(values.duties) == 68
    for duty in values.duties.values():
        assert {duty.lead, *duty.support} <= set(values.departments), duty.code
        assert duty.lead not in duty.support
    assert values.duties["M01"].handle is not None
    assert values.duties["M01"].handle.amount == 15


def published(*changes: dict[str, Any], drop: str = "") -> WhistlePolicy:
    """Zhuzhou's lists, with duties added or one matter's left out."""
    shipped = packs.load()

    def found(key: str) -> Any:
        resolution = shipped.rule_for(key, "430200", MORNING.date())
        if key != "cases.duties" or resolution is None:
            return resolution
        duties = [entry for entry in resolution.value["duties"] if entry["matter"] != drop or not drop]
        return dataclasses.replace(resolution, winner=dataclasses.replace(
            resolution.winner, value={"duties": [*duties, *changes]}))  # fmt: skip

    return read_policy(found)


def test_the_published_duties_name_who_is_called_for_what_and_how_long() -> None:
    values, before = published(), policy()
    assert (values.published, before.published) == (136, 0)
    assert set(values.duties) == set(before.duties)
    assert set(values.departments) == set(before.departments)  # every name of the 136 is a department of the list
    fire = values.duties["M08"]
    assert (fire.lead, fire.support, fire.urgent) == ("xiaofang", ("jiaojing",), True)
    assert fire.version != before.duties["M08"].version
    part = values.part_of("M08", "jiaojing")
    assert part is not None
    assert (part.duty, part.does, part.handle.amount, part.handle.unit) == (
        "D016", "联系车主挪车，依法拖移", 4, "workhour",
    )  # fmt: skip
    assert values.handle_of("M08", "jiaojing") == part.handle
    assert values.handle_of("M08", "gongan") == values.clocks["handle"]  # called by an upheld objection
    assert values.duties["M61"].lead == "sifa"  # 司法行政 in the list, 司法行政（人民调解） here
    assert sum(len(duty.parts) for duty in values.duties.values()) == 136


def test_what_the_published_list_leaves_open_falls_back_on_the_starting_list() -> None:
    entry = {"name": "核查", "about": "", "amount": 3, "unit": "workday", "basis": "", "routes": []}
    values = published(
        {**entry, "code": "D200", "matter": "M09", "department": "街道", "role": "support"},
        {**entry, "code": "D201", "matter": "M09", "department": "数据局", "role": "support"},
        {**entry, "code": "D202", "matter": "", "department": "公安", "role": "lead", "name": "无人机扰民"},
        drop="M09",
    )  # fmt: skip
    assert (values.duties["M09"].lead, values.duties["M09"].support) == ("xiaofang", ("jiedao", "数据局"))
    assert values.departments["数据局"].kind == "department"
    assert (values.duties["D202"].name, values.duties["D202"].lead) == ("无人机扰民", "gongan")
    none = published(drop="M09")
    assert none.duties["M09"] == dataclasses.replace(policy().duties["M09"], version=none.duties["M09"].version)
    twice = published({**entry, "code": "D203", "matter": "M08", "department": "消防救援", "role": "support"})
    part = twice.part_of("M08", "xiaofang")
    assert part is not None
    assert part.does == "到场核查，责令立即改正，拒不改正的强制清除；核查"
    assert twice.duties["M08"].support == ("jiaojing",)


def test_clocks_run_in_working_hours_and_emergencies_through_the_night() -> None:
    respond, come, handle = fresh().clocks
    assert respond.due_at == dt.datetime(2024, 4, 25, 11, 30, tzinfo=SHANGHAI)
    assert come.due_at == dt.datetime(2024, 4, 26, 10, 30, tzinfo=SHANGHAI)
    assert handle.due_at.date() == dt.date(2024, 5, 6)  # the 28th was worked for the holidays
    (come, _handle) = fresh(emergency=True).clocks
    assert come.due_at == MORNING + dt.timedelta(minutes=30)


def test_one_objection_with_reasons_and_what_above_says_is_final() -> None:
    assert codes("object", fresh(), words=" ") == ["missing"]
    facts = after(fresh(), "object", "decide_objection")
    assert facts.state is State.CALLED
    assert codes("object", facts, words="还是不归") == ["settled_by_decision"]
    assert codes("object", fresh(emergency=True), words="不归") == ["come_first"]
    assert codes("decide_objection", reach(State.OBJECTED), upheld=True, words="", to="nobody") == [
        "missing", "unknown_department",
    ]  # fmt: skip
    gone = moves.decide("decide_objection", reach(State.OBJECTED), world(), upheld=True, words="对").after
    assert gone.state is State.RELEASED


def test_after_two_returns_above_decides() -> None:
    facts = after(fresh(), "check_in", "finish", "give_back")
    assert (facts.state, facts.returns) == (State.RESPONDED, 1)
    facts = after(facts, "check_in", "finish", "give_back")
    assert facts.state is State.ARBITRATION
    done = moves.decide("arbitrate", facts, world(), done=True, words="已办好").after
    assert done.state is State.ACCEPTED
    again = moves.decide("arbitrate", facts, world(), done=False, words="再办").after
    assert (again.state, again.final) == (State.RESPONDED, True)


def test_what_must_be_shown() -> None:
    assert codes("check_in", fresh(), place_words="", photos=0) == ["missing", "photo_missing"]
    assert codes("finish", reach(State.ON_SITE), words="", photos=0, mark=9) == [
        "missing", "photo_missing", "mark_out_of_range",
    ]  # fmt: skip
    assert codes("accept", reach(State.FINISHED), mark=0) == ["mark_out_of_range"]
    twice = after(fresh(), "respond", "pause", "resume", "pause", "resume")
    assert codes("pause", twice, words="又等") == ["no_more_pauses"]
    assert codes("climb", fresh()) == ["not_overdue"]


class ATasksLife(RuleBasedStateMachine):
    """Any moves by anybody, any waits."""

    @initialize(emergency=st.booleans())
    def begin(self, emergency: bool) -> None:
        self.now = MORNING
        self.facts = fresh(emergency=emergency)
        self.told: list[Level] = []
        self.used: dict[int, int] = {}

    @rule(minutes=st.one_of(st.integers(1, 600), st.integers(600, 20_000)))
    def wait(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @rule(choice=st.integers(0, 1_000), yes=st.booleans())
    def move(self, choice: int, yes: bool) -> None:
        here = [m.verb for m in MOVES if self.facts.state in m.origins and m.verb != "release"]
        if not here:
            return
        verb = here[choice % len(here)]
        wishes = dict(WISHES.get(verb, {}))
        wishes |= {name: yes for name in ("upheld", "done") if name in wishes}
        try:
            decision = moves.decide(verb, self.facts, world(self.now), **wishes)
        except Refusal:
            return
        kept = {c.id for c in decision.after.clocks} | {e.clock.id for e in decision.ended}
        assert {c.id for c in self.facts.clocks} <= kept
        if verb == "climb" and "level" in decision.data:
            self.told.append(decision.after.level)
        self.facts = decision.after

    @invariant()
    def an_end_or_a_running_clock_or_an_open_alarm(self) -> None:
        facts = self.facts
        if facts.state in ENDS:
            assert facts.clocks == ()
            assert facts.ended_at is not None
        else:
            assert any(not c.paused for c in facts.clocks) or facts.alarmed
            assert moves.next_look(facts) is not None or facts.alarmed

    @invariant()
    def each_level_hears_at_most_once(self) -> None:
        assert len(set(self.told)) == len(self.told) <= 3

    @invariant()
    def used_time_never_shrinks(self) -> None:
        times = world(self.now).times
        for clock in self.facts.clocks:
            spent = clocks.used(clock, times)
            assert spent >= self.used.get(clock.id, 0)
            self.used[clock.id] = spent

    @invariant()
    def what_is_due_the_platform_can_move(self) -> None:
        look = moves.next_look(self.facts)
        if look is not None and self.now > look:
            verb = "resume" if self.facts.state is State.PAUSED else "climb"
            moves.decide(verb, self.facts, world(self.now))


TestATasksLife = ATasksLife.TestCase
TestATasksLife.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip
