"""Tenders as those may see them who ask: nothing of a bid before the opening, everything afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sanguanjia.banking.models import Tender, TenderBank, TenderBid
from sanguanjia.banking.permissions import BIDDERS
from sanguanjia.banking.rules.tender import Bid, Score, Weights, scored
from sanguanjia.banking.types import TenderState
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class Opened:
    """A bid after the opening: what was offered, the receipt the bank was given, the secret number that proves it."""

    bank: str
    receipt: str
    nonce: str
    score: Score


def tender(home_id: int, tender_id: int) -> Tender:
    """One tender. Refuses not_found."""
    return Tender.objects.filter(estate_id=home_id, id=tender_id).first() or refuse("not_found", "tender")


def tenders(home_ids: Iterable[int] | None = None, *, published: bool = False) -> tuple[Tender, ...]:
    """Tenders of these homes (None: of everywhere), newest first; `published`: those whose bids are open to all.

    Asked inside `cross_estate()`.
    """
    rows = Tender.objects.all() if home_ids is None else Tender.objects.filter(estate_id__in=list(home_ids))
    rows = rows.exclude(state=TenderState.OPEN.value) if published else rows
    return tuple(rows.order_by("-invited_at", "-id")[:100])


def banks(found: Tender) -> dict[int, str]:
    """The banks that were invited: id → name."""
    rows = TenderBank.objects.filter(estate_id=found.estate_id, tender_id=found.pk).order_by("id")
    return {row.bank_id: row.name for row in rows}


def weights_of(found: Tender) -> Weights:
    """The weights as they were published."""
    return Weights.parse(found.weights) or refuse("tender_no_weights")


def own_bank(actor: Actor, place: str, invited: Iterable[int]) -> int | None:
    """The invited bank the actor may bid for, None when there is none."""
    return next(
        (
            m.organisation_id for m in actor.mandates
            if m.role in BIDDERS and m.organisation_id in set(invited) and m.covers(place)
        ),
        None,
    )  # fmt: skip


def receipt_of(found: Tender, bank_id: int) -> TenderBid | None:
    """The bank's own bid that counts: when it was sealed and under which receipt. Its content stays sealed."""
    return TenderBid.objects.defer("content").filter(
        estate_id=found.estate_id, tender_id=found.pk, bank_id=bank_id, live=True
    ).first()  # fmt: skip


def opened(found: Tender) -> tuple[Opened, ...]:
    """Every bid with its points, the best first. Nothing before the opening."""
    if found.opened_at is None:
        return ()
    rows = TenderBid.objects.defer("content").filter(estate_id=found.estate_id, tender_id=found.pk, live=True)
    told = {row.bank_id: (row.receipt, row.plain) for row in rows if row.plain}
    names = banks(found)
    bids = [
        Bid(bank, {int(y): Fraction(rate) for y, rate in plain["rates"].items()}, tuple(plain["services"]))
        for bank, (_receipt, plain) in told.items()
    ]
    benchmarks = {int(years): Fraction(rate) for years, rate in found.benchmarks.items()}
    return tuple(
        Opened(names[s.bid.bank_id], told[s.bid.bank_id][0], told[s.bid.bank_id][1]["nonce"], s)
        for s in scored(bids, weights_of(found), benchmarks)
    )
