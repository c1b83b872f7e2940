"""Blow the whistle (吹哨): every department of the list is called at once, each with its own task and clocks."""

from __future__ import annotations

from datetime import timedelta

from sanguanjia.cases import actions as case_acts
from sanguanjia.cases import queries as cases
from sanguanjia.cases.permissions import may_see
from sanguanjia.cases.types import Confidentiality
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.counters import next_number
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.whistle.models import Attempt, Whistle
from sanguanjia.whistle.permissions import may_blow
from sanguanjia.whistle.store import new_task
from sanguanjia.whistle.types import Kind, WhistleRef
from sanguanjia.whistle.values import desks_at, world_at


@act("whistle.blow")
def blow(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    duty: str,
    kind: str = "grievance",
    words: str = "",
) -> WhistleRef:
    """`duty`: code of the list. The matter waits until every part is accepted.

    Refuses not_found, not_permitted, stale, wrong_phase, unknown_duty, unknown_whistle_kind, not_urgent, no_attempt
    (an emergency needs none), whistled_already.
    """  # fmt: skip
    row, facts, _place, _world, thing = cases.thing(estate_id, case_id)
    if not may_see(deed.actor, thing):
        refuse("not_found")
    place, world = world_at(estate_id, deed.at, duty)
    mandate = deed.permit(may_blow, place)
    if version is not None and version != row.version:
        refuse("stale", version=row.version, state=row.state)
    if Whistle.objects.filter(estate_id=estate_id, case_id=case_id, state="open").exists():
        refuse("whistled_already")
    tried = Attempt.objects.filter(estate_id=estate_id, case_id=case_id).order_by("at").first()
    entry = world.policy.duties.get(duty)
    found = [] if entry else [Reason("unknown_duty", "duty")]
    if kind not in set(Kind):
        found.append(Reason("unknown_whistle_kind", "kind"))
    if kind == Kind.EMERGENCY and entry and not entry.urgent:
        found.append(Reason("not_urgent", "kind"))
    if kind != Kind.EMERGENCY and tried is None:
        found.append(Reason("no_attempt"))
    refuse_if_any(found)
    if entry is None or deed.actor.account_id is None:
        refuse("unknown_duty", "duty")
    secret = facts.confidentiality is Confidentiality.MATTER
    whistle = Whistle(
        estate_id=estate_id, number=next_number(estate_id, "whistle"), case_id=case_id, kind=kind,
        duty_code=entry.code, duty_name=entry.name, basis=entry.basis, blown_at=deed.at,
        blown_by_account_id=deed.actor.account_id, blown_by_name=deed.actor.name,
        blown_role=mandate.role if mandate else "", blown_organisation_id=mandate.organisation_id if mandate else None,
        in_time=None if tried is None else deed.at - tried.at <= timedelta(hours=world.policy.report_hours),
        company_id=None if secret else row.company_id, grid_id=place.grid_id, rule=entry.version,
    )  # fmt: skip
    whistle.save(force_insert=True)
    deed.touched(whistle)
    said = words.strip() or (tried.words if tried else f"紧急吹哨：{entry.name}")
    case_acts.whistle(SYSTEM, estate_id=estate_id, case_id=case_id, words=said[:2000])
    desks = desks_at(place.path)
    for seq, department in enumerate(dict.fromkeys((entry.lead, *entry.support)), start=1):
        new_task(
            deed, whistle, place, world, department=department, lead=department == entry.lead, seq=seq,
            organisation_id=desks.get(department),
        )  # fmt: skip
    deed.under(entry.version, world.policy.limits_version)
    return WhistleRef(estate_id, whistle.pk, whistle.number, whistle.state)
