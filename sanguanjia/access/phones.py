"""Accounts by phone, and where a person belongs: whose officers may confirm who he is."""

from __future__ import annotations

from django.db.models import Q

from sanguanjia.access.models import Account, Mandate, PhoneRequest, username_of
from sanguanjia.access.rules import is_email, is_phone
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.sealed import blind_index


def account_of_login(typed: str) -> Account | None:
    """The active account of what was typed at the login: a verified phone number or mailbox, or a user name. One
    query."""
    text = typed.strip()
    if is_email(text):
        return Account.objects.filter(email_index=blind_index(Account, "email_index", text), is_active=True).first()
    if is_phone(text):
        index = blind_index(Account, "phone_index", text)
        return Account.objects.filter(phone_index=index, phone_verified_at__isnull=False, is_active=True).first()
    return Account.objects.filter(username=username_of(typed), is_active=True).first()


def accounts_of_phone(typed: str) -> list[Account]:
    """Every account that gave this phone number, verified or not."""
    return list(Account.objects.filter(phone_index=blind_index(Account, "phone_index", typed)))


def home_of_account(account_id: int) -> int:
    """The narrowest place where the account holds something today; the platform, if it holds nothing."""
    held = Mandate.objects.filter(account_id=account_id, valid__contains=clock.today())
    rows = sorted(held.values_list("home__path", "home_id"), key=lambda row: (-len(row[0]), row))
    return rows[0][1] if rows else Home.PLATFORM_ID


def places_of_account(account_id: int) -> tuple[str, ...]:
    """Paths of the places where the account holds something today, or held it before."""
    return tuple(Mandate.objects.filter(account_id=account_id).values_list("home__path", flat=True).distinct())


def request_of(request_id: int) -> PhoneRequest | None:
    """One request, with its account and home; None if there is none."""
    return PhoneRequest.objects.select_related("account", "home").filter(pk=request_id).first()


def pending_requests(paths: tuple[str, ...]) -> list[PhoneRequest]:
    """Open requests for a new number at or below the places, oldest first."""
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(home__path__startswith=path)
    rows = PhoneRequest.objects.select_related("account", "home").filter(inside, state="pending")
    return list(rows.order_by("id")[:200])
