"""维修资金工作台: what waits over all estates, who is short, money in and out with pictures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.funds import dues, overview, wording
from sanguanjia.funds.permissions import KEEPERS, WATCHERS
from sanguanjia.funds.types import EntryKind
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import needs_role
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.look import words
from sanguanjia.look.forms import actor_of, render
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

_MONTHS = 12
_ESTATES = 5_000
WIDTH, HEIGHT = 560, 150
"""Of the pictures; narrower screens move them sideways, so that their words stay readable."""


@needs_role(*WATCHERS)
@never_cache
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """维修资金工作台"""
    actor, today = actor_of(request), clock.today()
    paths = actor.places(*WATCHERS)
    estates = {ref.id: ref.name for ref in registry.estate_page(paths, "", limit=_ESTATES)}
    homes = sorted({m.home_id for m in actor.mandates if m.role in WATCHERS})
    trigger = policy.rule_for("fund.topup.trigger", paths[0], today) if paths else None
    with cross_estate():
        waiting = overview.waiting(list(estates), homes, today)
        flows = overview.flows(list(estates))
        counted = dues.counted(list(estates), today, trigger.value) if trigger else {}
    short = [(estate, estates[estate], number) for estate, (_, number) in counted.items() if number]
    facts = {
        "waiting": waiting, "estates": estates, "short": sorted(short, key=lambda row: (-row[2], row[1]))[:50],
        "kinds": wording.ENTRY_KINDS, "keeps": bool(actor.places(*KEEPERS)), "active": "funds",
        "flows": flows[-_MONTHS:], "corners": _corners([flow.held_fen for flow in flows[-_MONTHS:]]),
        "width": WIDTH, "height": HEIGHT, "held": flows[-1].held_fen if flows else 0, "sums": _sums(flows[-_MONTHS:]),
        "month": _month,
    }  # fmt: skip
    return render(request, "funds/desk.html", facts)


def _corners(held: list[int]) -> str:
    """The balance at the end of each month as points of a line."""
    top = max(held, default=0)
    if top <= 0:
        return ""
    step = WIDTH // max(1, len(held) - 1)
    return " ".join(f"{n * step},{HEIGHT - max(0, fen) * (HEIGHT - 10) // top}" for n, fen in enumerate(held))


def _sums(flows: tuple[overview.Flow, ...]) -> list[tuple[str, int, str]]:
    """(kind, fen, amount in words) over the months shown, the largest first; what went out has its sign. Balances
    brought over when the books were opened came from nowhere."""
    sums: dict[str, int] = {}
    for flow in flows:
        for kind, fen in flow.by_kind:
            if kind != EntryKind.OPENING.value:
                sums[kind] = sums.get(kind, 0) + fen
    rows = sorted(sums.items(), key=lambda row: -abs(row[1]))
    return [(wording.ENTRY_KINDS[kind], fen, words.yuan(fen)) for kind, fen in rows if fen]


def _month(flow: overview.Flow) -> str:
    return f"{flow.month.year} 年 {flow.month.month} 月"
