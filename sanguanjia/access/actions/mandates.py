"""Granting a role at a place, and ending it. A mandate is never deleted: its range is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.access import rules
from sanguanjia.access.models import Account, Mandate
from sanguanjia.access.permissions import Grant, may_end, may_grant
from sanguanjia.access.posts import held_posts, last_day, refuse_clashes
from sanguanjia.access.queries import grids_at
from sanguanjia.access.rules.logins import is_staff
from sanguanjia.access.rules.powers import Post
from sanguanjia.access.sessions import end_all
from sanguanjia.access.types import MandateRef, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.registry import queries as registry


@act("access.grant_mandate")
def grant_mandate(
    deed: Deed,
    *,
    estate_id: int,
    account_id: int,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
    document: str,
    organisation_id: int | None = None,
    unit_id: int | None = None,
    building_id: int | None = None,
    grid_id: int | None = None,
) -> MandateRef:
    """Grant a role at a home (`estate_id`: an estate or any other place) from a first to a last day.

    Refuses: unknown_role, unknown_home, unknown_account, not_to_oneself, not_by_hand, not_yours_to_grant,
    other_organisation, role_not_held_here, organisation_needed, unit_needed, building_needed, dates_reversed,
    begins_in_the_past, document_needed, unknown_organisation, unknown_unit, unknown_grid, mandate_overlaps,
    powers_incompatible. The account's row is locked: two grants at the same moment see one another. A staff role ends
    the account's sessions, so that none outlives the rules of its new role.
    """
    if role not in set(Role):
        refuse("unknown_role", "role")
    home = Home.objects.filter(pk=estate_id).first() or refuse("unknown_home", "home_id")
    wanted = Role(role)
    deed.permit(may_grant, Grant(account_id, wanted, home.path, organisation_id))
    if Account.objects.select_for_update().filter(pk=account_id, is_active=True).first() is None:
        refuse("unknown_account", "account_id")
    wish = rules.Wish(
        wanted, home.kind, organisation_id, unit_id, building_id, valid_from, valid_to, document
    )  # fmt: skip
    reasons = list(rules.grant_reasons(wish, clock.today(), deed.actor.is_system))
    reasons += _unknown(home, organisation_id, unit_id, building_id, grid_id)
    refuse_if_any(reasons)
    refuse_clashes(Post(wanted.value, home.path, valid_from, valid_to), held_posts(account_id), "role")
    row = Mandate(
        account_id=account_id, role=wanted.value, home_id=estate_id, organisation_id=organisation_id, unit_id=unit_id,
        unit_estate_id=estate_id if unit_id else None, building_id=building_id, grid_id=grid_id,
        valid=days(valid_from, valid_to), document=document.strip(),
        granted_by=deed.actor.account_id, granted_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    if is_staff(wanted):
        end_all(account_id)
    deed.for_whom(f"account:{account_id}")
    deed.touched(row)
    return ref(row)


@act("access.end_mandate")
def end_mandate(
    deed: Deed, *, estate_id: int, mandate_id: int, reason: str, last_day: date | None = None
) -> MandateRef:
    """End a mandate: at once, or after a last day. Whoever may grant it may end it, and its holder may lay it down.

    Refuses: not_found, not_permitted kinds of `grant_mandate`, reason_needed, already_ended, dates_reversed,
    last_administrator.
    """
    row = (
        Mandate.objects.select_for_update(of=("self",)).select_related("home").filter(pk=mandate_id, home_id=estate_id)
    ).first() or refuse("not_found")
    deed.permit(may_end, Grant(row.account_id, Role(row.role), row.home.path, row.organisation_id))
    if not reason.strip():
        refuse("reason_needed", "reason")
    today = clock.today()
    first, end = row.valid.lower, row.valid.upper
    if row.valid.isempty or (end is not None and end <= today):
        refuse("already_ended")
    closing = today if last_day is None else last_day + timedelta(days=1)
    if closing < today or (end is not None and closing > end):
        refuse("dates_reversed", "last_day")
    if row.role == Role.SYSTEM_ADMIN and not _another_administrator(row, closing):
        refuse("last_administrator")
    before = row_digest(row)
    row.valid = DateRange(first, max(first, closing))
    row.ended_by, row.ended_at, row.end_reason = deed.actor.account_id, deed.at, reason.strip()[:200]
    row.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])
    if is_staff(row.role) and closing <= today:
        end_all(row.account_id)
    deed.for_whom(f"account:{row.account_id}")
    deed.because(reason.strip())
    deed.touched(row, before=before)
    return ref(row)


def days(first: date, last: date | None) -> DateRange:
    """First and last day as the range the database keeps."""
    return DateRange(first, last + timedelta(days=1) if last is not None else None)


def ref(row: Mandate) -> MandateRef:
    """A stored mandate as acts answer it. One that ended on its first day was in force on no day: last before first."""
    if row.valid.isempty:
        moment = clock.local(row.ended_at).date() if row.ended_at else clock.today()
        return MandateRef(row.id, row.account_id, row.role, row.home_id, moment, moment - timedelta(days=1))
    return MandateRef(row.id, row.account_id, row.role, row.home_id, row.valid.lower, last_day(row.valid))


def _unknown(
    home: Home, organisation_id: int | None, unit_id: int | None, building_id: int | None, grid_id: int | None
) -> list[Reason]:
    """Things named by a mandate that do not exist, or not there."""
    found: list[Reason] = []
    if organisation_id is not None and not _is_there(registry.organisation, organisation_id):
        found.append(Reason("unknown_organisation", "organisation_id"))
    if unit_id is not None and not _is_there(registry.unit, home.pk, unit_id):
        found.append(Reason("unknown_unit", "unit_id"))
    if building_id is not None and building_id not in {building.id for building in registry.buildings(home.pk)}:
        found.append(Reason("unknown_unit", "building_id"))
    if grid_id is not None and grid_id not in grids_at(home):
        found.append(Reason("unknown_grid", "grid_id"))
    return found


def _is_there(read: Callable[..., object], *ids: int) -> bool:
    try:
        read(*ids)
    except Refusal:
        return False
    return True


def _another_administrator(row: Mandate, day: date) -> bool:
    # Locked in the order of ids: two administrators who end each other at the same moment wait for one another.
    others = Mandate.objects.select_for_update().filter(role=Role.SYSTEM_ADMIN.value, valid__contains=day)
    return any(other.id != row.id and other.account_id != row.account_id for other in others.order_by("id"))
