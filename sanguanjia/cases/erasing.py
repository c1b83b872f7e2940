"""What matters keep of a person who is erased (`privacy.traces`): the contact a reporter left, the name in events, and
name and numbers where somebody wrote them into a text.

A matter is the person's by the account that reported it or by the phone left with it. What was done stays: texts belong
to the matter, and the events go on saying what happened, when, under which rule; only words that name the person go.
The numbers go from every matter of the estate, the name from the person's own: others may bear it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet

from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import ERASED_NAME, Gone, without


def _own(gone: Gone) -> list[int]:
    """The matters of the person in the estate; a phone lies sealed, so those that hold one are opened."""
    matters = Case.objects.filter(estate_id=gone.estate_id)
    found = set(matters.filter(_reported(gone)).values_list("id", flat=True)) if gone.account_id else set()
    if gone.phone:
        left = matters.exclude(contact_phone="").values_list("id", "contact_phone").iterator()
        found |= {pk for pk, phone in left if phone == gone.phone}
    return sorted(found)


def _reported(gone: Gone) -> Q:
    return Q(reporter_account_id=gone.account_id)


def _open(gone: Gone) -> bool:
    own = Case.objects.filter(estate_id=gone.estate_id, pk__in=_own(gone))
    return own.filter(ended_at__isnull=True).exists()


def _erase(deed: Deed, gone: Gone) -> int:
    own = _own(gone)
    matters = Case.objects.select_for_update().filter(estate_id=gone.estate_id, pk__in=own)
    count = 0
    for row in matters.exclude(contact_name="", contact_phone=""):
        _empty(deed, row, contact_name="", contact_phone="")
        count += 1
    said = CaseEvent.objects.filter(estate_id=gone.estate_id, case_id__in=own).exclude(by_name="")
    said = said.filter(Q(account_id=gone.account_id) if gone.account_id else Q(by_name=gone.name))
    for event in said:
        _empty(deed, event, by_name=ERASED_NAME)
        count += 1
    texts: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
        (Case, "pk__in", ("text", "summary", "place_words")), (CaseEvent, "case_id__in", ("words",)),
    )  # fmt: skip
    return count + sum(
        unname(deed, gone, model._default_manager.filter(estate_id=gone.estate_id), {own_key: own}, columns)
        for model, own_key, columns in texts
    )


def own_matters(gone: Gone) -> list[int]:
    """The matters of the person in the estate, for rooms above that keep words about them."""
    return _own(gone)


def unname(
    deed: Deed, gone: Gone, rows: QuerySet[Any], own: Mapping[str, object], columns: tuple[str, ...]
) -> int:
    """Take the person's numbers out of these columns of all the rows, and the name out of those that are `own`."""
    count = 0
    for named, some in ((True, rows.filter(**own)), (False, rows.exclude(**own))):
        for row in some.filter(_speaks_of(gone, columns, named=named)):
            cleaned = {name: without(gone, getattr(row, name), name=named) for name in columns}
            changed = {name: text for name, text in cleaned.items() if text != getattr(row, name)}
            if changed:
                _empty(deed, row, **changed)
                count += 1
    return count


def _speaks_of(gone: Gone, columns: tuple[str, ...], *, named: bool) -> Q:
    """Rows that may hold it: numbers are written with spaces and dashes too, so four of their digits are enough."""
    marks = [number[-4:] for number in (gone.number, gone.phone) if number]
    marks += [gone.name] if named and len(gone.name) > 1 else []
    found = Q(pk__in=[])
    for mark in marks:
        for column in columns:
            found |= Q(**{f"{column}__icontains": mark})
    return found


def _empty(deed: Deed, row: Any, **columns: str) -> None:
    before = row_digest(row)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    deed.erased(row, before)


provide(Trace("cases.contacts", _open, _erase))
