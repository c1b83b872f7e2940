"""A district names which organisation answers for a department of the list; the job gives it the tasks that wait."""

from __future__ import annotations

from datetime import timedelta

from sanguanjia.cases.places import place_facts
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, Refusal, refuse_if_any
from sanguanjia.registry import queries as registry
from sanguanjia.registry.types import OrganisationRef
from sanguanjia.whistle.models import Desk
from sanguanjia.whistle.permissions import may_name_desks
from sanguanjia.whistle.values import whistle_policy

_KINDS = ("department", "authority", "company")


@act("whistle.name_desk")
def name_desk(deed: Deed, *, estate_id: int, department: str, organisation_id: int, phone: str = "") -> str:
    """`estate_id`: the home of the district or city. Answers the organisation's name. The desk named before ends.

    Refuses not_found, not_permitted, unknown_department, no_such_desk.
    """
    deed.permit(may_name_desks, home_of("estate_id")(estate_id=estate_id))
    today = clock.today()
    known = whistle_policy(place_facts(estate_id, today), today).departments.get(department)
    found = []
    if known is None or known.kind not in ("department", "utility"):
        found.append(Reason("unknown_department", "department"))
    organisation = _organisation(organisation_id)
    if organisation is None or organisation.kind not in _KINDS:
        found.append(Reason("no_such_desk", "organisation"))
    refuse_if_any(found)
    for old in Desk.objects.select_for_update().filter(estate_id=estate_id, department=department, until=None):
        before = row_digest(old)
        old.until = max(old.since, today - timedelta(days=1))
        old.save(update_fields=["until"])
        deed.touched(old, before=before)
    desk = Desk(
        estate_id=estate_id, department=department, organisation_id=organisation_id, phone=phone.strip()[:30],
        since=today,
    )  # fmt: skip
    desk.save(force_insert=True)
    deed.touched(desk)
    return organisation.name if organisation else ""


def _organisation(organisation_id: int) -> OrganisationRef | None:
    try:
        return registry.organisation(organisation_id)
    except Refusal:
        return None
