"""The readers of votes. Before a vote is closed they tell who has voted, never what was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, Sum

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry import queries as registry

from . import certificates, store
from .models import (
    Ballot,
    Certificate,
    Committee,
    Item,
    LogLine,
    Outcome,
    OutsideSystem,
    PaperBatch,
    PaperEntry,
    PaperForm,
    Proposal,
    Proxy,
    Question,
    Result,
    RollLine,
    Signature,
    Slate,
    Standing,
    Supporter,
    Vote,
    VoteBox,
)
from .outcomes import failed as _failed
from .outcomes import outcomes_of
from .permissions import VOTERS
from .proof import effective
from .proof.keys import VoteKey
from .rules.questions import Asked
from .types import CommitteeState, SlateState, State, Weight
from .voices import Voice, voice_of

_COUNTED = (State.COUNTED.value, State.POSTED.value, State.IN_FORCE.value)


@dataclass(frozen=True, slots=True)
class VoteLine:
    """A vote in a list."""

    id: int
    estate_id: int
    number: int
    title: str
    state: str
    opens_on: dt.date
    closes_on: dt.date
    in_force_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who took part so far, on both counts; nothing of what they said."""

    part: Weight
    units: int
    total: Weight
    total_units: int


@dataclass(frozen=True, slots=True)
class Mine:
    """My ballot for one item: what stands, whether it counts, whether I said it."""

    item: int
    choice: str
    channel: str
    capacity: str
    at: dt.datetime
    seq: int
    version: int
    frozen: bool
    own: bool


def _line(row: Vote) -> VoteLine:
    return VoteLine(
        row.pk, row.estate_id, row.number, row.title, row.state, row.opens_on, row.closes_on, row.in_force_on
    )  # fmt: skip


def votes_of(estate_id: int, *, drafts: bool = False, limit: int = 50) -> tuple[VoteLine, ...]:
    """The votes of an estate, the latest first; drafts only for the desk."""
    rows = Vote.objects.filter(estate_id=estate_id).order_by("-number")
    return tuple(_line(row) for row in (rows if drafts else rows.exclude(state=State.DRAFT.value))[:limit])


def votes_within(estate_ids: Sequence[int], limit: int = 100) -> tuple[VoteLine, ...]:
    """Votes of several estates for a desk: running ones first, then the latest."""
    with cross_estate():
        rows = list(Vote.objects.filter(estate_id__in=list(estate_ids)).order_by("-made_at")[:limit])
    return tuple(_line(row) for row in sorted(rows, key=lambda row: row.state != State.OPEN.value))


def due(today: dt.date) -> tuple[tuple[int, int, State], ...]:
    """Votes that open, close or are counted now."""
    ready = (
        Q(state=State.ANNOUNCED.value, opens_on__lte=today, closes_on__gte=today)
        | Q(state=State.OPEN.value, closes_on__lt=today)
        | Q(state=State.CLOSED.value)
    )
    with cross_estate():
        waiting = OutsideSystem.objects.filter(result_at=None).values("vote_id")  # their result comes from outside
        ready &= ~Q(state=State.OPEN.value, pk__in=waiting)
        rows = list(Vote.objects.filter(ready).order_by("id").values_list("estate_id", "id", "state")[:500])
    return tuple((estate_id, vote_id, State(state)) for estate_id, vote_id, state in rows)


def sitting_committees() -> tuple[tuple[int, int], ...]:
    """Every committee that sits, for the daily look."""
    with cross_estate():
        rows = Committee.objects.filter(state=CommitteeState.SITTING.value).order_by("id")
        return tuple(rows.values_list("estate_id", "id"))


def with_log() -> tuple[tuple[int, int], ...]:
    """Votes whose log may still grow."""
    ended = [State.DRAFT.value, State.IN_FORCE.value, State.CANCELLED.value]
    with cross_estate():
        return tuple(Vote.objects.exclude(state__in=ended).order_by("id").values_list("estate_id", "id"))


def vote(estate_id: int, vote_id: int) -> Vote:
    """One vote's row. Refuses not_found."""
    return store.find(estate_id, vote_id)


def items(found: Vote) -> list[Item]:
    """Its agenda."""
    return store.items_of(found)


def questions(found: Vote) -> list[Question]:
    """Its questions with several answers."""
    return store.questions_of(found)


def asked(found: Vote) -> dict[int, Asked]:
    """Each question as a ballot meets it."""
    return store.asked_of(found)


def settled_slates(estate_id: int) -> list[Slate]:
    """Lists of candidates that may be put to a vote."""
    return list(Slate.objects.filter(estate_id=estate_id, state=SlateState.SETTLED.value).order_by("number"))


def outcomes(found: Vote) -> dict[int, Outcome]:
    """What the last count made of each question; nothing before it was counted."""
    return outcomes_of(found) if found.state in _COUNTED else {}


def failed(found: Vote) -> list[str]:
    """What a posted vote did not carry ("2" a matter, "q1" a question): this may be voted again."""
    return _failed(found) if found.state in (State.POSTED, State.IN_FORCE) else []


def held_again(found: Vote) -> list[Vote]:
    """Votes in which it, or a part of it, was held again."""
    return list(Vote.objects.filter(estate_id=found.estate_id, after_id=found.pk).order_by("number"))


def proposal_of(found: Vote) -> Proposal | None:
    """The proposal of owners whose last vote it is."""
    return Proposal.objects.filter(estate_id=found.estate_id, vote_id=found.pk).order_by("-number").first()


_TURNOUT = """
    SELECT COALESCE(sum(line.area), 0)::bigint, count(DISTINCT line.head), count(*)
    FROM decisions_rollline AS line
    WHERE line.estate_id = %(estate)s AND line.vote_id = %(vote)s AND NOT line.left_out AND EXISTS (
        SELECT 1 FROM decisions_standing AS stands
        WHERE stands.estate_id = %(estate)s AND stands.vote_id = %(vote)s AND stands.line_id = line.id
            AND NOT stands.frozen)
"""


def turnout(found: Vote) -> Turnout:
    """How many have taken part by now."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNOUT, {"estate": found.estate_id, "vote": found.pk})
        area, n, units = cursor.fetchone()
    total = Weight(found.total_area, found.total_n)
    return Turnout(Weight(int(area), int(n)), int(units), total, found.total_units)


def voices(actor: Actor, found: Vote) -> tuple[Voice, ...]:
    """The heads for which the actor may cast here, each once: own homes, wards, proxies."""
    if actor.account_id is None or found.state == State.DRAFT:
        return ()
    estate_id = found.estate_id
    rows = RollLine.objects.filter(estate_id=estate_id, vote_id=found.pk, left_out=False).order_by("code")
    homes = [m.unit_id for m in actor.mandates if m.role in VOTERS and m.home_id == estate_id and m.unit_id]
    wanted = Q(unit_id__in=homes)
    for ward in registry.standing_of(estate_id, actor.account_id, clock.today()).wards:
        wanted |= Q(owners__contains=[ward])
    proxies = Proxy.objects.filter(estate_id=estate_id, vote_id=found.pk, account_id=actor.account_id, revoked_at=None)
    wanted |= Q(head__in=list(proxies.values_list("head", flat=True)))
    by_head = dict(reversed(rows.filter(wanted).values_list("head", "unit_id")))
    heard = []
    for unit_id in by_head.values():
        try:
            heard.append(voice_of(actor, found, unit_id))
        except Refusal:  # somebody for whom a guardian votes: the page tells it when asked for
            continue
    return tuple(voice for voice in heard if voice.capacity is not None)


def my_ballots(found: Vote, voice: Voice) -> tuple[Mine, ...]:
    """What stands for my head, item by item; what a co-owner chose is not told."""
    ids = [line.pk for line in voice.lines[:1]]
    rows = Standing.objects.filter(estate_id=found.estate_id, vote_id=found.pk, line_id__in=ids).order_by("item")
    ballots = Ballot.objects.filter(estate_id=found.estate_id, vote_id=found.pk, pk__in=[r.ballot_id for r in rows])
    by_id = {ballot.pk: ballot for ballot in ballots}
    return tuple(_mine(row, by_id[row.ballot_id], voice) for row in rows)


def _mine(row: Standing, ballot: Ballot, voice: Voice) -> Mine:
    own = row.voter == voice.voter
    return Mine(
        row.item, ballot.choice if own else "", ballot.channel, ballot.capacity, ballot.at, row.seq, row.version,
        row.frozen, own,
    )  # fmt: skip


def proxy_of(found: Vote, voice: Voice) -> Proxy | None:
    """The living authority over my head, if there is one."""
    rows = Proxy.objects.filter(estate_id=found.estate_id, vote_id=found.pk, head=voice.lines[0].head, revoked_at=None)
    return rows.first()


def results(found: Vote) -> tuple[Result, ...]:
    """The last count, item by item; nothing before it was counted."""
    if found.state not in _COUNTED:
        return ()
    rows = Result.objects.filter(estate_id=found.estate_id, vote_id=found.pk).order_by("item", "-count")
    latest: dict[int, Result] = {}
    for row in rows:
        latest.setdefault(row.item, row)
    return tuple(latest.values())


def certificate(found: Vote) -> tuple[Certificate, list[Signature]] | None:
    """The last certificate with its signatures."""
    row = certificates.latest(found)
    if row is None:
        return None
    signed = Signature.objects.filter(estate_id=found.estate_id, certificate_id=row.pk).order_by("at")
    return row, list(signed)


def roll_lines(found: Vote, *, after: str = "", limit: int = 100) -> list[RollLine]:
    """A page of the roll by code, without names."""
    rows = RollLine.objects.filter(estate_id=found.estate_id, vote_id=found.pk, left_out=False, code__gt=after)
    return list(rows.order_by("code")[:limit])


def sources(found: Vote) -> list[tuple[str, int, int]]:
    """By source of area: units and area."""
    rows = RollLine.objects.filter(estate_id=found.estate_id, vote_id=found.pk, left_out=False)
    counted = rows.order_by().values_list("area_source").annotate(units=Count("id"), area=Sum("area"))
    return sorted((source, units, int(area)) for source, units, area in counted)


def line_of_code(found: Vote, code: str) -> RollLine:
    """The roll's line of a unit by its code. Refuses not_on_roll."""
    rows = RollLine.objects.filter(estate_id=found.estate_id, vote_id=found.pk, left_out=False, code=code.strip())
    return rows.first() or refuse("not_on_roll", "unit")


@dataclass(frozen=True, slots=True)
class Papers:
    """How far the paper ballots are."""

    forms: int
    counted: int
    waiting: tuple[int, ...]
    differing: tuple[int, ...]
    batches: int


def papers(found: Vote) -> Papers:
    """Forms issued and counted, and the numbers that wait for a second or a third typist."""
    forms = PaperForm.objects.filter(estate_id=found.estate_id, vote_id=found.pk)
    open_forms = dict(forms.filter(counted_at=None).values_list("id", "number"))
    typed: dict[int, int] = {}
    entries = PaperEntry.objects.filter(estate_id=found.estate_id, vote_id=found.pk, form_id__in=list(open_forms))
    for form_id in entries.values_list("form_id", flat=True):
        typed[form_id] = typed.get(form_id, 0) + 1
    waiting = sorted(open_forms[form] for form, times in typed.items() if times == 1)
    differing = sorted(open_forms[form] for form, times in typed.items() if times > 1)
    batches = PaperBatch.objects.filter(estate_id=found.estate_id, vote_id=found.pk).count()
    total = forms.count()
    return Papers(total, total - len(open_forms), tuple(waiting), tuple(differing), batches)


def forms_to_print(found: Vote, first: int, last: int) -> list[tuple[PaperForm, list[RollLine]]]:
    """Forms by number with the units they stand for, at most 200."""
    rows = PaperForm.objects.filter(estate_id=found.estate_id, vote_id=found.pk, number__gte=first, number__lte=last)
    forms = list(rows.order_by("number")[:200])
    lines: dict[int, list[RollLine]] = {}
    heads = [form.head for form in forms]
    for line in RollLine.objects.filter(
        estate_id=found.estate_id, vote_id=found.pk, left_out=False, head__in=heads
    ).order_by("code"):  # fmt: skip
        lines.setdefault(line.head, []).append(line)
    return [(form, lines.get(form.head, [])) for form in forms]


def disputes(found: Vote) -> list[RollLine]:
    """The first unit of each head whose ballot is frozen."""
    ids = Standing.objects.filter(estate_id=found.estate_id, vote_id=found.pk, frozen=True).values_list("line_id")
    rows = RollLine.objects.filter(estate_id=found.estate_id, vote_id=found.pk, pk__in=ids).order_by("code")
    return list({row.head: row for row in reversed(rows)}.values())


def proposals(estate_id: int) -> list[tuple[Proposal, int]]:
    """Proposals with the number of units behind them, the latest first."""
    rows = list(Proposal.objects.filter(estate_id=estate_id).order_by("-number")[:50])
    counted = Supporter.objects.filter(estate_id=estate_id, proposal_id__in=[row.pk for row in rows])
    numbers = dict(counted.order_by().values_list("proposal_id").annotate(n=Count("id")))
    return [(row, numbers.get(row.pk, 0)) for row in rows]


def proposal(estate_id: int, proposal_id: int) -> Proposal:
    """One proposal. Refuses not_found."""
    return Proposal.objects.filter(estate_id=estate_id, pk=proposal_id).first() or refuse("not_found")


def supports(estate_id: int, proposal_id: int, unit_ids: Sequence[int]) -> bool:
    """Whether one of these units stands behind the proposal."""
    rows = Supporter.objects.filter(estate_id=estate_id, proposal_id=proposal_id, unit_id__in=list(unit_ids))
    return rows.exists()


def differences(found: Vote) -> list[tuple[int, str]]:
    """Where what stands is not what the log says: (item, pseudonym). Empty when all is well."""
    key = VoteKey(VoteBox.objects.get(estate_id=found.estate_id, vote_id=found.pk).secret)
    lines = LogLine.objects.filter(estate_id=found.estate_id, vote_id=found.pk).order_by("seq")
    said = effective.after(lines.values_list("line", flat=True))
    units = dict(RollLine.objects.filter(estate_id=found.estate_id, vote_id=found.pk).values_list("id", "unit_id"))
    rows = Standing.objects.filter(estate_id=found.estate_id, vote_id=found.pk, frozen=False)
    kept = {
        (str(item), key.pseudonym(str(item), str(units[line]))): seq
        for item, line, seq in rows.values_list("item", "line_id", "seq")
    }
    logged = {(item, p): seq for item, counting in said.items() for p, seq in counting.items()}
    return sorted((int(item), p) for item, p in {*kept, *logged} if kept.get((item, p)) != logged.get((item, p)))
