"""Bring the bank's lines and the books' entries together, say why one has no other, and undo it. No money moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sanguanjia.banking.models import BankMatch, BankMatchItem
from sanguanjia.banking.permissions import may_reconcile
from sanguanjia.banking.queries import reconciling
from sanguanjia.banking.queries.reconciling import Desk
from sanguanjia.banking.rules.matching import fits_together, pairs
from sanguanjia.banking.types import Cause, MatchedByRule, MatchKind, MatchRef
from sanguanjia.funds.models import FundBook
from sanguanjia.funds.store import account_of
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy import queries as policy

_MOST_ITEMS = 200


@act("banking.match_by_rule")
def match_by_rule(deed: Deed, *, estate_id: int, account_id: int) -> MatchedByRule:
    """Match what the rule can: amount, days (`fund.reconcile.match`), reference. Answers how many pairs.

    Refuses not_permitted, not_found, bank_nothing_to_match.
    """
    desk = _open(deed, estate_id, account_id)
    rule = policy.rule_for("fund.reconcile.match", str(estate_id), clock.today())
    window = rule.value["window_days"] if rule else 0
    if rule:
        deed.under(rule.winner.version)
    bound_lines, bound_entries = desk.bound
    found = pairs(
        [item for i, item in desk.line_items().items() if i not in bound_lines],
        [item for i, item in desk.entry_items().items() if i not in bound_entries], window,
    )  # fmt: skip
    if not found:
        refuse("bank_nothing_to_match")
    matches, items = [], []
    for pair in found:
        match = BankMatch(
            estate_id=estate_id, account_id=account_id, kind=MatchKind.RULE.value, rule=pair.rule,
            made_by=account_of(deed), made_at=deed.at,
        )  # fmt: skip
        matches.append(match)
        items += _items(match, [pair.line_id], [pair.entry_id])
    _store(deed, matches, items)
    return MatchedByRule(estate_id, account_id, len(found))


@act("banking.match_by_hand")
def match_by_hand(
    deed: Deed, *, estate_id: int, account_id: int, lines: Sequence[int], entries: Sequence[int], reason: str
) -> MatchRef:
    """Lines and entries of the same sum, as many as it takes. Refuses not_permitted, not_found, and all at once:
    missing, bank_two_sides, bank_sides_differ, bank_item_taken, bank_too_many."""
    desk = _open(deed, estate_id, account_id)
    reasons = _about(desk, lines, entries, reason)
    if not lines or not entries:
        reasons.append(Reason("bank_two_sides", "lines", {}))
    ours, theirs = desk.line_items(), desk.entry_items()
    by = fits_together([ours[i] for i in lines if i in ours], [theirs[i] for i in entries if i in theirs])
    if by and lines and entries:
        reasons.append(Reason("bank_sides_differ", "lines", {"by_fen": by}))
    refuse_if_any(reasons)
    return _made(deed, desk, MatchKind.HAND, lines, entries, reason)


@act("banking.explain")
def explain(
    deed: Deed, *, estate_id: int, account_id: int, lines: Sequence[int], entries: Sequence[int], cause: Cause,
    reason: str,
) -> MatchRef:  # fmt: skip
    """Say why lines, or entries, have no other side. They stay part of the difference, explained.

    Refuses not_permitted, not_found, and all at once: missing, bank_one_side, bank_item_taken, bank_too_many.
    """
    desk = _open(deed, estate_id, account_id)
    reasons = _about(desk, lines, entries, reason)
    if bool(lines) == bool(entries):
        reasons.append(Reason("bank_one_side", "lines", {}))
    refuse_if_any(reasons)
    return _made(deed, desk, MatchKind.EXPLAINED, lines, entries, reason, cause.value)


@act("banking.undo_match")
def undo_match(deed: Deed, *, estate_id: int, account_id: int, match_id: int, reason: str) -> MatchRef:
    """Take a match apart: its lines and entries are open again, the match stays to be read.

    Refuses not_permitted, not_found, missing, bank_match_undone.
    """
    deed.permit(may_reconcile, home_of("estate_id")(estate_id=estate_id))
    rows = BankMatch.objects.select_for_update().filter(estate_id=estate_id, account_id=account_id, id=match_id)
    match = rows.first() or refuse("not_found", "match")
    if match.undone_at is not None:
        refuse("bank_match_undone", "match")
    if not reason.strip():
        refuse("missing", "reason", label="理由")
    before = row_digest(match)
    match.undone_by, match.undone_at, match.undone_because = account_of(deed), deed.at, reason.strip()[:200]
    match.save(update_fields=["undone_by", "undone_at", "undone_because"])
    deed.touched(match, before=before)
    items = BankMatchItem.objects.filter(estate_id=estate_id, match_id=match.pk)
    with deed.changing(BankMatchItem, list(items.values_list("id", flat=True))):
        items.update(live=False)
    return MatchRef(match.pk, estate_id)


def _open(deed: Deed, estate_id: int, account_id: int) -> Desk:
    """Permission, and the account as it is while nobody else matches: the book's row is locked."""
    deed.permit(may_reconcile, home_of("estate_id")(estate_id=estate_id))
    FundBook.objects.select_for_update().filter(estate_id=estate_id).first()
    return reconciling.desk(estate_id, account_id)


def _about(desk: Desk, lines: Collection[int], entries: Collection[int], reason: str) -> list[Reason]:
    found = []
    bound_lines, bound_entries = desk.bound
    if not set(lines) <= desk.line_items().keys() or not set(entries) <= desk.entry_items().keys():
        refuse("not_found", "lines")
    if not reason.strip():
        found.append(Reason("missing", "reason", {"label": "理由"}))
    if bound_lines & set(lines) or bound_entries & set(entries):
        found.append(Reason("bank_item_taken", "lines", {}))
    if len(lines) + len(entries) > _MOST_ITEMS:
        found.append(Reason("bank_too_many", "lines", {"most": _MOST_ITEMS}))
    return found


def _made(
    deed: Deed, desk: Desk, kind: MatchKind, lines: Sequence[int], entries: Sequence[int], reason: str,
    cause: str = "",
) -> MatchRef:  # fmt: skip
    match = BankMatch(
        estate_id=desk.account.estate_id, account_id=desk.account.id, kind=kind.value, cause=cause,
        reason=reason.strip()[:200], made_by=account_of(deed), made_at=deed.at,
    )  # fmt: skip
    _store(deed, [match], _items(match, sorted(set(lines)), sorted(set(entries))))
    return MatchRef(match.pk, match.estate_id)


def _items(match: BankMatch, lines: Sequence[int], entries: Sequence[int]) -> list[BankMatchItem]:
    own = {"estate_id": match.estate_id, "match_id": match.pk, "account_id": match.account_id}
    return [
        *(BankMatchItem(**own, line_id=line) for line in lines),
        *(BankMatchItem(**own, entry_id=entry) for entry in entries),
    ]


def _store(deed: Deed, matches: list[BankMatch], items: list[BankMatchItem]) -> None:
    BankMatch.objects.bulk_create(matches, batch_size=2000)
    BankMatchItem.objects.bulk_create(items, batch_size=2000)
    deed.made(BankMatch, [match.pk for match in matches])
    deed.made(BankMatchItem, [item.pk for item in items])
