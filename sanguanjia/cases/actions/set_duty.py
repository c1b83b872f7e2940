"""A place says who is on duty on which days (值班表)."""

from __future__ import annotations

from datetime import date

from sanguanjia.cases.duty import candidates
from sanguanjia.cases.models import DutyDay
from sanguanjia.cases.permissions import may_set_duty
from sanguanjia.cases.places import place_facts
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

MOST_DAYS = 62


@act("cases.set_duty")
def set_duty(deed: Deed, *, estate_id: int, days: tuple[tuple[date, int | None], ...]) -> int:
    """`days`: (day, account on duty; None: nobody). Answers how many days changed.

    Refuses not_found, not_permitted, duty_day_past, duty_not_of_the_place, duty_unchanged.
    """
    place = place_facts(estate_id, clock.today())
    deed.permit(may_set_duty, place)
    known = {account.id for account in candidates(place)}
    found = []
    wanted = dict(days)
    if any(day < clock.today() for day in wanted):
        found.append(Reason("duty_day_past", "days"))
    if len(wanted) > MOST_DAYS or any(who not in known for who in wanted.values() if who is not None):
        found.append(Reason("duty_not_of_the_place", "days"))
    refuse_if_any(found)
    Home.objects.select_for_update(no_key=True).get(pk=estate_id)  # two editors, one after the other
    rows = {row.day: row for row in DutyDay.objects.filter(estate_id=estate_id, day__in=list(wanted))}
    changed = 0
    for day, account in sorted(wanted.items()):
        row = rows.get(day)
        if account == (row.account_id if row else None):
            continue
        changed += 1
        if row is None and account is not None:
            fresh = DutyDay(estate_id=estate_id, day=day, account_id=account)
            fresh.save(force_insert=True)
            deed.touched(fresh)
        elif row is not None and account is None:
            deed.removed(row)
            row.delete()
        elif row is not None and account is not None:
            before = row_digest(row)
            row.account_id = account
            row.save(update_fields=["account_id"])
            deed.touched(row, before=before)
    if not changed:
        refuse("duty_unchanged")
    return changed
