"""Extend (延长公示): the only change a period knows."""

from __future__ import annotations

from datetime import date

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import store, writing
from sanguanjia.notices.actions.post import TOLD
from sanguanjia.notices.models import PublicExtension
from sanguanjia.notices.permissions import may_publish
from sanguanjia.notices.types import Audience, PublicRef, PublicState


@act("notices.extend")
def extend(deed: Deed, *, estate_id: int, notice_id: int, until: date, reason: str) -> PublicRef:
    """Refuses not_found, not_permitted, missing, too_long, notice_is_over, not_longer, stale."""
    home = store.board_home(estate_id)
    found = store.opened(estate_id, notice_id)
    deed.permit(may_publish, store.thing_of(home, found.row.kind))
    reason = reason.strip()
    if found.state not in (PublicState.COMING, PublicState.RUNNING):
        refuse("notice_is_over")
    reasons = [] if reason else [Reason("missing", "reason", {"label": "延长原因"})]
    if len(reason) > 200:
        reasons.append(Reason("too_long", "reason", {"label": "延长原因", "most": 200}))
    if until <= found.closes_on:
        reasons.append(Reason("not_longer", "until", {"was": store.said(found.closes_on)}))
    refuse_if_any(reasons)
    row = PublicExtension(
        estate_id=estate_id, public_notice_id=found.row.pk, was=found.closes_on, until=until, reason=reason,
        at=deed.at, account_id=deed.actor.account_id,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    facts = {
        "title": found.row.title, "number": str(found.row.number), "place": home.name, "until": store.said(until)
    }  # fmt: skip
    whom = Audience(roles=TOLD, path=home.path, but=deed.actor.account_id)
    writing.write(deed, "notices.extend", audience=whom, facts=facts, href=store.href(found.row))
    return store.ref_of(found.row, until)
