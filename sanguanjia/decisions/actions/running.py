"""Opening, closing, moving the days of a vote, calling it off. Closing is a line of the log: each ballot stands before
it or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sanguanjia.access.queries import owners_of_units
from sanguanjia.decisions import law as laws
from sanguanjia.decisions import outside, slates, store
from sanguanjia.decisions.box import Log
from sanguanjia.decisions.models import RollLine, Slate, Standing, Vote, VoteBox
from sanguanjia.decisions.permissions import may_prepare, may_run
from sanguanjia.decisions.proof import effective, events
from sanguanjia.decisions.rules import meetings
from sanguanjia.decisions.types import SlateState, State, VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse
from sanguanjia.notices import writing
from sanguanjia.notices.types import Audience


@act("decisions.open_vote")
def open_vote(deed: Deed, *, estate_id: int, vote_id: int) -> VoteRef:
    """Casting begins, on the announced day or after. Refuses not_found, not_permitted, vote_wrong_state,
    vote_opens_later, vote_over."""
    place = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_run, place)
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED)
    if clock.today() < vote.opens_on:
        refuse("vote_opens_later", "opens_on", day=_said(vote.opens_on))
    if clock.today() > vote.closes_on:
        refuse("vote_over", "closes_on", day=_said(vote.closes_on))
    log = Log(vote)
    log.add(lambda seq: events.open_(log.vote, seq, deed.at, end_of(vote.closes_on)))
    log.write(deed.at)
    _set_open(vote, outside.system_of(vote) is None)
    whom = Audience(roles=("owner",), path=place.place)
    facts = {"title": vote.title, "until": _said(vote.closes_on)}
    writing.write(deed, "decisions.opened", audience=whom, facts=facts, href=store.href(vote))
    return store.change(deed, vote, state=State.OPEN.value, opened_at=deed.at)


@act("decisions.close_vote")
def close_vote(deed: Deed, *, estate_id: int, vote_id: int) -> VoteRef:
    """Casting ends; which ballots count is written into the log. Refuses not_found, not_permitted, vote_wrong_state,
    vote_closes_later, outside_result_missing."""
    deed.permit(may_run, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.OPEN)
    if clock.today() <= vote.closes_on:
        refuse("vote_closes_later", "closes_on", day=_said(vote.closes_on))
    if outside.system_of(vote) is not None:
        refuse("outside_result_missing", "vote")
    closing_line(Log(vote), deed.at)
    return store.change(deed, vote, state=State.CLOSED.value, closed_at=deed.at)


@act("decisions.move_days")
def move_days(
    deed: Deed, *, estate_id: int, vote_id: int, opens_on: dt.date, closes_on: dt.date, reason: str
) -> VoteRef:  # fmt: skip
    """Postpone: before opening both days, afterwards the last one, never to an earlier day.

    Refuses not_found, not_permitted, vote_wrong_state, missing, only_later, and what notice and window demand.
    """
    place = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_prepare, place)
    if not reason.strip():
        refuse("missing", "reason", label="原因")
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED, State.OPEN)
    law = laws.law_of(estate_id, clock.today())
    is_open = vote.state == State.OPEN
    opens_on = vote.opens_on if is_open else opens_on
    if opens_on < vote.opens_on or closes_on < vote.closes_on or (opens_on, closes_on) == (
        vote.opens_on, vote.closes_on
    ):  # fmt: skip
        refuse("only_later", "closes_on")
    laws.demand(meetings.window(law, opens_on, closes_on))
    facts = {"opens": opens_on.isoformat(), "closes": closes_on.isoformat(), "why": reason.strip()}
    _note(deed, vote, "days", facts)
    told = {"title": vote.title, "opens": _said(opens_on), "until": _said(closes_on)}
    whom = Audience(roles=("owner",), path=place.place)
    writing.write(deed, "decisions.moved", audience=whom, facts=told, href=store.href(vote))
    deed.because(reason.strip()[:200])
    return store.change(deed, vote, opens_on=opens_on, closes_on=closes_on)


@act("decisions.cancel_vote")
def cancel_vote(deed: Deed, *, estate_id: int, vote_id: int, reason: str) -> VoteRef:
    """Call a vote off before it closes; its list of candidates may be put to another.

    Refuses not_found, not_permitted, vote_wrong_state, missing.
    """
    place = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_prepare, place)
    if not reason.strip():
        refuse("missing", "reason", label="原因")
    vote = store.lock(estate_id, vote_id, State.DRAFT, State.ANNOUNCED, State.OPEN)
    if vote.state != State.DRAFT:
        _note(deed, vote, "cancelled", {"why": reason.strip()})
        _set_open(vote, False)
        whom = Audience(roles=("owner",), path=place.place)
        writing.write(deed, "decisions.cancelled", audience=whom, facts={"title": vote.title}, href=store.href(vote))
        _free_slates(deed, vote)
    return store.change(deed, vote, state=State.CANCELLED.value, ended_because=reason.strip()[:200])


def _free_slates(deed: Deed, vote: Vote) -> None:
    """The candidates were verified and posted: nothing of that is done again because a vote was called off."""
    ids = [row.slate_id for row in store.questions_of(vote) if row.slate_id is not None]
    for slate in Slate.objects.filter(estate_id=vote.estate_id, pk__in=ids, state=SlateState.USED.value):
        slates.change(deed, slate, state=SlateState.SETTLED.value)


@act("decisions.remind")
def remind(deed: Deed, *, estate_id: int, vote_id: int) -> int:
    """Remind those, and only those, whose units have no ballot. Answers how many accounts.

    Refuses not_found, not_permitted, vote_wrong_state, nobody_to_remind.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.OPEN)
    accounts = _silent_accounts(vote)
    if not accounts:
        refuse("nobody_to_remind")
    facts = {"title": vote.title, "until": _said(vote.closes_on)}
    whom = Audience(accounts=accounts)
    writing.write(deed, "decisions.remind", audience=whom, facts=facts, href=store.href(vote))
    return len(accounts)


def _silent_accounts(vote: Vote) -> tuple[int, ...]:
    voted = set(Standing.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).values_list("line_id", flat=True))
    silent = [line.unit_id for line in store.roll_of(vote) if line.pk not in voted]
    return owners_of_units(vote.estate_id, silent, clock.today())


def closing_line(log: Log, at: dt.datetime) -> None:
    """The last line before the count: which ballots count. From here on the box takes none."""
    log.add(lambda seq: events.close(log.vote, seq, at, _effective(log)))
    log.write(at)
    _set_open(log.row, False)


def _note(deed: Deed, vote: Vote, what: str, facts: dict[str, Any]) -> None:
    log = Log(vote)
    log.add(lambda seq: events.correction(log.vote, seq, deed.at, what=what, facts=facts))
    log.write(deed.at)


def _set_open(vote: Vote, is_open: bool) -> None:
    VoteBox.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).update(is_open=is_open)


def _effective(log: Log) -> dict[str, dict[str, Any]]:
    """Per item the root over what counts, by pseudonym."""
    vote = log.row
    units = dict(RollLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).values_list("id", "unit_id"))
    rows = Standing.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, frozen=False)
    found: dict[str, dict[str, int]] = {str(item.position): {} for item in store.items_of(vote)}
    for item, line, seq in rows.values_list("item", "line_id", "seq"):
        found[str(item)][log.key.pseudonym(str(item), str(units[line]))] = seq
    return {name: effective.summary(counting) for name, counting in found.items()}


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day in China."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), clock.SHANGHAI)


def _said(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
