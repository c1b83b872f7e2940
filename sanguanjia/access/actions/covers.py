"""代班: somebody stands in on a mandate while its holder is on leave, and that ends."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.access import rules
from sanguanjia.access.models import Account, Cover, Mandate
from sanguanjia.access.permissions import CoverThing, may_arrange_cover, may_end_cover
from sanguanjia.access.posts import held_posts, last_day, refuse_clashes
from sanguanjia.access.rules.logins import is_staff
from sanguanjia.access.rules.powers import Post
from sanguanjia.access.sessions import end_all
from sanguanjia.access.types import CoverRef, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse, refuse_if_any

from .mandates import days


@act("access.arrange_cover")
def arrange_cover(
    deed: Deed,
    *,
    estate_id: int,
    mandate_id: int,
    account_id: int,
    valid_from: date,
    valid_to: date | None,
    document: str,
) -> CoverRef:
    """Let `account_id` stand in on a mandate from a first to a last day, both included.

    Refuses: not_found, not_to_oneself, not_yours_to_grant, other_organisation, not_by_hand (residents' roles),
    unknown_account, cover_oneself, missing (last day), dates_reversed, cover_too_long, begins_in_the_past,
    document_needed, already_ended, cover_outside_mandate, powers_incompatible, cover_overlaps.
    """
    row = Mandate.objects.select_related("home").filter(pk=mandate_id, home_id=estate_id).first() or refuse("not_found")
    deed.permit(may_arrange_cover, thing_of(row, account_id))
    if not is_staff(row.role):
        refuse("not_by_hand")
    if row.account_id == account_id:
        refuse("cover_oneself", "account_id")
    # Locked like a grant to the substitute: whoever adds power to this account waits here.
    if Account.objects.select_for_update().filter(pk=account_id, is_active=True).first() is None:
        refuse("unknown_account", "account_id")
    refuse_if_any(rules.cover_reasons(valid_from, valid_to, clock.today(), document))
    assert valid_to is not None  # noqa: S101 - the rule has refused that
    _inside(row, valid_from, valid_to)
    refuse_clashes(Post(row.role, row.home.path, valid_from, valid_to), held_posts(account_id), "account_id")
    cover = Cover(
        mandate=row, account_id=account_id, valid=days(valid_from, valid_to), document=document.strip()[:200],
        arranged_by=deed.actor.account_id, arranged_at=deed.at,
    )  # fmt: skip
    cover.save(force_insert=True)
    end_all(account_id)
    deed.for_whom(f"account:{row.account_id}")
    deed.touched(cover)
    return _ref(cover)


@act("access.end_cover")
def end_cover(deed: Deed, *, estate_id: int, cover_id: int, reason: str) -> CoverRef:
    """End a cover at once: by whoever may arrange it, the substitute or the holder.

    Refuses: not_found, kinds of not_permitted, reason_needed, already_ended.
    """
    row = (
        Cover.objects.select_for_update(of=("self",))
        .select_related("mandate__home")
        .filter(pk=cover_id, mandate__home_id=estate_id)
        .first()
    ) or refuse("not_found")
    deed.permit(may_end_cover, thing_of(row.mandate, row.account_id))
    if not reason.strip():
        refuse("reason_needed", "reason")
    today = clock.today()
    if row.valid.isempty or row.valid.upper <= today:
        refuse("already_ended")
    before = row_digest(row)
    row.valid = DateRange(row.valid.lower, max(row.valid.lower, today))
    row.ended_by, row.ended_at, row.end_reason = deed.actor.account_id, deed.at, reason.strip()[:200]
    row.save(update_fields=["valid", "ended_by", "ended_at", "end_reason"])
    end_all(row.account_id)
    deed.for_whom(f"account:{row.mandate.account_id}")
    deed.because(reason.strip())
    deed.touched(row, before=before)
    return _ref(row)


def thing_of(row: Mandate, substitute_id: int) -> CoverThing:
    """A cover as its permission sees it."""
    return CoverThing(substitute_id, Role(row.role), row.home.path, row.organisation_id, row.account_id)


def _inside(row: Mandate, first: date, last: date) -> None:
    """A cover lies inside its mandate: nobody stands in for a power that is not there."""
    end = last_day(row.valid) if not row.valid.isempty else None
    if row.valid.isempty or (end is not None and end < clock.today()):
        refuse("already_ended")
    if first < row.valid.lower or (end is not None and last > end):
        refuse("cover_outside_mandate", "valid_to")


def _ref(row: Cover) -> CoverRef:
    if row.valid.isempty:  # ended before it began
        moment = clock.today()
        return CoverRef(row.id, row.mandate_id, row.account_id, moment, moment - timedelta(days=1))
    return CoverRef(row.id, row.mandate_id, row.account_id, row.valid.lower, row.valid.upper - timedelta(days=1))
