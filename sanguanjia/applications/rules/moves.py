"""What may happen to an application and what follows: pure; every refusal that stands is said at once.

Papers that are missing are named once, all together (行政许可法 art. 32). Nobody reviews or decides what he prepared,
nobody speaks for two levels, who declared a conflict of interest has no say, and who accepted does not decide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sanguanjia.applications.types import Decision, Facts, Level, Span, State, Step
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy.rules import running
from sanguanjia.policy.rules.clocks import SHANGHAI
from sanguanjia.policy.rules.running import Clock, ClockRule, Ended, Times

_EDITABLE = frozenset({State.DRAFT, State.CORRECTING})


def editable(facts: Facts) -> None:
    """Answers and papers change while it is a draft or corrected. Refuses wrong_phase."""
    _phase(facts, *_EDITABLE)


def submit(facts: Facts, times: Times) -> Decision:
    """Hand it in, or hand it in again. Refuses wrong_phase, and everything that is missing at once."""
    _phase(facts, *_EDITABLE)
    refuse_if_any(missing(facts))
    return Decision(State.SUBMITTED, (_start(Step.ACCEPT, facts.item.accept, facts, times),), _ended(facts, times))


def missing(facts: Facts) -> list[Reason]:
    """What the form or the file lacks, and what a correction named and nobody brought."""
    item = facts.item
    lacks = {f.name: f.label for f in item.fields if f.required and f.name not in facts.given}
    lacks |= {p.code: p.label for p in item.papers if p.required and p.code not in facts.papers}
    labels = {**{f.name: f.label for f in item.fields}, **{p.code: p.label for p in item.papers}}
    lacks |= {code: labels.get(code, code) for code in sorted(facts.asked) if code not in lacks}
    return [Reason("missing", code, {"label": label}) for code, label in lacks.items()]


def ask_correction(facts: Facts, times: Times, codes: Collection[str], words: str) -> Decision:
    """Name at once everything that is missing or wrong. Refuses wrong_phase, application_asked_once,
    application_nothing_named, missing."""
    _phase(facts, State.SUBMITTED)
    known = {f.name for f in facts.item.fields} | {p.code for p in facts.item.papers}
    found = []
    if facts.corrected:
        found.append(Reason("application_asked_once", "codes"))
    if not codes or not set(codes) <= known:
        found.append(Reason("application_nothing_named", "codes"))
    refuse_if_any([*found, *_words(words)])
    return Decision(State.CORRECTING, (), _ended(facts, times), {"codes": sorted(set(codes))})


def accept(facts: Facts, times: Times) -> Decision:
    """Take it in: the clock of the review begins. Refuses wrong_phase."""
    _phase(facts, State.SUBMITTED)
    item = facts.item
    step, span = (Step.REVIEW, item.review) if item.levels else (Step.DECIDE, item.decide)
    return Decision(State.REVIEWING, (_start(step, span, facts, times),), _ended(facts, times))


def opine(
    facts: Facts, times: Times, level: Level | None, account: int, *, agrees: bool, clear: bool, words: str
) -> Decision:
    """One level says what it thinks. Refuses wrong_phase, and at once: application_level_not_yours,
    application_level_done, application_not_your_turn, application_own, application_conflict,
    application_conflict_undeclared, application_spoke_already, missing (a reason against)."""
    _phase(facts, State.REVIEWING)
    if level is None or level not in facts.item.levels:
        refuse("application_level_not_yours")
    done = [opinion.level for opinion in facts.opinions]
    found = _hands(facts, account, clear=clear)
    if level in done:
        found.append(Reason("application_level_done", "level"))
    before = facts.item.levels[: facts.item.levels.index(level)]
    if not facts.item.joint and not set(before) <= set(done):
        found.append(Reason("application_not_your_turn", "level"))
    if not agrees:
        found += _words(words)
    refuse_if_any(found)
    last = set(facts.item.levels) <= {*done, level}
    if not last:
        return Decision(State.REVIEWING, facts.clocks)
    if facts.item.review.same_day and facts.item.decide.same_day:
        return Decision(State.REVIEWING, facts.clocks)
    return Decision(State.REVIEWING, (_start(Step.DECIDE, facts.item.decide, facts, times),), _ended(facts, times))


def recuse(facts: Facts, account: int, words: str) -> Decision:
    """Declare a conflict of interest and step aside. Refuses wrong_phase, application_spoke_already, missing."""
    _phase(facts, State.SUBMITTED, State.REVIEWING)
    found = _words(words)
    if account in {opinion.account_id for opinion in facts.opinions}:
        found.append(Reason("application_spoke_already"))
    refuse_if_any(found)
    return Decision(facts.state, facts.clocks)


def decide(
    facts: Facts, times: Times, account: int, *, granted: bool, clear: bool, words: str, remedy: str = ""
) -> Decision:
    """Grant or refuse. Refuses wrong_phase, and at once: application_opinions_open, application_opinion_against,
    application_own, application_accepted_it, application_conflict, application_conflict_undeclared,
    application_spoke_already, application_paused, missing (the reasons of a refusal)."""
    _phase(facts, State.REVIEWING)
    found = _hands(facts, account, clear=clear)
    if account == facts.acceptor:
        found.append(Reason("application_accepted_it"))
    open_levels = set(facts.item.levels) - {opinion.level for opinion in facts.opinions}
    if open_levels:
        found.append(Reason("application_opinions_open", None, {"levels": sorted(open_levels)}))
    if granted and any(not opinion.agrees for opinion in facts.opinions):
        found.append(Reason("application_opinion_against"))
    if any(clock.paused for clock in facts.clocks):
        found.append(Reason("application_paused"))
    if not granted:
        found += _words(words)
    refuse_if_any(found)
    data = {"remedy": remedy or facts.item.remedy} if not granted else {"result": facts.item.result}
    return Decision(State.GRANTED if granted else State.REFUSED, (), _ended(facts, times), data)


def withdraw(facts: Facts, times: Times) -> Decision:
    """The applicant takes it back before the decision. Refuses wrong_phase."""
    _phase(facts, State.DRAFT, State.SUBMITTED, State.CORRECTING, State.REVIEWING)
    ended = tuple(Ended(clock, "dropped") for clock in facts.clocks)
    return Decision(State.WITHDRAWN, (), ended)


def pause(facts: Facts, times: Times) -> Decision:
    """The clock stands, as while a public notice runs. Refuses wrong_phase, application_paused."""
    _phase(facts, State.REVIEWING)
    if any(clock.paused for clock in facts.clocks):
        refuse("application_paused")
    return Decision(State.REVIEWING, tuple(running.pause(clock, times) for clock in facts.clocks))


def resume(facts: Facts, times: Times) -> Decision:
    """The clock runs on. Refuses wrong_phase, application_not_paused."""
    _phase(facts, State.REVIEWING)
    if not any(clock.paused for clock in facts.clocks):
        refuse("application_not_paused")
    return Decision(State.REVIEWING, tuple(running.resume(clock, times) for clock in facts.clocks))


def _hands(facts: Facts, account: int, *, clear: bool) -> list[Reason]:
    """Whether this person may have a say at all."""
    found = []
    if account in (facts.preparer, facts.submitter):
        found.append(Reason("application_own"))
    if account in facts.recused:
        found.append(Reason("application_conflict"))
    elif not clear:
        found.append(Reason("application_conflict_undeclared", "clear"))
    if account in {opinion.account_id for opinion in facts.opinions}:
        found.append(Reason("application_spoke_already"))
    return found


def _words(words: str) -> list[Reason]:
    return [] if words.strip() else [Reason("missing", "words", {"label": "理由"})]


def _phase(facts: Facts, *states: State) -> None:
    if facts.state not in states:
        refuse("wrong_phase", state=facts.state.value)


def _start(step: Step, span: Span, facts: Facts, times: Times) -> Clock:
    if not span.same_day:
        return running.start(step, ClockRule(span.amount, span.unit, span.roll, facts.item.version), times)
    today = times.now.astimezone(SHANGHAI).date()
    midnight = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), SHANGHAI)
    return Clock(times.new_id(), step, times.now, 1, "day", "none", midnight, False, facts.item.version)


def _ended(facts: Facts, times: Times) -> tuple[Ended, ...]:
    """Clocks as they end; past a mere target nothing was missed."""
    spans = {Step.ACCEPT: facts.item.accept, Step.REVIEW: facts.item.review, Step.DECIDE: facts.item.decide}
    ends = (running.end(clock, times.now) for clock in facts.clocks)
    return tuple(Ended(e.clock, "passed") if e.result == "missed" and spans[Step(e.clock.step)].target else e
                 for e in ends)  # fmt: skip
