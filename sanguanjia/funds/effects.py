"""What booking a draft does besides moving money: reservations given up before, what rests on its paper after."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse

from . import holds, papers, queries
from .models import FundDraft, FundDue
from .store import lines_of
from .types import DraftKind, FreezeState


def before(deed: Deed, draft: FundDraft) -> None:
    """Refuses fund_not_held, freeze_over, draft_overtaken."""
    if draft.kind == DraftKind.DEDUCTION.value:
        _deduct(deed, draft)
    elif draft.kind == DraftKind.BANK_CHANGE.value:
        holds.lock(draft.estate_id)
        (line,) = lines_of(draft)
        if queries.account(draft.estate_id, line.credit_id).fen != line.fen:
            refuse("draft_overtaken", "draft")
    elif draft.kind == DraftKind.RESHAPE.value:
        holds.lock(draft.estate_id)
        _whole(draft)


def after(deed: Deed, draft: FundDraft) -> None:
    """What is due of a door follows its corrected area, or the homes that came out of it. Refuses draft_overtaken."""
    if draft.kind not in (DraftKind.AREA.value, DraftKind.RESHAPE.value):
        return
    paper = papers.paper_of_draft(draft) or refuse("not_found", "paper")
    if draft.kind == DraftKind.AREA.value:
        due = FundDue.objects.select_for_update().get(estate_id=draft.estate_id, account_id=paper.account_id)
        if due.fen != paper.facts["before_fen"]:
            refuse("draft_overtaken", "draft")
        seen = row_digest(due)
        due.fen, due.area, due.document = paper.facts["fen"], Decimal(paper.facts["area"]), paper.document
        due.save(update_fields=["fen", "area", "document"])
        deed.touched(due, seen)
    elif draft.kind == DraftKind.RESHAPE.value and paper.facts["due"]:
        _pass_on_due(deed, draft.estate_id, paper.facts, paper.document)


def _deduct(deed: Deed, draft: FundDraft) -> None:
    paper = papers.paper_of_draft(draft) or refuse("not_found", "paper")
    holds.lock(draft.estate_id)
    row = papers.freeze(draft.estate_id, paper.freeze_id or 0, lock=True)
    if row.state != FreezeState.ACTIVE.value:
        refuse("freeze_over", "freeze")
    (line,) = lines_of(draft)
    holds.spend(deed, draft.estate_id, row.subject, {line.debit_id: line.fen})
    if not any(hold.open_fen for hold in holds.open_holds(draft.estate_id, row.subject)):
        seen = row_digest(row)
        row.state, row.ended_on = FreezeState.SPENT.value, clock.today()
        row.save(update_fields=["state", "ended_on"])
        deed.touched(row, seen)


def _whole(draft: FundDraft) -> None:
    """The old homes' accounts end at nothing: what came or went since it was prepared is reckoned anew."""
    out: dict[int, int] = {}
    for line in lines_of(draft):
        out[line.debit_id] = out.get(line.debit_id, 0) + line.fen
    paper = papers.paper_of_draft(draft) or refuse("not_found", "paper")
    if any(queries.account(draft.estate_id, old).fen != out.get(old, 0) for old in paper.facts["olds"]):
        refuse("draft_overtaken", "draft")


def _pass_on_due(deed: Deed, estate_id: int, facts: dict[str, Any], document: str) -> None:
    like = FundDue.objects.filter(estate_id=estate_id, account_id__in=facts["olds"]).order_by("id")[0]
    known = set(FundDue.objects.filter(estate_id=estate_id).values_list("account_id", flat=True))
    made = [
        FundDue(
            estate_id=estate_id, account_id=int(account), area=Decimal(area) / 100, fen=fen, document=document,
            cost_fen_per_m2=like.cost_fen_per_m2, rate=like.rate,
        )
        for account, (fen, area) in facts["due"].items()
        if int(account) not in known
    ]  # fmt: skip
    FundDue.objects.bulk_create(made)
    deed.made(FundDue, [row.pk for row in made])
