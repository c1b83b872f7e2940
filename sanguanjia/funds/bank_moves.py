"""Another depository bank for a whole city or district at once: an estate's own paper and draft for each of them, all
prepared by one officer and looked at by another. Nothing is kept here: what waits is what says how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from sanguanjia.kernel.digest import digest
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

from .models import FundAccount, FundBalance, FundDraft, FundPaper
from .types import DraftKind, DraftState, Kind, PaperKind


@dataclass(frozen=True, slots=True)
class Held:
    """What an estate's control account at the old bank holds."""

    estate_id: int
    name: str
    bank_account_id: int
    fen: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What waits under one document: (estate, draft, seal, fen) by estate."""

    document: str
    old: str
    new: str
    business_date: dt.date
    prepared_by: int
    rows: tuple[tuple[int, int, str, int], ...]

    @property
    def fen(self) -> int:
        """All of it."""
        return sum(fen for *_, fen in self.rows)

    @property
    def seal(self) -> str:
        """A hash over every draft of the batch as it is shown."""
        return digest([list(row) for row in self.rows])


def held_at(home_id: int, bank_id: int) -> tuple[Held, ...]:
    """The estates under a home whose money lies at the bank, by name; not those whose change waits already."""
    names = _estates(home_id)
    with cross_estate():
        rows = FundAccount.objects.filter(kind=Kind.BANK.value, organisation_id=bank_id, estate_id__in=list(names))
        accounts = dict(rows.values_list("id", "estate_id"))
        waits = _waiting(list(names)).values_list("estate_id", flat=True)
        balances = FundBalance.objects.filter(account_id__in=list(accounts), net_fen__lt=0)
        fen = {account: -int(net) for account, net in balances.values_list("account_id", "net_fen")}
        busy = set(waits)
    found = [
        Held(estate, names[estate], account, fen[account])
        for account, estate in accounts.items() if account in fen and estate not in busy
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name, one.estate_id)))


def batches(home_id: int) -> tuple[Batch, ...]:
    """What waits for the second pair of eyes under a home, a batch per document, banks and day."""
    with cross_estate():
        drafts = {row.pk: row for row in _waiting(list(_estates(home_id))).order_by("estate_id", "id")}
        rows = FundPaper.objects.filter(kind=PaperKind.BANK_CHANGE.value, draft_id__in=list(drafts))
        papers = {row.draft_id: row for row in rows}
    found: dict[tuple[str, str, str, dt.date, int], list[tuple[int, int, str, int]]] = {}
    for key, draft in drafts.items():
        paper = papers[key]
        batch = (paper.document, paper.facts["from"], paper.facts["to"], draft.business_date, draft.prepared_by)
        found.setdefault(batch, []).append((draft.estate_id, key, draft.seal, int(draft.fen)))
    return tuple(Batch(*batch, tuple(rows)) for batch, rows in sorted(found.items(), key=lambda one: one[0]))


def batch(home_id: int, seal: str) -> Batch:
    """The batch with that seal. Refuses fund_seal_broken: what was shown is not what waits now."""
    return next((one for one in batches(home_id) if one.seal == seal), None) or refuse("fund_seal_broken", "draft")


def _estates(home_id: int) -> dict[int, str]:
    path = Home.objects.get(pk=home_id).path
    rows = Home.objects.filter(path__startswith=path, kind=HomeKind.ESTATE)
    return dict(rows.values_list("id", "name"))


def _waiting(estates: Sequence[int]) -> QuerySet[FundDraft]:
    return FundDraft.objects.filter(
        estate_id__in=estates, kind=DraftKind.BANK_CHANGE.value, state=DraftState.WAITING.value
    )
