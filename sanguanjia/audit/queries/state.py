"""How the chain stands, for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanguanjia.audit.models import Anchor, ChainHead, ChainLink, Check
from sanguanjia.audit.permissions import AUDITOR
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Unlinked
from sanguanjia.kernel.scoped import cross_estate

from .records import _homes


@dataclass(frozen=True, slots=True)
class ChainState:
    """Numbers of the auditor's places; anchor and check are of the whole city."""

    chains: int
    links: int
    waiting: int
    linked_at: datetime | None
    anchored_at: datetime | None
    anchor_ok: bool
    anchored_links: int
    checked_at: datetime | None
    check_ok: bool | None
    first_broken: dict[str, Any] | None


def chain_state(actor: Actor) -> ChainState:
    """The state now."""
    homes = _homes(actor.places(AUDITOR))
    with cross_estate():
        heads = list(ChainHead.objects.filter(estate__in=homes).values_list("seq", flat=True))
        last = ChainLink.objects.order_by("-id").values_list("linked_at", flat=True).first()
        waiting = Unlinked.objects.filter(estate__in=homes).count()
    anchor = Anchor.objects.order_by("-id").first()
    check = Check.objects.order_by("-id").first()
    return ChainState(
        len(heads), sum(heads), waiting, last, anchor.at if anchor else None, anchor.ok if anchor else False,
        anchor.links if anchor else 0, check.at if check else None, check.ok if check else None,
        check.report.get("first_broken") if check else None,
    )  # fmt: skip
