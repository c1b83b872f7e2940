"""A caller of a matter is called back. The first who answers speaks for the matter; every other answer is kept too."""

from __future__ import annotations

from sanguanjia.cases import actions as case_acts
from sanguanjia.cases import queries as cases
from sanguanjia.cases.permissions import SENTENCES
from sanguanjia.cases.rules.moves.closing import CALLED
from sanguanjia.intake import replies, store
from sanguanjia.intake.models import CallerCall, HotlineSheet
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import ReplyRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("intake.call_caller")
def call_caller(
    deed: Deed, *, estate_id: int, sheet_id: int, channel: str, result: str, satisfaction: int | None = None, words: str
) -> ReplyRef:
    """`result`: solved, accepted, redo, unreached; never by the unit that did the work.

    Refuses not_found, not_permitted, caller_not_ready, missing, unknown_call, satisfaction_out_of_range, and for the
    first who answers what `cases.call_back` refuses.
    """
    deed.permit(may_take_in, store.desk(estate_id))
    sheet = HotlineSheet.objects.select_for_update().filter(estate_id=estate_id, pk=sheet_id, filed=True).first()
    if sheet is None:
        refuse("not_found", "sheet")
    waits = any(caller.waits for caller in replies.callers(estate_id, sheet_id=sheet.pk))
    if not waits or sheet.at_estate_id is None or sheet.case_id is None or deed.actor.account_id is None:
        refuse("caller_not_ready")
    case, *_, thing = cases.thing(sheet.at_estate_id, sheet.case_id)
    deed.permit(SENTENCES["caller"], thing)
    found = [] if words.strip() else [Reason("missing", "words", {"label": "对方怎么说"})]
    if channel not in ("phone", "sms") or result not in CALLED:
        found.append(Reason("unknown_call", "result"))
    if result in ("solved", "accepted") and not 1 <= (satisfaction or 0) <= 5:
        found.append(Reason("satisfaction_out_of_range", "satisfaction"))
    refuse_if_any(found)
    call = CallerCall(
        estate_id=estate_id, sheet=sheet, at=deed.at, account_id=deed.actor.account_id, channel=channel, result=result,
        satisfaction=satisfaction if result in ("solved", "accepted") else None, words=words.strip()[:2000],
    )  # fmt: skip
    call.save(force_insert=True)
    deed.touched(call)
    if case.solved is None and result != "unreached":
        case_acts.call_back(
            deed.actor, estate_id=case.estate_id, case_id=case.pk, channel=channel, result=result,
            satisfaction=call.satisfaction, words=words,
        )  # fmt: skip
    return ReplyRef(call.pk, estate_id, result)
