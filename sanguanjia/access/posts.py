"""The posts an account holds or stands in on, for the rule on incompatible powers; asked with its row locked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.access.models import Cover, Mandate
from sanguanjia.access.rules import powers
from sanguanjia.access.rules.powers import Post
from sanguanjia.access.types import Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


def last_day(valid: DateRange) -> date | None:
    """The last day of a stored range, None without an end."""
    return valid.upper - timedelta(days=1) if valid.upper is not None else None


def held_posts(account_id: int) -> list[Post]:
    """What the account holds today or later: its own mandates, and its covers while both are in force."""
    ahead = DateRange(clock.today(), None)
    own = Mandate.objects.select_related("home").filter(account_id=account_id, valid__overlap=ahead)
    found = [Post(row.role, row.home.path, row.valid.lower, last_day(row.valid)) for row in own]
    covers = Cover.objects.select_related("mandate__home").filter(account_id=account_id, valid__overlap=ahead)
    for cover in covers:
        mandate = cover.mandate
        if mandate.valid.isempty:
            continue
        first = max(cover.valid.lower, mandate.valid.lower)
        ends = [day for day in (last_day(cover.valid), last_day(mandate.valid)) if day is not None]
        if min(ends) >= first:
            found.append(Post(mandate.role, mandate.home.path, first, min(ends)))
    return found


def refuse_clashes(wanted: Post, held: Iterable[Post], field: str) -> None:
    """Refuse `powers_incompatible`, once for every post that does not go together with the wanted one."""
    refuse_if_any(
        Reason(
            "powers_incompatible", field,
            {
                "held": Role(post.role).label, "wanted": Role(wanted.role).label, "first": one.label,
                "second": other.label,
            },
        )
        for post, one, other in powers.clashes(wanted, held)
    )  # fmt: skip


def keep_hands_apart(account_id: int | None, role: str, *, estate_id: int, table: str, row_id: int) -> None:
    """Refuse `same_hands` when this person acted on this very matter before in a role that may not decide on it now.

    Acts that approve, pay or audit call it after `deed.permit`, with `deed.mandate.role`: mandates end and others
    begin, a matter's record stays. The platform itself (None) is nobody's hand.
    """
    if account_id is None:
        return
    earlier = (
        Record.objects.filter(estate_id=estate_id, subject_table=table, subject_id=row_id, account_id=account_id)
        .exclude(capacity="")
        .values_list("capacity", flat=True)
        .distinct()
    )
    pair = powers.same_hands(role, earlier)
    if pair:
        refuse("same_hands", None, first=pair[0].label, second=pair[1].label)
