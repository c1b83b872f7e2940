"""A lost phone: the new number waits until an officer has seen who asks."""

from __future__ import annotations

from sanguanjia.access import rules
from sanguanjia.access.models import Account, PhoneRequest
from sanguanjia.access.permissions import AccountThing, may_ask_new_phone, may_decide_phone
from sanguanjia.access.phones import home_of_account, places_of_account
from sanguanjia.access.sessions import end_all
from sanguanjia.access.types import PhoneRequestRef, PhoneRequestState
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse

from .accounts import set_phone


@act("access.ask_new_phone")
def ask_new_phone(deed: Deed, *, estate_id: int, account_id: int, phone: str) -> PhoneRequestRef:
    """Somebody without the old phone asks for a new number, which a code has verified (the page has checked it).

    An earlier open request of the account is replaced. Refuses: bad_phone, unknown_account.
    """
    deed.permit(may_ask_new_phone, None)
    if not rules.is_phone(phone):
        refuse("bad_phone", "phone")
    if Account.objects.select_for_update().filter(pk=account_id, is_active=True).first() is None:
        refuse("unknown_account")
    for old in PhoneRequest.objects.select_for_update().filter(account_id=account_id, state="pending"):
        before = row_digest(old)
        old.state, old.decided_at = PhoneRequestState.REFUSED.value, deed.at
        old.document = "有了新的申请"
        old.save(update_fields=["state", "decided_at", "document"])
        deed.touched(old, before=before)
    row = PhoneRequest(
        account_id=account_id, home_id=home_of_account(account_id), phone=phone,
        state=PhoneRequestState.PENDING.value, asked_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.for_whom(f"account:{account_id}")
    deed.touched(row)
    return PhoneRequestRef(row.id, account_id, row.state)


@act("access.decide_phone")
def decide_phone(deed: Deed, *, estate_id: int, request_id: int, granted: bool, document: str) -> PhoneRequestRef:
    """An officer of the person's neighbourhood (or an administrator) has looked at a document, and says yes or no.

    Yes: the number becomes the account's, all its sessions end. Refuses: not_found, not_permitted, step_up_needed,
    wrong_phase, document_needed, phone_taken.
    """
    row = PhoneRequest.objects.select_for_update().filter(pk=request_id).first() or refuse("not_found")
    deed.permit(may_decide_phone, AccountThing(row.account_id, places_of_account(row.account_id)))
    if row.state != PhoneRequestState.PENDING.value:
        refuse("wrong_phase")
    if not document.strip():
        refuse("document_needed", "document")
    before = row_digest(row)
    row.state = (PhoneRequestState.DONE if granted else PhoneRequestState.REFUSED).value
    row.decided_at, row.decided_by, row.document = deed.at, deed.actor.account_id, document.strip()[:200]
    row.save(update_fields=["state", "decided_at", "decided_by", "document"])
    deed.touched(row, before=before)
    if granted:
        account = Account.objects.select_for_update().get(pk=row.account_id)
        stood = row_digest(account)
        set_phone(account, row.phone, deed.at)
        end_all(account.id)
        deed.touched(account, before=stood)
    deed.for_whom(f"account:{row.account_id}")
    return PhoneRequestRef(row.id, row.account_id, row.state)
