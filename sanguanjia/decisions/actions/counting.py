"""Count, recount, sign, publish, put in force. No figure is typed: each comes from one statement over the ballots."""

from __future__ import annotations

from typing import Any

from sanguanjia.decisions import certificates, committees, deeming, effects, outcomes, store, tally, texts
from sanguanjia.decisions import law as laws
from sanguanjia.decisions.box import Log
from sanguanjia.decisions.models import Certificate, Item, Result, Signature, Vote
from sanguanjia.decisions.permissions import may_prepare, may_run
from sanguanjia.decisions.proof import events
from sanguanjia.decisions.rules.clocks import due
from sanguanjia.decisions.rules.count import count
from sanguanjia.decisions.saying import verdict_form
from sanguanjia.decisions.types import State, Tally, Verdict, VoteRef, Weight
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse
from sanguanjia.notices import public


@act("decisions.count_vote")
def count_vote(deed: Deed, *, estate_id: int, vote_id: int) -> VoteRef:
    """Both counts of every item, the verdicts, the certificate. Refuses not_found, not_permitted, vote_wrong_state."""
    deed.permit(may_run, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.CLOSED)
    _count(deed, vote, 1, "")
    return store.change(deed, vote, state=State.COUNTED.value, counted_at=deed.at)


@act("decisions.recount_vote")
def recount_vote(deed: Deed, *, estate_id: int, vote_id: int, reason: str) -> VoteRef:
    """Count again after an objection: what was counted before stays readable; signatures are asked anew.

    Refuses not_found, not_permitted, vote_wrong_state, missing.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    if not reason.strip():
        refuse("missing", "reason", label="复核的原因")
    vote = store.lock(estate_id, vote_id, State.COUNTED, State.POSTED)
    last = Result.objects.filter(estate_id=estate_id, vote_id=vote_id).order_by("-count")[0].count
    deed.because(reason.strip()[:200])
    _count(deed, vote, last + 1, reason.strip()[:200])
    return store.change(deed, vote, counted_at=deed.at)


@act("decisions.sign")
def sign(deed: Deed, *, estate_id: int, vote_id: int, digest: str) -> VoteRef:
    """Put one's name to the certificate as shown (`digest`). Refuses not_found, not_permitted, vote_wrong_state,
    other_certificate, signed_already."""
    mandate = deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.COUNTED, State.POSTED)
    found = certificates.latest(vote)
    if found is None or found.digest != digest:
        refuse("other_certificate", "digest")
    row = Signature(
        estate_id=estate_id, vote_id=vote_id, certificate_id=found.pk, account_id=deed.actor.account_id,
        role=mandate.role if mandate else "", at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return store.ref(vote)


@act("decisions.post_result")
def post_result(deed: Deed, *, estate_id: int, vote_id: int, contact: str = "") -> VoteRef:
    """Publish the signed result; from then on objections run (notices). Refuses not_found, not_permitted,
    vote_wrong_state, not_signed_yet."""
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.COUNTED)
    found = certificates.latest(vote)
    if found is None or not Signature.objects.filter(estate_id=estate_id, certificate_id=found.pk).exists():
        refuse("not_signed_yet", "certificate")
    law = laws.law_of(estate_id, clock.today())
    review = due(law, "review_result", clock.today())
    ref = public.post(
        deed.actor, estate_id=estate_id, kind="vote_result", title=f"业主表决结果：{vote.title}"[:80], contact=contact,
        text=texts.result_text(vote, found.text, found.digest), subject=f"decisions.vote:{vote.pk}",
        closes_on=_later(review.day if review else None, estate_id),
    )  # fmt: skip
    return store.change(
        deed, vote, state=State.POSTED.value, result_notice_id=ref.id, result_number=ref.number
    )  # fmt: skip


@act("decisions.put_in_force")
def put_in_force(deed: Deed, *, estate_id: int, vote_id: int) -> VoteRef:
    """The objection period is over and every objection was answered: what carried binds all owners (民法典 280), and
    what follows from it is done in the same transaction (effects.py).

    Refuses not_found, not_permitted, vote_wrong_state, result_not_settled, and what an effect refuses.
    """
    deed.permit(may_run, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.POSTED)
    standing = public.standing(estate_id, vote.result_notice_id or 0)
    if not standing.is_settled:
        refuse("result_not_settled", "result", until=texts.day_words(standing.closes_on), open=standing.unanswered)
    ref = store.change(deed, vote, state=State.IN_FORCE.value, in_force_on=clock.today())
    for kind, decided in outcomes.carried(vote):
        effects.follow(deed, kind, decided)
    committees.resume_after(deed, vote)
    return ref


def _later(review: Any, estate_id: int) -> Any:
    """The day on which the objection period ends: the review's, or None where the notice's own minimum is longer."""
    least = laws.law_of(estate_id, clock.today()).held("notices.period.vote_result")
    if review is None or least is None:
        return None
    return review if (review - clock.today()).days >= int(least.value["amount"]) else None


def _count(deed: Deed, vote: Vote, number: int, why: str) -> None:
    law = laws.law_of(vote.estate_id, vote.closes_on)
    tally.open_choices(vote.estate_id, vote.pk)
    found = tally.cells(vote.estate_id, vote.pk)
    log, total = Log(vote), Weight(vote.total_area, vote.total_n)
    for item in store.items_of(vote):
        counted = tally.tally_of(found, item.position, total)
        silent = deeming.silent(vote, law, item)
        verdict = count(law, item.matter, None, counted, silent.weight if silent and silent.finding.holds else None)
        deed.under(*(clause.version for clause in verdict.clauses))
        row = _result(deed, vote, item, found, counted, verdict, number, why, silent)
        if number > 1:
            _note_recount(log, item, deed, why)
        _log(log, item, deed, row)
    outcomes.settle(deed, vote, log, law, number)
    log.write(deed.at)
    text = certificates.text_of(vote, number, log_size=log.size)
    made = Certificate(
        estate_id=vote.estate_id, vote_id=vote.pk, text=text, digest=certificates.digest_of(text), at=deed.at
    )
    made.save(force_insert=True)
    deed.touched(made)


def _result(
    deed: Deed, vote: Vote, item: Item, found: tuple[tally.Cell, ...], counted: Tally, verdict: Verdict, number: int,
    why: str, silent: deeming.Silent | None,
) -> Result:  # fmt: skip
    mine = [cell for cell in found if cell.item == item.position]
    channels: dict[str, dict[str, int]] = {}
    for cell in mine:
        row = channels.setdefault(cell.channel, {"area": 0, "n": 0, "units": 0})
        row["area"], row["n"], row["units"] = (
            row["area"] + cell.weight.area, row["n"] + cell.weight.n, row["units"] + cell.units,
        )  # fmt: skip
    sums: dict[str, dict[str, Any]] = {
        "total": _both(counted.total), "part": _both(counted.participants), "for": _both(counted.yes),
        "against": _both(counted.no), "abstain": _both(counted.abstain),
    }  # fmt: skip
    if silent is not None:  # the second line, never added to the first
        side = verdict.deemed.deemed_side if verdict.deemed else ""
        sums["deemed"] = {**_both(silent.weight), "units": silent.units, "covenant": silent.covenant, "side": side}
    made = Result(
        estate_id=vote.estate_id, vote_id=vote.pk, item=item.position, count=number, passed=verdict.passed, sums=sums,
        channels=channels, verdict=verdict_form(verdict), why=why, at=deed.at,
    )  # fmt: skip
    made.save(force_insert=True)
    deed.touched(made)
    return made


def _both(weight: Weight) -> dict[str, int]:
    return {"area": weight.area, "n": weight.n}


def _note_recount(log: Log, item: Item, deed: Deed, why: str) -> None:
    facts = {"item": str(item.position), "why": why}
    log.add(lambda seq: events.correction(log.vote, seq, deed.at, what="result", facts=facts))


def _log(log: Log, item: Item, deed: Deed, row: Result) -> None:
    options = {name: row.sums[name] for name in ("for", "against", "abstain")}
    log.add(
        lambda seq: events.result(
            log.vote, seq, deed.at, str(item.position), total=row.sums["total"], part=row.sums["part"],
            options=options, outcome="pass" if row.passed else "fail", facts=_facts(row),
        )
    )  # fmt: skip


def _facts(row: Result) -> dict[str, Any]:
    """What the log says beside the sums: the reasons, and the second line where a covenant asks for one."""
    deemed = row.sums.get("deemed")
    second = {"deemed": deemed, "deemed_verdict": row.verdict["deemed"]} if deemed else {}
    return {"reasons": row.verdict["reasons"], **second}
