"""What goes with an account that is closed. Part of the act `access.close_account`: called inside it only."""

from __future__ import annotations

from collections.abc import Callable

from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.access.models import Account, ApiToken, Claim, Cover, Mandate, PhoneRequest, RecoveryCode, SecondFactor
from sanguanjia.access.rules.logins import is_staff
from sanguanjia.access.types import ClaimState, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate

LEFTOVERS: dict[str, Callable[[Deed, int], None]] = {}
"""What rooms above keep for an account alone, by key: emptied inside the act that closes it."""

ERASED = "（已删除）"  # what stands where a name was


def end_mandates_of(deed: Deed, account_id: int, words: str) -> int:
    """End every mandate in force today or later. Refuses last_administrator."""
    today = clock.today()
    rows = Mandate.objects.select_for_update().filter(account_id=account_id, valid__overlap=DateRange(today, None))
    found = list(rows.order_by("id"))
    if any(row.role == Role.SYSTEM_ADMIN for row in found):
        others = Mandate.objects.select_for_update().filter(role=Role.SYSTEM_ADMIN.value, valid__contains=today)
        if not any(other.account_id != account_id for other in others.order_by("id")):
            refuse("last_administrator")
    for row in found:
        before = row_digest(row)
        row.valid = DateRange(row.valid.lower, max(row.valid.lower, today))
        row.ended_by, row.ended_at, row.end_reason = deed.actor.account_id, deed.at, words
        row.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])
        deed.touched(row, before=before)
    return len(found)


def end_covers_of(deed: Deed, account_id: int, words: str) -> int:
    """End every cover in which the account stands in; covers of its own mandates lose their force with those."""
    today = clock.today()
    found = list(
        Cover.objects.select_for_update().filter(account_id=account_id, valid__overlap=DateRange(today, None))
    )
    for row in found:
        before = row_digest(row)
        row.valid = DateRange(row.valid.lower, max(row.valid.lower, today))
        row.ended_by, row.ended_at, row.end_reason = deed.actor.account_id, deed.at, words
        row.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])
        deed.touched(row, before=before)
    return len(found)


def lapse_claims_of(deed: Deed, account_id: int) -> int:
    """Pending claims lapse: nobody is left to whom the unit could be given."""
    with cross_estate():
        found = list(
            Claim.objects.select_for_update().filter(account_id=account_id, state=ClaimState.PENDING.value)
        )  # fmt: skip
    for row in found:
        before = row_digest(row)
        row.state, row.decided_at = ClaimState.LAPSED.value, deed.at
        row.save(update_fields=["state", "decided_at"])
        deed.touched(row, before=before)
    return len(found)


def forget_claims(deed: Deed, estate_id: int, account_id: int) -> int:
    """Empty the names in the decided claims of an account in an estate: part of the act that erases the person."""
    found = list(
        Claim.objects.select_for_update()
        .filter(estate_id=estate_id, account_id=account_id)
        .exclude(state=ClaimState.PENDING.value)
    )
    for row in found:
        before = row_digest(row)
        row.name, row.reason = ERASED, ""
        row.save(update_fields=["name", "reason"])
        deed.erased(row, before)
    return len(found)


def empty_account(deed: Deed, account: Account) -> None:
    """The personal columns of an account that is closed, of its requests for another phone, and what upper rooms keep
    for it alone. Whoever held an office keeps the name it was held under."""
    roles = Mandate.objects.filter(account_id=account.id).values_list("role", flat=True).distinct()
    before = row_digest(account)
    if not any(is_staff(role) for role in roles):
        account.name = ERASED
    account.is_active = False
    account.set_unusable_password()
    account.phone, account.phone_verified_at, account.person_key = "", None, ""
    account.email, account.email_verified_at = "", None
    account.username = f"closed-{account.id}"  # the name may be taken again, by a new account without any past
    account.save(
        update_fields=["name", "is_active", "password", "phone", "phone_verified_at", "email", "email_verified_at",
                       "person_key", "username"]
    )  # fmt: skip
    deed.erased(account, before)
    for row in PhoneRequest.objects.select_for_update().filter(account_id=account.id):
        before = row_digest(row)
        row.phone, row.person_key, row.document = "", "", ""
        row.save(update_fields=["phone", "person_key", "document"])
        deed.erased(row, before)
    for leftover in LEFTOVERS.values():
        leftover(deed, account.id)


def forget_factor(deed: Deed, account: Account) -> None:
    """The second factor and its recovery codes go, each named to the record: a row that is gone without a word would
    be a fault to `sgj audit verify`."""
    forget_codes(deed, account)
    for row in SecondFactor.objects.filter(account=account):
        deed.removed(row)
        row.delete()


def forget_codes(deed: Deed, account: Account) -> None:
    """The recovery codes go, each named to the record."""
    for old in RecoveryCode.objects.filter(account=account):
        deed.removed(old)
        old.delete()


def stop_tokens_of(deed: Deed, account_id: int) -> int:
    """Keys for machines stop."""
    found = list(ApiToken.objects.select_for_update().filter(account_id=account_id, revoked_at=None))
    for row in found:
        before = row_digest(row)
        row.revoked_at = deed.at
        row.save(update_fields=["revoked_at"])
        deed.touched(row, before=before)
    return len(found)
