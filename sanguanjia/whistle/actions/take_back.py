"""Take a whistle back (收回), as long as nobody has come."""

from __future__ import annotations

from sanguanjia.cases import actions as case_acts
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.predicates import word
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.whistle.models import Task, Whistle
from sanguanjia.whistle.store import Opened, carry_out, facts_of
from sanguanjia.whistle.types import WhistleRef
from sanguanjia.whistle.values import world_at

is_whistler = word("blew it", lambda actor, whistle: actor.account_id == whistle.blown_by_account_id)


@act("whistle.take_back")
def take_back(deed: Deed, *, estate_id: int, whistle_id: int, words: str) -> WhistleRef:
    """Refuses not_found, not_permitted, wrong_phase, missing, somebody_came."""
    whistle = Whistle.objects.select_for_update().filter(estate_id=estate_id, pk=whistle_id).first()
    if whistle is None:
        refuse("not_found")
    deed.permit(is_whistler, whistle)
    if whistle.state != "open":
        refuse("wrong_phase", state=whistle.state, verb="take_back")
    tasks = list(Task.objects.select_for_update().filter(estate_id=estate_id, whistle_id=whistle_id).order_by("seq"))
    found = [] if words.strip() else [Reason("missing", "words", {"label": "为什么收回"})]
    if any(task.checked_in_at is not None for task in tasks):
        found.append(Reason("somebody_came"))
    refuse_if_any(found)
    place, world = world_at(estate_id, deed.at, whistle.duty_code)
    for task in tasks:
        if task.ended_at is None:
            opened = Opened(deed, "release", whistle, task, place, world, facts_of(task), row_digest(task))
            carry_out(opened, words=words)
    before = row_digest(whistle)
    whistle.state, whistle.ended_at = "over", deed.at
    whistle.save(update_fields=["state", "ended_at"])
    deed.touched(whistle, before=before)
    case_acts.whistle_over(SYSTEM, estate_id=estate_id, case_id=whistle.case_id, words=words)
    return WhistleRef(estate_id, whistle.pk, whistle.number, whistle.state)
