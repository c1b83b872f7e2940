"""Object (提出异议): an owner of the estate disagrees while the notice runs; the publisher is told."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import store, writing
from sanguanjia.notices.models import Objection, PublicNotice
from sanguanjia.notices.permissions import may_object
from sanguanjia.notices.types import Audience, ObjectionRef, PublicState

MOST = 1_000
_CLOSED = {
    PublicState.COMING: "objection_too_early",
    PublicState.OVER: "objection_too_late",
    PublicState.SUPERSEDED: "objection_too_late",
}


@act("notices.object")
def object_to(deed: Deed, *, estate_id: int, notice_id: int, text: str) -> ObjectionRef:
    """Refuses not_found, not_permitted, missing, too_long, objection_too_early, objection_too_late,
    objected_already."""
    home = store.board_home(estate_id)
    found = store.opened(estate_id, notice_id)
    mandate = deed.permit(may_object, store.thing_of(home))
    if found.state in _CLOSED:
        refuse(_CLOSED[found.state])
    text = text.strip()
    reasons = [] if text else [Reason("missing", "text", {"label": "异议"})]
    if len(text) > MOST:
        reasons.append(Reason("too_long", "text", {"label": "异议", "most": MOST}))
    refuse_if_any(reasons)
    row = Objection(
        estate_id=estate_id, public_notice_id=found.row.pk, account_id=deed.actor.account_id or refuse("login_needed"),
        unit_id=mandate.unit_id if mandate else None, text=text, at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    facts = {"title": found.row.title, "number": str(found.row.number), "place": home.name}
    writing.write(deed, "notices.object", audience=_publishers(found.row), facts=facts, href=store.href(found.row))
    return ObjectionRef(estate_id, found.row.pk, row.pk)


def _publishers(row: PublicNotice) -> Audience:
    """Who posted it."""
    return Audience(accounts=(row.account_id,) if row.account_id is not None else ())
