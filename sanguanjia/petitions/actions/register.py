"""A petition comes in: entered by an office (letter, visit, phone), or brought by a resident over the network."""

from __future__ import annotations

import secrets
from datetime import date

from sanguanjia.cases.rules import tracking
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.counters import next_number
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.petitions.models import Petition, Representative
from sanguanjia.petitions.permissions import Thing, may_file, may_register
from sanguanjia.petitions.rules.entry import bare_phone, wrong_with
from sanguanjia.petitions.rules.handling import received
from sanguanjia.petitions.store import earlier, fresh
from sanguanjia.petitions.types import Channel, Facts, Kind, PetitionRef, State
from sanguanjia.petitions.values import OFFICE_KINDS, world_at


@act("petitions.register")
def register(
    deed: Deed,
    *,
    estate_id: int,
    channel: str = "network",
    kind: str = "request",
    title: str,
    text: str,
    name: str = "",
    phone: str = "",
    address: str = "",
    received_on: date | None = None,
    people: int = 1,
    representatives: tuple[tuple[str, str], ...] = (),
    about_estate_id: int | None = None,
    need: str = "",
    case: tuple[int, int] | None = None,
    same: tuple[int, int] | None = None,
    accused_home_id: int | None = None,
    accused_organisation_id: int | None = None,
) -> PetitionRef:
    """`estate_id`: the home of the petition office; `case`, `same`: (home, id). A resident files for himself.

    Refuses not_found, not_permitted, missing, too_long, malformed, channel_unknown, day_not_come, people_unknown,
    too_many_representatives, representatives_missing, same_unknown, unit_is_accused.
    """
    home = Home.objects.filter(pk=estate_id, kind__in=OFFICE_KINDS).values_list("path", flat=True).first()
    if home is None:
        refuse("not_found")
    here = Thing(home)
    by_office = bool(may_register(deed.actor, here))
    deed.permit(may_register | may_file, here)
    spoken = tuple((n.strip(), p.strip()) for n, p in representatives if n.strip() or p.strip())
    who = name if by_office else deed.actor.name
    found = list(wrong_with(kind, title, text, who, phone, address, [n for n, _p in spoken]))
    if channel not in set(Channel) or (not by_office and channel != Channel.NETWORK):
        found.append(Reason("channel_unknown", "channel"))
    if same is not None and earlier(*same) is None:
        found.append(Reason("same_unknown", "same"))
    if accused_home_id == estate_id:
        found.append(Reason("unit_is_accused", "accused"))
    refuse_if_any(found)
    world = world_at(home, deed.at, deed.actor.account_id)
    on = received_on if received_on is not None and by_office else clock.today()
    facts = Facts(
        State.RECEIVED, Kind(kind), accused_home_id=accused_home_id, accused_organisation_id=accused_organisation_id
    )
    decision = received(facts, world, on=on, people=people, representatives=len(spoken))
    row = Petition(
        estate_id=estate_id, number=next_number(estate_id, "petition"), tracking_code=_code(estate_id),
        channel=channel, kind=kind, title=title.strip(), text=text.strip(), people=people,
        petitioner_name=who.strip(), petitioner_address=address.strip(), phone=bare_phone(phone),
        petitioner_account_id=None if by_office else deed.actor.account_id,
        entered_by_account_id=deed.actor.account_id if by_office else None, received_on=on,
        about_estate_id=about_estate_id, need=need[:12], case_estate_id=case[0] if case else None,
        case_id=case[1] if case else None, same_home_id=same[0] if same else None, same_id=same[1] if same else None,
    )  # fmt: skip
    ref = fresh(deed, row, decision.after, decision, "")
    for spokesman, number in spoken:
        person = Representative(estate_id=estate_id, petition_id=row.pk, name=spokesman, phone=bare_phone(number))
        person.save(force_insert=True)
        deed.touched(person)
    deed.under(world.policy.representatives_version)
    return ref


def _code(home_id: int) -> str:
    return tracking.make(home_id, lambda: secrets.randbits(35))
