"""Answer an objection (答复异议): whether it was followed, and why; once, in public."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import store, writing
from sanguanjia.notices.models import Objection, ObjectionAnswer
from sanguanjia.notices.permissions import may_publish
from sanguanjia.notices.types import Audience, ObjectionRef

MOST = 2_000


@act("notices.answer")
def answer(deed: Deed, *, estate_id: int, objection_id: int, accepted: bool, text: str) -> ObjectionRef:
    """Refuses not_found, not_permitted, missing, too_long, answered_already."""
    home = store.board_home(estate_id)
    objection = Objection.objects.filter(estate_id=estate_id, pk=objection_id).first() or refuse("not_found")
    found = store.opened(estate_id, objection.public_notice_id)
    mandate = deed.permit(may_publish, store.thing_of(home, found.row.kind))
    text = text.strip()
    reasons = [] if text else [Reason("missing", "text", {"label": "答复"})]
    if len(text) > MOST:
        reasons.append(Reason("too_long", "text", {"label": "答复", "most": MOST}))
    refuse_if_any(reasons)
    row = ObjectionAnswer(
        estate_id=estate_id, objection_id=objection.pk, text=text, accepted=accepted, at=deed.at,
        account_id=deed.actor.account_id, role=mandate.role if mandate else "",
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    facts = {"title": found.row.title, "number": str(found.row.number), "place": home.name}
    whom = Audience(accounts=(objection.account_id,))
    writing.write(deed, "notices.answer", audience=whom, facts=facts, href=store.href(found.row))
    return ObjectionRef(estate_id, found.row.pk, objection.pk)
