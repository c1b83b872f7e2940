"""A tender: invite, bid, open, award. Two pairs of eyes of the office, and neither on a bid before the opening."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from sanguanjia.banking.models import Tender, TenderBank, TenderBid
from sanguanjia.banking.permissions import may_bid, may_reconcile
from sanguanjia.banking.queries import tenders as queries
from sanguanjia.banking.rules.tender import Weights, bid_reasons, rate_of
from sanguanjia.banking.types import BidRef, TenderRef, TenderState
from sanguanjia.funds.rules.entries import MOST_FEN
from sanguanjia.funds.store import account_of
from sanguanjia.funds.wording import plain
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.counters import next_number
from sanguanjia.kernel.digest import digest, row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

_LEAST_BANKS = 2


@act("banking.invite_banks")
def invite_banks(
    deed: Deed, *, estate_id: int, title: str, document: str, amount_fen: int, bids_until: dt.datetime,
    bank_ids: Sequence[int], conditions: str = "",
) -> TenderRef:  # fmt: skip
    """`estate_id`: the home whose deposits are put out. The weights of the day are part of the invitation.

    Refuses not_permitted, tender_no_weights, and all at once: missing, fund_bad_amount, tender_ends_too_soon,
    tender_too_few_banks, fund_no_bank.
    """
    place = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_reconcile, place)
    today = clock.today()
    rule = policy.rule_for("fund.tender.weights", place.place, today)
    if rule is None or Weights.parse(rule.value) is None:
        refuse("tender_no_weights")
    deed.under(rule.winner.version)
    found = [
        Reason("missing", field, {"label": label})
        for field, label, said in (("title", "标题", title), ("document", "文件编号", document))
        if not said.strip()
    ]
    if not 0 < amount_fen <= MOST_FEN:
        found.append(Reason("fund_bad_amount", "amount", {}))
    if bids_until <= deed.at:
        found.append(Reason("tender_ends_too_soon", "until", {}))
    names = _banks(bank_ids)
    if len(names) < _LEAST_BANKS:
        found.append(Reason("tender_too_few_banks", "banks", {"least": _LEAST_BANKS}))
    refuse_if_any(found)
    row = Tender(
        estate_id=estate_id, number=next_number(estate_id, "tender"), title=title.strip()[:120],
        conditions=conditions.strip()[:1000], document=document.strip()[:120], amount_fen=amount_fen,
        bids_until=bids_until, weights=rule.value, benchmarks=_benchmarks(place.place, today),
        policy_version=rule.winner.version, invited_by=account_of(deed), invited_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    made = [TenderBank(estate_id=estate_id, tender_id=row.pk, bank_id=i, name=name) for i, name in names.items()]
    TenderBank.objects.bulk_create(made)
    deed.made(TenderBank, [bank.pk for bank in made])
    return _ref(row)


@act("banking.bid")
def bid(
    deed: Deed, *, estate_id: int, tender_id: int, rates: Mapping[str, str], services: Sequence[str], nonce: str
) -> BidRef:
    """Seal a bank's bid; the one before it no longer counts. `rates`: years → percent as typed.

    `nonce`: a secret number of the bank, part of what the receipt is a hash of, so that nobody can guess a bid from it.
    Refuses not_permitted, not_found, tender_not_invited, tender_over, and all at once: tender_bad_rate,
    tender_unknown_service, missing.
    """
    place = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_bid, place)
    found = _locked(estate_id, tender_id)
    bank_id = queries.own_bank(deed.actor, place.place, queries.banks(found))
    if bank_id is None:
        refuse("tender_not_invited")
    if found.state != TenderState.OPEN.value or deed.at >= found.bids_until:
        refuse("tender_over")
    weights = queries.weights_of(found)
    offered = {years: rate_of(rates.get(str(years), "")) for years in weights.terms}
    reasons = bid_reasons(offered, services, weights)
    if len(nonce.strip()) < 16:
        reasons.append(Reason("missing", "nonce", {"label": "密封号"}))
    refuse_if_any(reasons)
    content = {
        "tender": str(tender_id), "bank": str(bank_id), "nonce": nonce.strip()[:64], "services": sorted(set(services)),
        "rates": {str(years): plain(rate) for years, rate in offered.items() if rate is not None},
    }  # fmt: skip
    for old in TenderBid.objects.filter(estate_id=estate_id, tender_id=tender_id, bank_id=bank_id, live=True):
        before = row_digest(old)
        old.live = False
        old.save(update_fields=["live"])
        deed.touched(old, before=before)
    row = TenderBid(
        estate_id=estate_id, tender_id=tender_id, bank_id=bank_id, content=json.dumps(content, ensure_ascii=False),
        receipt=digest(content), submitted_by=account_of(deed), submitted_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return BidRef(row.pk, estate_id, row.receipt)


@act("banking.open_bids")
def open_bids(deed: Deed, *, estate_id: int, tender_id: int) -> TenderRef:
    """Open every bid at once, after the time, by another than who invited. From here on all of it is public.

    Refuses not_permitted, not_found, tender_opened, and all at once: tender_not_over, tender_own_invitation.
    """
    deed.permit(may_reconcile, home_of("estate_id")(estate_id=estate_id))
    found = _locked(estate_id, tender_id)
    if found.state != TenderState.OPEN.value:
        refuse("tender_opened")
    reasons = []
    if deed.at < found.bids_until:
        reasons.append(
            Reason("tender_not_over", "tender", {"until": f"{clock.local(found.bids_until):%Y-%m-%d %H:%M}"})
        )
    if account_of(deed) == found.invited_by:
        reasons.append(Reason("tender_own_invitation", "tender", {}))
    refuse_if_any(reasons)
    bids = list(TenderBid.objects.filter(estate_id=estate_id, tender_id=tender_id, live=True).order_by("id"))
    for row in bids:
        before = row_digest(row)
        told = json.loads(row.content)
        row.plain = told if digest(told) == row.receipt else refuse("tender_bid_broken")
        row.save(update_fields=["plain"])
        deed.touched(row, before=before)
    before = row_digest(found)
    found.state = (TenderState.OPENED if bids else TenderState.FAILED).value
    found.opened_by, found.opened_at = account_of(deed), deed.at
    found.save(update_fields=["state", "opened_by", "opened_at"])
    deed.touched(found, before=before)
    return _ref(found)


@act("banking.award")
def award(
    deed: Deed, *, estate_id: int, tender_id: int, bank_id: int, document: str, reason: str = ""
) -> TenderRef:  # fmt: skip
    """Choose the bank with the most points, by another than who opened; among equals with the reason why this one.

    Refuses not_permitted, not_found, tender_not_opened, and all at once: missing, tender_own_opening, tender_not_best.
    """
    deed.permit(may_reconcile, home_of("estate_id")(estate_id=estate_id))
    found = _locked(estate_id, tender_id)
    if found.state != TenderState.OPENED.value:
        refuse("tender_not_opened")
    best = [one.score.bid.bank_id for one in queries.opened(found) if one.score.rank == 1]
    reasons = []
    if not document.strip():
        reasons.append(Reason("missing", "document", {"label": "文件编号"}))
    if account_of(deed) == found.opened_by:
        reasons.append(Reason("tender_own_opening", "tender", {}))
    if bank_id not in best:
        reasons.append(Reason("tender_not_best", "bank", {}))
    elif len(best) > 1 and not reason.strip():
        reasons.append(Reason("missing", "reason", {"label": "同分时选这一家的理由"}))
    refuse_if_any(reasons)
    before = row_digest(found)
    found.state, found.winner_id, found.decided_by = TenderState.AWARDED.value, bank_id, account_of(deed)
    found.decided_at, found.decision_document = deed.at, document.strip()[:120]
    found.decided_because = reason.strip()[:200]
    found.save(update_fields=["state", "winner_id", "decided_by", "decided_at", "decision_document", "decided_because"])
    deed.touched(found, before=before)
    return _ref(found)


def _locked(estate_id: int, tender_id: int) -> Tender:
    rows = Tender.objects.select_for_update().filter(estate_id=estate_id, id=tender_id)
    return rows.first() or refuse("not_found", "tender")


def _banks(bank_ids: Sequence[int]) -> dict[int, str]:
    found = {bank_id: registry.organisation(bank_id) for bank_id in dict.fromkeys(bank_ids)}
    if any(bank.kind != "bank" for bank in found.values()):
        refuse("fund_no_bank", "banks")
    return {bank_id: bank.name for bank_id, bank in found.items()}


def _benchmarks(place: str, day: dt.date) -> dict[str, str]:
    rule = policy.rule_for("fund.interest.rates", place, day)
    return dict(rule.value["years"]) if rule else {}


def _ref(row: Tender) -> TenderRef:
    return TenderRef(row.pk, row.estate_id, row.number, row.state)
