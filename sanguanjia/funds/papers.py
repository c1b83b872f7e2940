"""Writing down and reading the papers that acts on accounts rest on; freezes, first deposits due, certificates."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.counters import next_number
from sanguanjia.kernel.refusal import Reason, refuse
from sanguanjia.policy import queries as policy
from sanguanjia.policy.types import Json

from .models import FundDraft, FundDue, FundFreeze, FundPaper
from .types import FreezeState, PaperKind, PaperRef

CERTIFICATES = (PaperKind.SALE, PaperKind.GATE)
"""Papers that we hand out: a stranger may check them."""


def write(
    deed: Deed,
    estate_id: int,
    kind: PaperKind,
    day: dt.date,
    *,
    document: str = "",
    office: str = "",
    account_id: int | None = None,
    freeze: FundFreeze | None = None,
    draft_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> PaperRef:
    """One numbered paper, inside an act. `facts` hold no names of people."""
    row = FundPaper(
        estate_id=estate_id, number=next_number(estate_id, "fund_paper"), kind=kind.value,
        document=document.strip()[:80],
        office=office.strip()[:80], day=day, account_id=account_id, freeze=freeze, draft_id=draft_id,
        facts=dict(facts or {}), check_code=secrets.token_hex(8), made_by=deed.actor.account_id, made_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return PaperRef(estate_id, row.pk, row.number, draft_id or 0)


def missing(**given: tuple[str, str]) -> list[Reason]:
    """What was left empty: field → (label, text)."""
    return [Reason("missing", field, {"label": label}) for field, (label, text) in given.items() if not text.strip()]


def value_of(deed: Deed, key: str, estate_id: int, day: dt.date) -> Json:
    """The policy value of the place and day, noted in the act's record; None where no rule holds."""
    found = policy.rule_for(key, str(estate_id), day)
    if found is None:
        return None
    deed.under(found.winner.version)
    return found.value


def no_freeze(estate_id: int, account_ids: list[int]) -> list[Reason]:
    """Refusal while a court's freeze lies on any of the accounts."""
    rows = FundFreeze.objects.filter(estate_id=estate_id, account_id__in=account_ids, state=FreezeState.ACTIVE.value)
    return [Reason("fund_frozen", "account", {"number": row.number, "until": f"{row.until}"}) for row in rows[:1]]


def freeze(estate_id: int, freeze_id: int, *, lock: bool = False) -> FundFreeze:
    """One freeze with its account. Refuses not_found."""
    rows = FundFreeze.objects.filter(estate_id=estate_id, id=freeze_id)
    rows = rows.select_for_update() if lock else rows.select_related("account")
    return rows.first() or refuse("not_found", "freeze")


def freezes(estate_id: int, account_id: int | None = None) -> tuple[FundFreeze, ...]:
    """Those that hold first, then the newest."""
    rows = FundFreeze.objects.filter(estate_id=estate_id).select_related("account")
    rows = rows.filter(account_id=account_id) if account_id else rows
    return tuple(sorted(rows.order_by("-number")[:200], key=lambda row: row.state != FreezeState.ACTIVE.value))


def run_out(today: dt.date) -> list[tuple[int, int]]:
    """(estate, freeze) of those whose last day is over. Asked inside `cross_estate()`."""
    rows = FundFreeze.objects.filter(state=FreezeState.ACTIVE.value, until__lt=today).order_by("id")
    return list(rows.values_list("estate_id", "id"))


def paper(estate_id: int, paper_id: int) -> FundPaper:
    """One paper with its account. Refuses not_found."""
    rows = FundPaper.objects.filter(estate_id=estate_id, id=paper_id).select_related("account")
    return rows.first() or refuse("not_found", "paper")


def papers(estate_id: int, *, account_id: int | None = None, freeze_id: int | None = None) -> tuple[FundPaper, ...]:
    """The newest papers, of the estate, of one account or of one freeze."""
    rows = FundPaper.objects.filter(estate_id=estate_id).select_related("account")
    rows = rows.filter(account_id=account_id) if account_id else rows
    rows = rows.filter(freeze_id=freeze_id) if freeze_id else rows
    return tuple(rows.order_by("-number")[:100])


def paper_of_draft(draft: FundDraft) -> FundPaper | None:
    """What a draft rests on, None where it rests on its own words."""
    return FundPaper.objects.filter(estate_id=draft.estate_id, draft_id=draft.pk).first()


def checked(estate_id: int, number: int, code: str) -> FundPaper | None:
    """The certificate of that number whose check code a stranger typed; None for every other."""
    typed = "".join(code.split()).replace("-", "").lower()
    row = FundPaper.objects.filter(
        estate_id=estate_id, number=number, kind__in=[kind.value for kind in CERTIFICATES]
    ).select_related("account").first()  # fmt: skip
    return row if row is not None and secrets.compare_digest(row.check_code.encode(), typed.encode()) else None


def code_words(paper: FundPaper) -> str:
    """The check code as it is printed: 3f2a-91bc-07de-11aa."""
    code = paper.check_code
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def due_of(estate_id: int, account_id: int) -> FundDue | None:
    """The first deposit of a door, None where nobody has assessed it."""
    return FundDue.objects.filter(estate_id=estate_id, account_id=account_id).first()
