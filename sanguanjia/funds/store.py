"""Booking inside an act: one statement writes the entry, its transfers and every balance, or nothing of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import canonical, request_digest, row_digest
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import refuse

from .models import FundBook, FundDraft, FundEntry, FundTransfer
from .types import DraftRef, DraftState, EntryKind, EntryRef, Line

_FEW = 20  # so many rows stand in the record itself; more are kept in batches beside it

# The book's row comes first and everything else hangs on it: it gives the number, refuses what lies in a closed
# period, and makes the postings of an estate wait for each other, so that balances are never changed from two sides.
_POST_SQL = """
WITH book AS (
    UPDATE funds_fundbook SET last_number = last_number + 1
    WHERE funds_fundbook.estate_id = %(estate)s AND (closed_until IS NULL OR closed_until < %(day)s)
    RETURNING last_number
), entry AS (
    INSERT INTO funds_fundentry (id, estate_id, number, kind, business_date, booked_at, reason, voucher_hash, author_id,
        approver_id, policy_version, idempotency_key, fingerprint, reverses_id)
    SELECT %(id)s, %(estate)s, last_number, %(kind)s, %(day)s, %(at)s, %(reason)s, %(voucher)s, %(author)s,
        %(approver)s, %(policy)s, %(key)s, %(fingerprint)s, %(reverses)s FROM book
    RETURNING id
), moved AS (
    INSERT INTO funds_fundtransfer (id, estate_id, entry_id, line, debit_id, credit_id, amount_fen)
    SELECT t.id, %(estate)s, entry.id, t.line, t.debit, t.credit, t.fen
    FROM entry, unnest(%(ids)s::bigint[], %(lines)s::int[], %(debits)s::bigint[], %(credits)s::bigint[],
        %(fens)s::bigint[]) AS t (id, line, debit, credit, fen)
    RETURNING debit_id, credit_id, amount_fen
), change AS (
    SELECT account_id, sum(fen)::bigint AS fen
    FROM (SELECT debit_id, -amount_fen FROM moved UNION ALL SELECT credit_id, amount_fen FROM moved)
        AS leg (account_id, fen)
    GROUP BY account_id
), changed AS (
    UPDATE funds_fundbalance AS balance SET net_fen = balance.net_fen + change.fen
    FROM change WHERE balance.estate_id = %(estate)s AND balance.account_id = change.account_id
    RETURNING balance.account_id
)
SELECT (SELECT last_number FROM book), (SELECT count(*) FROM changed)
"""


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry to be. `key`: derived from the outside fact, unique for ever inside the estate."""

    estate_id: int
    kind: EntryKind
    business_date: dt.date
    reason: str
    author_id: int
    approver_id: int
    key: str
    lines: tuple[Line, ...]
    voucher_hash: str = ""
    policy_version: str = ""
    reverses_id: int | None = None

    @property
    def fingerprint(self) -> str:
        """Hash of what is asked, apart from who asks and when."""
        return fingerprint(self.kind, self.business_date, self.reason, self.voucher_hash, self.lines, self.reverses_id)


def fingerprint(*parts: Any) -> str:
    """One hash over the parts of a request."""
    return request_digest(None, "funds", {"parts": [_plain(part) for part in parts]})


def _plain(part: Any) -> Any:
    if isinstance(part, tuple) and part and isinstance(part[0], Line):
        return [[line.debit_id, line.credit_id, line.fen] for line in part]
    return part.isoformat() if isinstance(part, dt.date) else part


def post(deed: Deed, posting: Posting) -> EntryRef:
    """Book an entry. The same outside fact again answers with the entry of the first time.

    Refuses key_reused (the same fact told differently), fund_period_closed, fund_no_account; the database refuses
    what an account does not hold (fund_short).
    """
    known = FundEntry.objects.filter(estate_id=posting.estate_id, idempotency_key=posting.key).first()
    if known is not None:
        if known.fingerprint != posting.fingerprint:
            refuse("key_reused")
        deed.touched(known, before=row_digest(known))
        return EntryRef(known.pk, known.estate_id, known.number)
    entry_id, ids, asked = new_id(), [new_id() for _ in posting.lines], posting.fingerprint
    with connection.cursor() as cursor:
        cursor.execute(_POST_SQL, _values(posting, entry_id, ids, deed.at, asked))
        number, changed = cursor.fetchone()
    if number is None:
        _refuse_closed(posting)
    if changed != len({account for line in posting.lines for account in (line.debit_id, line.credit_id)}):
        refuse("fund_no_account")
    deed.touched(_entry(posting, entry_id, number, deed.at, asked))
    moved = _transfers(posting, entry_id, ids)
    if len(moved) > _FEW:
        deed.stored(moved)
    else:
        for row in moved:
            deed.touched(row)
    return EntryRef(entry_id, posting.estate_id, number)


def _entry(posting: Posting, entry_id: int, number: int, at: dt.datetime, asked: str) -> FundEntry:
    """The entry's row as the statement wrote it."""
    return FundEntry(
        id=entry_id, estate_id=posting.estate_id, number=number, kind=posting.kind.value,
        business_date=posting.business_date, booked_at=at, reason=posting.reason, voucher_hash=posting.voucher_hash,
        author_id=posting.author_id, approver_id=posting.approver_id, policy_version=posting.policy_version,
        idempotency_key=posting.key, fingerprint=asked, reverses_id=posting.reverses_id,
    )  # fmt: skip


def _transfers(posting: Posting, entry_id: int, ids: Sequence[int]) -> list[FundTransfer]:
    """Its transfers' rows as the statement wrote them, to be digested. A settlement has a thousand a time: the rows are
    filled without the model's own making of an instance, which costs more than the digest."""
    made = []
    for number, (row_id, line) in enumerate(zip(ids, posting.lines, strict=True), start=1):
        row = FundTransfer.__new__(FundTransfer)
        row.__dict__ |= {
            "id": row_id, "estate_id": posting.estate_id, "entry_id": entry_id, "line": number,
            "debit_id": line.debit_id, "credit_id": line.credit_id, "amount_fen": line.fen,
        }  # fmt: skip
        made.append(row)
    return made


def _numbers(values: list[int]) -> list[int] | str:
    """An array for the statement; a long one as text, which the driver need not look through number by number."""
    return values if len(values) <= _FEW else "{" + ",".join(map(str, values)) + "}"


def _values(posting: Posting, entry_id: int, ids: Sequence[int], at: dt.datetime, asked: str) -> dict[str, Any]:
    lines = posting.lines
    return {
        "estate": posting.estate_id, "day": posting.business_date, "id": entry_id, "kind": posting.kind.value, "at": at,
        "reason": posting.reason, "voucher": posting.voucher_hash, "author": posting.author_id,
        "approver": posting.approver_id, "policy": posting.policy_version, "key": posting.key,
        "fingerprint": asked, "reverses": posting.reverses_id, "ids": _numbers(list(ids)),
        "lines": _numbers(list(range(1, len(lines) + 1))), "debits": _numbers([line.debit_id for line in lines]),
        "credits": _numbers([line.credit_id for line in lines]), "fens": _numbers([line.fen for line in lines]),
    }  # fmt: skip


def _refuse_closed(posting: Posting) -> None:
    book = FundBook.objects.filter(estate_id=posting.estate_id).first()
    if book is None:
        refuse("fund_no_books", "estate")
    refuse("fund_period_closed", "business_date", until=f"{book.closed_until}")


def lock_draft(estate_id: int, draft_id: int) -> FundDraft:
    """A draft that still waits, locked. Refuses not_found, fund_draft_decided."""
    row = FundDraft.objects.select_for_update().filter(estate_id=estate_id, id=draft_id).first()
    if row is None:
        refuse("not_found")
    if row.state != DraftState.WAITING.value:
        refuse("fund_draft_decided", "draft")
    return row


def lines_of(draft: FundDraft) -> tuple[Line, ...]:
    """The draft's lines as values."""
    return tuple(Line(*line) for line in draft.lines)


def seal_of(draft: FundDraft) -> str:
    """A hash over all that was prepared: compared again before it is booked."""
    return fingerprint(
        draft.kind, draft.fact, draft.business_date, draft.period, draft.reason, draft.voucher_hash, draft.voucher_name,
        canonical(draft.lines), draft.reverses_id, draft.policy_version,
    )  # fmt: skip


def keep_draft(deed: Deed, draft: FundDraft) -> DraftRef:
    """Seal and store what was prepared. Refuses fund_fact_known when the outside fact has been booked already."""
    booked = FundEntry.objects.filter(estate_id=draft.estate_id, idempotency_key=draft.fact).first()
    if booked is not None:
        refuse("fund_fact_known", "fact", number=booked.number)
    draft.fen = sum(line.fen for line in lines_of(draft))
    draft.seal = seal_of(draft)
    draft.prepared_at = deed.at
    draft.prepared_by = account_of(deed)
    draft.save(force_insert=True)
    deed.touched(draft)
    return DraftRef(draft.pk, draft.estate_id, draft.seal, len(draft.lines), draft.fen)


def account_of(deed: Deed) -> int:
    """The account that acts: money is moved by people, never by the platform alone."""
    if deed.actor.account_id is None:
        refuse("not_permitted")
    return deed.actor.account_id
