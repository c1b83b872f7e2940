"""The second pair of eyes: book what another prepared, or drop it."""

from __future__ import annotations

from sanguanjia.funds import effects, queries, works
from sanguanjia.funds.models import FundBook, FundClose, FundDraft
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.store import Posting, account_of, lines_of, lock_draft, post, seal_of
from sanguanjia.funds.types import DraftKind, DraftState, EntryKind, EntryRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("funds.approve")
def approve(deed: Deed, *, estate_id: int, draft_id: int, seal: str) -> EntryRef:
    """Book a draft. `seal`: of what the approver was shown.

    Refuses not_permitted, not_found, fund_draft_decided, fund_own_draft, fund_seal_broken, key_reused,
    fund_period_closed, fund_short; of drafts that rest on a paper fund_not_held, freeze_over, draft_overtaken.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    draft = lock_draft(estate_id, draft_id)
    before = row_digest(draft)
    approver = account_of(deed)
    found = []
    if approver == draft.prepared_by:
        found.append(Reason("fund_own_draft", "draft", {}))
    if not draft.seal == seal == seal_of(draft):
        found.append(Reason("fund_seal_broken", "draft", {}))
    refuse_if_any(found)
    done = _close(deed, draft, approver) if draft.kind == DraftKind.CLOSE.value else _book(deed, draft, approver)
    _decided(deed, draft, before, DraftState.DONE, approver, "")
    return done


@act("funds.drop")
def drop(deed: Deed, *, estate_id: int, draft_id: int, reason: str) -> int:
    """Put a draft aside: by whoever looks at it, or by who prepared it. Answers its id.

    Refuses not_permitted, not_found, fund_draft_decided, missing.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    draft = lock_draft(estate_id, draft_id)
    if not reason.strip():
        refuse("missing", "reason", label="理由")
    _decided(deed, draft, row_digest(draft), DraftState.DROPPED, account_of(deed), reason.strip()[:200])
    return int(draft.pk)


def _decided(deed: Deed, draft: FundDraft, before: str, state: DraftState, by: int, because: str) -> None:
    draft.state, draft.decided_by, draft.decided_at, draft.decided_because = state.value, by, deed.at, because
    draft.save(update_fields=["state", "decided_by", "decided_at", "decided_because"])
    deed.touched(draft, before)


def _book(deed: Deed, draft: FundDraft, approver: int) -> EntryRef:
    effects.before(deed, draft)
    if draft.kind == DraftKind.WORK_PAYMENT.value:
        works.spend(deed, draft)
    entry = _posted(deed, draft, approver)
    if draft.reverses_id is not None:
        works.take_back(deed, draft)
    effects.after(deed, draft)
    return entry


def _posted(deed: Deed, draft: FundDraft, approver: int) -> EntryRef:
    return post(
        deed,
        Posting(
            estate_id=draft.estate_id,
            kind=EntryKind(draft.kind),
            business_date=draft.business_date,
            reason=draft.reason,
            author_id=draft.prepared_by,
            approver_id=approver,
            key=draft.fact,
            lines=lines_of(draft),
            voucher_hash=draft.voucher_hash,
            policy_version=draft.policy_version,
            reverses_id=draft.reverses_id,
        ),
    )


def _close(deed: Deed, draft: FundDraft, approver: int) -> EntryRef:
    """The book's row is locked, so that nothing can be posted between the trial balance and the closing."""
    book = FundBook.objects.select_for_update().get(estate_id=draft.estate_id)
    if book.closed_until is not None and draft.business_date <= book.closed_until:
        refuse("fund_period_closed", "business_date", until=f"{book.closed_until}")
    row = FundClose(
        estate_id=draft.estate_id,
        period=draft.period,
        until=draft.business_date,
        last_number=book.last_number,
        trial=queries.trial_balance(draft.estate_id, draft.business_date),
        root=queries.period_root(draft.estate_id, book.closed_until, draft.business_date),
        prepared_by=draft.prepared_by,
        approved_by=approver,
        at=deed.at,
    )
    row.save(force_insert=True)
    FundBook.objects.filter(estate_id=draft.estate_id).update(closed_until=draft.business_date)
    deed.touched(row)
    return EntryRef(row.pk, row.estate_id, 0)
