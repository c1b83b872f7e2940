"""The notice: the agenda is locked, the electorate frozen and posted, the rules fixed, the log begun. Corrections in
the open until the vote opens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sanguanjia.decisions import deeming, outcomes, outside, proofs, roll, store, texts
from sanguanjia.decisions import law as laws
from sanguanjia.decisions.box import Log, sealed_unit
from sanguanjia.decisions.models import Item, RollLine, Slate, Vote, VoteBox
from sanguanjia.decisions.permissions import may_prepare
from sanguanjia.decisions.proof import events
from sanguanjia.decisions.proof.heads import check_words
from sanguanjia.decisions.proof.keys import fresh_secret
from sanguanjia.decisions.rules import meetings
from sanguanjia.decisions.rules.count import PARTICIPATION_KEY, consent_key
from sanguanjia.decisions.rules.law import Law
from sanguanjia.decisions.types import SlateState, State, VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse
from sanguanjia.notices import public, writing
from sanguanjia.notices.types import Audience
from sanguanjia.registry import queries as registry

K = 5  # units that must share a cell before choice and area of a ballot are opened in the public bundle
CLEAR = ("for", "against", "abstain")


@act("decisions.announce")
def announce(deed: Deed, *, estate_id: int, vote_id: int, contact: str = "") -> VoteRef:
    """From here on nothing of the agenda changes, and who may vote is known.

    Refuses not_found, not_permitted, vote_wrong_state, notice_too_late, roll_posted_too_late, no_rule,
    roll_is_empty, roll_area_missing, slate_not_settled.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.DRAFT)
    before = row_digest(vote)
    today, items = clock.today(), store.items_of(vote)
    law = laws.law_of(estate_id, today)
    findings = [meetings.notice(law, vote.opens_on, today), meetings.roll_posted(law, vote.opens_on, today)]
    laws.demand(*findings)
    law = laws.law_of(estate_id, vote.closes_on)  # the decision is judged by the law of the day on which it falls
    settings = laws.fixed(law, (item.matter for item in items))
    if any(item.question_id for item in items):
        settings |= laws.fixed_for_questions(law)
        _use_slates(deed, vote)
    deed.under(*laws.versions(*findings), *(held["version"] for held in settings.values()))
    rows = roll.rows_of(vote, roll.read(law, vote, today))
    roll.store(deed, rows)
    vote.settings, vote.last_counts = settings, settings["own.ballot.revote"]["value"]["counts"] == "last"
    root, printed = _begin_log(deed, vote, items, law, rows)
    totals = roll.totals(rows)
    paper = texts.Printed(printed, check_words(printed), proofs.public_key())
    notice = public.post(
        deed.actor, estate_id=estate_id, kind="meeting", title=f"业主表决通知：{vote.title}"[:80], contact=contact,
        text=texts.notice_text(vote, items, totals, today, paper, store.questions_of(vote)),
        subject=f"decisions.vote:{vote.pk}",
    )  # fmt: skip
    _tell_neighbourhood(deed, vote)
    return store.change(
        deed, vote, before=before, state=State.ANNOUNCED.value, settings=settings, last_counts=vote.last_counts,
        announced_at=deed.at, log_root=printed, roll_day=today, roll_root=root, notice_number=notice.number, **totals,
    )  # fmt: skip


@act("decisions.correct_roll")
def correct_roll(deed: Deed, *, estate_id: int, vote_id: int, reason: str) -> VoteRef:
    """Read the registry again and put the roll right, line by line in the log; only until the vote opens.

    Refuses not_found, not_permitted, vote_wrong_state, missing, roll_unchanged, and what the roll refuses.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    if not reason.strip():
        refuse("missing", "reason", label="更正的原因")
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED)
    fresh = {row.unit_id: row for row in roll.rows_of(vote, roll.read(laws.law_of(estate_id, clock.today()), vote,
                                                                       clock.today()))}  # fmt: skip
    known = {row.unit_id: row for row in RollLine.objects.filter(estate_id=estate_id, vote_id=vote_id)}
    changed = [unit for unit in {**known, **fresh} if _differs(known.get(unit), fresh.get(unit))]
    if not changed:
        refuse("roll_unchanged")
    log, items = Log(vote), store.items_of(vote)
    old_totals = roll.totals([row for row in known.values() if not row.left_out])
    for unit in changed:
        _correct(deed, log, known.get(unit), fresh.get(unit), len(items), reason.strip())
    rows = store.roll_of(vote)
    totals, root = roll.totals(rows), roll.seal(log, rows, len(items), deed.at)
    log.add(lambda seq: events.correction(log.vote, seq, deed.at, what="totals", facts={"old": old_totals, **totals}))
    log.write(deed.at)
    deed.because(reason.strip()[:200])
    return store.change(deed, vote, roll_root=root, **totals)


def _differs(old: RollLine | None, new: RollLine | None) -> bool:
    if old is None or new is None:
        return not (new is None and old is not None and old.left_out)
    same = (old.head, old.area, old.area_source, sorted(old.owners), old.left_out)
    return same != (new.head, new.area, new.area_source, sorted(new.owners), False)


def _correct(deed: Deed, log: Log, old: RollLine | None, new: RollLine | None, items: int, reason: str) -> None:
    seals: list[tuple[str, str, str | None, str | None]] = []
    was_there = old is not None and not old.left_out
    for position in range(1, items + 1):
        name = str(position)
        row = old or new
        before = log.key.unit_seal(name, sealed_unit(old)) if old is not None and was_there else None
        after = log.key.unit_seal(name, sealed_unit(new)) if new is not None else None
        seals.append((name, log.key.pseudonym(name, str(row.unit_id if row else 0)), before, after))
    area = (new.area if new else 0) - (old.area if old is not None and was_there else 0)
    if old is None and new is not None:
        new.save(force_insert=True)
        deed.touched(new)
    elif old is not None:
        before_digest = row_digest(old)
        if new is None:
            old.left_out = True
        else:
            old.head, old.area, old.area_source, old.owners = new.head, new.area, new.area_source, new.owners
            old.developer, old.left_out = new.developer, False
        old.save()
        deed.touched(old, before=before_digest)
    for name, p, before, after in seals:
        facts: dict[str, Any] = {"item": name, "p": p, "old": before, "new": after, "area": area, "why": reason}
        _add_correction(log, deed.at, facts)


def _add_correction(log: Log, at: dt.datetime, facts: dict[str, Any]) -> None:
    # Not "roll": that word shifts the totals of the root before it, and here a new root follows for the whole roll.
    log.add(lambda seq: events.correction(log.vote, seq, at, what="roll_redrawn", facts=facts))


def _use_slates(deed: Deed, vote: Vote) -> None:
    """A list of candidates stands in one announced vote; one that another vote took meanwhile is refused."""
    for question in store.questions_of(vote):
        if question.slate_id is None:
            continue
        slate = Slate.objects.select_for_update().get(estate_id=vote.estate_id, pk=question.slate_id)
        if slate.state != SlateState.SETTLED:
            refuse("slate_not_settled", "q_slate_1")
        before, slate.state = row_digest(slate), SlateState.USED.value
        slate.save(update_fields=["state"])
        deed.touched(slate, before=before)


def _begin_log(deed: Deed, vote: Vote, items: list[Item], law: Law, rows: list[RollLine]) -> tuple[str, str]:
    box = VoteBox(estate_id=vote.estate_id, vote_id=vote.pk, secret=fresh_secret())
    box.save(force_insert=True)
    log = Log(vote)
    log.add(lambda seq: events.config(log.vote, seq, deed.at, _rules(vote, items, law)))
    root = roll.seal(log, rows, len(items), deed.at)
    printed = log.root()
    log.write(deed.at)
    return root, printed


def _rules(vote: Vote, items: list[Item], law: Law) -> dict[str, Any]:
    """What the first line of the log binds (proof/events.config)."""
    return _questions(vote, items, law) | {
        "items": {
            str(item.position): {
                "title": item.title, "text": item.text, "matter": item.matter, "options": list(CLEAR),
                "participation": _threshold(law, PARTICIPATION_KEY),
                "consent": _threshold(law, consent_key(item.matter, None)), **_then(item),
            }
            for item in items
        },
        "k": K, "revote": "last" if vote.last_counts else "first", "precedence": vote.precedence,
        "channels": ["phone", "paper"], "opens": vote.opens_on.isoformat(), "closes": vote.closes_on.isoformat(),
        "scope": [vote.scope, str(vote.scope_id or "")],
        "policy": sorted(held["version"] for held in vote.settings.values()), **_more_rules(vote),
    }  # fmt: skip


def _then(item: Item) -> dict[str, str]:
    """What follows from the item, as it stands in the notice."""
    words = texts.follows(item)
    return {"then": words} if words else {}


def _questions(vote: Vote, items: list[Item], law: Law) -> dict[str, Any]:
    """Which items answer which question, and how their counts become seats."""
    questions = store.questions_of(vote)
    if not questions:
        return {}
    rule = law.need(outcomes.SEATS_KEY).value
    found = {}
    for row in questions:
        answers = [item for item in items if item.question_id == row.pk]
        ages = outcomes.ages_of(vote, answers)
        usable = rule["tie"] == "older" and None not in ages and len(set(ages)) == len(ages)
        found[f"q{row.position}"] = {
            "title": row.title, "text": row.text, "kind": row.kind, "seats": row.seats, "most": row.most,
            "items": [str(item.position) for item in answers], "rank": rule["rank"], "tie": rule["tie"],
            "older": {str(item.position): age for item, age in zip(answers, ages, strict=True)} if usable else {},
        }  # fmt: skip
    return {"questions": found}


def _more_rules(vote: Vote) -> dict[str, Any]:
    """What is fixed for this vote alone: the covenant that counts the silent, the system that holds it."""
    rule, system = deeming.rule_of(vote), outside.system_of(vote)
    found: dict[str, Any] = {}
    if rule is not None:
        found["deemed"] = {
            "covenant": rule.covenant, "document": rule.document, "qualified": rule.qualified, "posted": rule.posted,
        }  # fmt: skip
    if system is not None:
        found["system"] = {"system": system.system, "name": system.name}
    return found


def _threshold(law: Law, key: str) -> dict[str, str]:
    value = law.need(key).value
    share = f"{value['num']}/{value['den']}" if value["test"] != "none" else "0/1"
    return {"test": value["test"], "share": share, "base": value.get("base", "all")}


def _tell_neighbourhood(deed: Deed, vote: Vote) -> None:
    """The residents' committee hears of the meeting in the same act (OWN-055)."""
    estate = registry.estate(vote.estate_id)
    writing.write(
        deed, "decisions.announced", audience=Audience(roles=("neighbourhood_officer",), path=estate.path),
        facts={"title": vote.title, "place": estate.name}, href=store.href(vote),
    )  # fmt: skip
