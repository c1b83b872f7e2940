"""A meeting is convened as a draft: kind, time, place. Its agenda and members come next, then it is called."""

from __future__ import annotations

import uuid
from datetime import datetime

from sanguanjia.councils.models import Meeting
from sanguanjia.councils.permissions import MeetingThing, is_host
from sanguanjia.councils.rules.words import missing
from sanguanjia.councils.store import note, ref_of
from sanguanjia.councils.types import Kind, MeetingRef
from sanguanjia.councils.values import council_policy
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.counters import next_number
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("councils.convene")
def convene(
    deed: Deed,
    *,
    estate_id: int,
    kind: str,
    title: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
    place_words: str,
    checklist: str = "",
) -> MeetingRef:
    """`estate_id`: home of the office that calls it, or the estate of a four-party council.

    Refuses not_found, unknown_kind, not_permitted, not_held_here, missing, too_long, ends_before_start,
    starts_in_the_past, unknown_checklist.
    """
    home = Home.objects.filter(pk=estate_id).first() or refuse("not_found")
    policy = council_policy(home, deed.at.astimezone(SHANGHAI).date())
    rule = policy.kinds.get(kind) or refuse("unknown_kind", "kind")
    deed.permit(is_host, MeetingThing(home.path, rule.chairs))
    found = times_wrong(starts_at, ends_at, deed.at)
    if home.kind not in rule.homes:
        found.append(Reason("not_held_here", "kind", {"kind": rule.name}))
    found += missing(title, "title", "会议名称", 100) + missing(place_words, "place_words", "地点", 120)
    if kind == Kind.VISIT and checklist not in policy.checklists:
        found.append(Reason("unknown_checklist", "checklist"))
    refuse_if_any(found)
    if starts_at is None or ends_at is None or deed.actor.account_id is None:
        refuse("missing", "starts_at", label="时间")
    quorum = rule.quorum
    row = Meeting(
        estate_id=estate_id, number=next_number(estate_id, "meeting"), kind=kind, kind_name=rule.name,
        title=title.strip(), checklist=checklist if kind == Kind.VISIT else "", starts_at=starts_at, ends_at=ends_at,
        place_words=place_words.strip(), uid=str(uuid.uuid4()), changed_at=deed.at, chairs=list(rule.chairs),
        quorum={"num": quorum.num, "den": quorum.den, "seats": list(quorum.seats), "experts": quorum.experts},
        rule=policy.kinds_version, convened_by_account_id=deed.actor.account_id, convened_by_name=deed.actor.name,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    note(deed, row, "convene", 1)
    deed.under(policy.kinds_version)
    return ref_of(row)


def times_wrong(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> list[Reason]:
    """What is wrong with the times of a meeting."""
    if starts_at is None or ends_at is None:
        return [Reason("missing", "starts_at", {"label": "时间"})]
    found = [] if ends_at > starts_at else [Reason("ends_before_start", "ends_at")]
    return found if starts_at > now else [*found, Reason("starts_in_the_past", "starts_at")]
