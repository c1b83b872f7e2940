"""From what somebody chose to a seat: the department's desk here, a side of an estate, an expert by name.

"chengguan"          the department of the duty list, at the organisation the district named for it
"committee:140"      a side of the estate 140; company, neighbourhood, subdistrict, branch, delegate likewise
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sanguanjia.cases.places import PlaceFacts, place_facts
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.registry import queries as registry
from sanguanjia.whistle.types import Department
from sanguanjia.whistle.values import desks_at, whistle_policy

from .models import Meeting, Seat
from .types import SeatKind

ROLE_OF_SIDE: Mapping[str, str] = {
    "subdistrict": "subdistrict_officer",
    "neighbourhood": "neighbourhood_officer",
    "company": "company_manager",
    "committee": "committee_member",
    "branch": "party_secretary",
    "delegate": "delegate",
}
NAME_OF_SIDE: Mapping[str, str] = {
    "subdistrict": "街道", "neighbourhood": "社区", "company": "物业公司", "committee": "业委会（物管会）",
    "branch": "党支部", "delegate": "居民代表",
}  # fmt: skip


def departments(home_id: int) -> dict[str, Department]:
    """The departments of the duty list that have a desk, by code."""
    today = clock.today()
    listed = whistle_policy(place_facts(home_id, today), today).departments
    return {code: found for code, found in listed.items() if found.kind in ("department", "utility")}


def seats_for(meeting: Meeting, home: Home, codes: Iterable[str]) -> tuple[list[Seat], list[Reason]]:
    """The seats that codes name, and what is wrong with the others (unknown_member, no_desk_named)."""
    known, desks = departments(home.pk), desks_at(home.path)
    seats: list[Seat] = []
    wrong: list[Reason] = []
    for code in dict.fromkeys(codes):
        seat = _side(meeting, home, code) if ":" in code else None
        if code in known and code in desks:
            seat = _department(meeting, home, known[code], desks[code])
        if seat is not None:
            seats.append(seat)
        elif code in known:
            wrong.append(Reason("no_desk_named", "seats", {"department": known[code].name}))
        else:
            wrong.append(Reason("unknown_member", "seats"))
    return seats, wrong


def _department(meeting: Meeting, home: Home, department: Department, organisation_id: int) -> Seat:
    return Seat(
        estate_id=meeting.estate_id, meeting_id=meeting.pk, kind=department.kind, code=department.code,
        name=department.name, role="department_officer", place=home.path, organisation_id=organisation_id,
    )  # fmt: skip


def _side(meeting: Meeting, home: Home, code: str) -> Seat | None:
    kind, _, number = code.partition(":")
    if kind not in ROLE_OF_SIDE or not (number.isascii() and number.isdecimal() and len(number) < 12):
        return None
    try:
        place = place_facts(int(number), clock.today())
    except Refusal:
        return None
    if not place.path.startswith(home.path) or (kind == "company" and place.company_id is None):
        return None
    return Seat(
        estate_id=meeting.estate_id, meeting_id=meeting.pk, kind=SeatKind(kind).value, code=code,
        name=_name(kind, place), role=ROLE_OF_SIDE[kind], place=place.path,
        organisation_id=place.company_id if kind == "company" else None, estate_ref=place.home_id,
    )  # fmt: skip


def _name(kind: str, place: PlaceFacts) -> str:
    if kind == "company" and place.company_id is not None:
        return registry.organisation(place.company_id).name[:80]
    if kind in ("subdistrict", "neighbourhood"):
        above = Home.objects.filter(pk__in=[int(part) for part in place.path.strip("/").split("/")], kind=kind)
        return above.values_list("name", flat=True).first() or f"{place.name}{NAME_OF_SIDE[kind]}"
    return f"{place.name}{NAME_OF_SIDE[kind]}"[:80]


def choices(home: Home, estate_ids: Iterable[int]) -> tuple[tuple[str, str], ...]:
    """(code, words) of everybody who may be called: departments with a desk, and the sides of the estates concerned."""
    desks = desks_at(home.path)
    found = [(code, each.name) for code, each in departments(home.pk).items() if code in desks]
    for number in dict.fromkeys(estate_ids):
        place = place_facts(number, clock.today())
        if place.kind == "estate":
            sides = [side for side in NAME_OF_SIDE if side != "company" or place.company_id is not None]
            found += [(f"{side}:{number}", f"{place.name} {NAME_OF_SIDE[side]}") for side in sides]
    return tuple(found)
