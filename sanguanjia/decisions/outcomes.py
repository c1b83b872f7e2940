"""From the counted answers of a question to its outcome: who is in, next, tied; and what carried at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.registry import queries as registry

from . import store
from .box import Log
from .effects import Decided
from .models import Candidate, Item, LogLine, Outcome, Question, Result, Vote
from .proof import events, merkle
from .rules import elections
from .rules.law import Law
from .types import Finding, QuestionKind, Weight

SEATS_KEY = "own.election.seats"


def settle(deed: Deed, vote: Vote, log: Log, law: Law, count: int) -> None:
    """The outcome of each question after its answers were counted, stored and written into the log."""
    questions = store.questions_of(vote)
    if not questions:
        return
    results = _results(vote, count)
    seed, items = closing_root(vote), store.items_of(vote)
    for question in questions:
        answers = [item for item in items if item.question_id == question.pk]
        found, drawn = _judge(vote, question, answers, results, law, seed)
        deed.under(*(clause.version for clause in found.finding.clauses))
        row = Outcome(
            estate_id=vote.estate_id, vote_id=vote.pk, question=question.position, count=count,
            holds=found.finding.holds, elected=[int(one) for one in found.elected],
            alternates=[int(one) for one in found.alternates], tied=[int(one) for one in found.tied],
            left=question.seats - len(found.elected), finding=_as_form(found.finding), seed=drawn, at=deed.at,
        )  # fmt: skip
        row.save(force_insert=True)
        deed.touched(row)
        _log(log, deed, row, results[answers[0].position])


def _results(vote: Vote, count: int) -> dict[int, Result]:
    rows = Result.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, count=count)
    return {row.item: row for row in rows}


def closing_root(vote: Vote) -> str:
    """The root of the log as casting ended: nobody knew it before the last ballot, everybody can work it out after."""
    tree = merkle.Growing()
    rows = LogLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("seq")
    for kind, leaf in rows.values_list("kind", "leaf"):
        tree.add(bytes.fromhex(leaf))
        if kind == "close":
            return tree.root().hex()
    return ""


def _judge(
    vote: Vote, question: Question, answers: Sequence[Item], results: dict[int, Result], law: Law, seed: str
) -> tuple[elections.Seats, str]:
    """The seats, and the seed of the lot where one was drawn."""
    tie = law.need(SEATS_KEY).value["tie"]
    candidates = [elections.Candidate(str(item.position), _weight(results[item.position], "for")) for item in answers]
    ages = ages_of(vote, answers)
    ordered = elections.with_tie_order(candidates, tie, seed, ages)
    total, part = _weight(results[answers[0].position], "total"), _weight(results[answers[0].position], "part")
    if question.kind == QuestionKind.CHOOSE:
        return elections.choose(law, ordered, total, part), seed if tie == "lot" else ""
    units = registry.count_units(vote.estate_id, vote.roll_day or vote.closes_on)
    found = elections.elect(law, question.seats, ordered, total, part, households=units, area=vote.total_area)
    return found, seed if tie == "lot" else ""


def ages_of(vote: Vote, answers: Sequence[Item]) -> list[int | None]:
    """Each answer's place by age, 1 the oldest; None where nobody said."""
    ids = [item.candidate_id for item in answers if item.candidate_id]
    rows = Candidate.objects.filter(estate_id=vote.estate_id, pk__in=ids)
    known = dict(rows.values_list("id", "seniority"))
    return [known.get(item.candidate_id or 0) for item in answers]


def _weight(row: Result, name: str) -> Weight:
    return Weight(row.sums[name]["area"], row.sums[name]["n"])


def _as_form(finding: Finding) -> dict[str, Any]:
    return {
        "checks": [{"code": check.code, "met": check.met, "data": _plain(check.data)} for check in finding.checks],
        "clauses": [clause.as_form() for clause in finding.clauses],
    }


def _plain(data: Any) -> dict[str, Any]:
    return {name: value if isinstance(value, int | str | bool) else str(value) for name, value in data.items()}


def _log(log: Log, deed: Deed, row: Outcome, one: Result) -> None:
    facts = {
        "elected": [str(position) for position in row.elected], "tied": [str(position) for position in row.tied],
        "alternates": [str(position) for position in row.alternates], "seed": row.seed,
    }  # fmt: skip
    log.add(
        lambda seq: events.result(
            log.vote, seq, deed.at, f"q{row.question}", total=one.sums["total"], part=one.sums["part"], options={},
            outcome="pass" if row.holds else "fail", facts=facts,
        )
    )  # fmt: skip


def outcomes_of(vote: Vote) -> dict[int, Outcome]:
    """The last count's outcome of each question, by its position."""
    rows = Outcome.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("count")
    return {row.question: row for row in rows}


def failed(vote: Vote) -> list[str]:
    """What the last count did not carry: "2" a matter, "q1" a question with several answers."""
    rows = Result.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("count")
    passed, held = {row.item: row.passed for row in rows}, outcomes_of(vote)
    alone = [item for item in store.items_of(vote) if item.question_id is None]
    asked = [row.position for row in store.questions_of(vote)]
    return [str(item.position) for item in alone if not passed.get(item.position)] + [
        f"q{n}" for n in asked if not (n in held and held[n].holds)
    ]


def carried(vote: Vote) -> list[tuple[str, Decided]]:
    """What the last count carried, with the kind of its effect: items by themselves, questions with who is in."""
    rows = Result.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("count")
    passed = {row.item: row.passed for row in rows}
    found = [
        (item.effect, Decided(vote, str(item.position), item.matter, item.title, item.facts))
        for item in store.items_of(vote) if item.question_id is None and passed.get(item.position)
    ]  # fmt: skip
    outcomes = outcomes_of(vote)
    for question in store.questions_of(vote):
        row = outcomes.get(question.position)
        if row is not None and row.holds:
            decided = Decided(
                vote, f"q{question.position}", question.matter, question.title, question.facts,
                tuple(row.elected), tuple(row.alternates),
            )  # fmt: skip
            found.append((question.effect, decided))
    return found
