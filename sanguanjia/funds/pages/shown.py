"""What the fund's pages share: the why of a movement, names, dates that were typed."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from django.http import HttpRequest

from sanguanjia.access.queries.lists import account_of
from sanguanjia.funds import queries, wording
from sanguanjia.funds.permissions import WATCHERS
from sanguanjia.funds.queries import Movement
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.look import words
from sanguanjia.look.forms import actor_of
from sanguanjia.look.types import Why
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

_PAGE = 50


def why_of(movement: Movement, estate_id: int) -> Why:
    """Why an account moved: the reason that was booked, who looked at it, and the clause of its kind."""
    key = wording.CLAUSE_KEYS.get(movement.kind.value, "")
    found = policy.rule_for(key, str(estate_id), movement.business_date) if key else None
    source = found.winner.source if found else None
    return Why(
        movement.reason,
        clause=f"{source.title}{source.article}" if source else "",
        version=found.winner.version if found else "",
        inputs=(
            ("记账编号", f"第 {movement.number} 号"),
            ("业务日期", words.day(movement.business_date)),
            ("经办", "一人录入，另一人复核"),
        ),
    )


def names(*accounts: int | None) -> dict[int, str]:
    """Names of the people who prepared and looked."""
    rows = {account: account_of(account) for account in accounts if account is not None}
    return {account: row.name if row else "已注销的账号" for account, row in rows.items()}


def day_of(text: str) -> dt.date | None:
    """A date field; None when it is none."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def number_of(text: str) -> int:
    """An id from a form; 0 for what is none, which names nothing."""
    return typed_id(text) or 0


def rate_of(text: str) -> str:
    """A rate as people type it, "3.25" or "3.25%", as a decimal of one; what is none stays as it was typed."""
    typed = text.strip().removesuffix("%").removesuffix("％").strip()
    whole, _, places = typed.partition(".")
    if not (whole.isascii() and whole.isdecimal() and (not places or (places.isascii() and places.isdecimal()))):
        return text.strip()
    return wording.plain(Fraction(typed) / 100)


def in_our_words(refusal: Refusal) -> Refusal:
    """A refusal with the facts of this room's reasons as people read them: money in yuan, codes in words."""
    return Refusal([
        wording.say_reason(reason) if reason.code in wording.SENTENCES else reason for reason in refusal.reasons
    ])  # fmt: skip


def estates_shown(request: HttpRequest) -> dict[str, Any]:
    """The estates of the reader's places by name, a page at a time, with what lies in the banks of those that keep
    books: facts of a list (rows, q, next)."""
    text = request.GET.get("q", "").strip()[:60]
    after = number_of(request.GET.get("after", "")) or None
    found = registry.estate_page(actor_of(request).places(*WATCHERS), text, after=after, limit=_PAGE + 1)
    with cross_estate():
        held = queries.estates_with_books([estate.id for estate in found[:_PAGE]])
    return {
        "rows": [(estate, held.get(estate.id)) for estate in found[:_PAGE]], "q": text,
        "next": f"?q={text}&after={found[_PAGE - 1].id}" if len(found) > _PAGE else "",
    }  # fmt: skip
