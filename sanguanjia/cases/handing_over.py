"""Open work of this room that lies with a person: orders given to one worker by name (`access.open_work`)."""

from __future__ import annotations

from django.urls import reverse

from sanguanjia.access.open_work import OpenMatter, PostOf, Provider, provide
from sanguanjia.cases.models import Case
from sanguanjia.cases.types import State
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.scoped import cross_estate

_AT_WORK = (State.TAKEN.value, State.WORKING.value)
_SHOWN = 200


def _orders(post: PostOf) -> list[Case]:
    if post.organisation_id is None:
        return []
    with cross_estate():
        rows = Case.objects.filter(
            worker_account_id=post.account_id, holder_organisation_id=post.organisation_id, state__in=_AT_WORK,
            estate__path__startswith=post.place,
        )  # fmt: skip
        return list(rows.order_by("id"))


def _list(post: PostOf) -> tuple[OpenMatter, ...]:
    return tuple(
        OpenMatter(f"{row.number} {row.need_name}", reverse("cases:case", args=[row.estate_id, row.pk]))
        for row in _orders(post)[:_SHOWN]
    )


def _hand_over(actor: Actor, post: PostOf, to_account_id: int, reason: str) -> int:
    from sanguanjia.cases.actions import assign

    rows = _orders(post)
    for row in rows:
        assign(actor, estate_id=row.estate_id, case_id=row.pk, worker_account_id=to_account_id, words=reason)
    return len(rows)


provide(Provider("cases.orders", "派给本人的工单", _list, _hand_over))
