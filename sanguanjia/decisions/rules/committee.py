"""The owners' committee at work and at its end (OWN-054, OWN-060 … OWN-076)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sanguanjia.decisions.types import Finding, Weight
from sanguanjia.policy.types import Json

from .inquiry import Inquiry
from .law import Law, threshold


def size(law: Law, seats: int, households: int, area: int) -> Finding:
    """Seats within bounds and odd; small estates have their own number (OWN-060). `area` in hundredths of m2."""
    looked = Inquiry(law)
    rule = looked.need("own.committee.size")
    small = rule.get("small")
    if small and is_small(small, households, area) and seats == small["size"]:
        looked.check("too_few_seats", True, "seats", n=seats, least=small["size"])
        return looked.finding()
    looked.check("too_few_seats", seats >= rule["min"], "seats", n=seats, least=rule["min"])
    if "max" in rule:
        looked.check("too_many_seats", seats <= rule["max"], "seats", n=seats, most=rule["max"])
    if rule["odd"]:
        looked.check("seats_not_odd", seats % 2 == 1, "seats", n=seats)
    return looked.finding()


def is_small(rule: Json, households: int, area: int) -> bool:
    """Whether an estate counts as small: by households or by area, with the place's own "up to" or "under"."""
    have, limit = (households, rule["households"]) if "households" in rule else (area, rule["area_m2"] * 100)
    return bool(have <= limit if rule["test"] == "le" else have < limit)


def least_seats(rule: Json, households: int, area: int) -> int:
    """The legal minimum of members for this estate."""
    small = rule.get("small")
    return int(small["size"] if small and is_small(small, households, area) else rule["min"])


def eligible(law: Law, met: Collection[str]) -> Finding:
    """A candidate meets every condition the place names (OWN-062); `met` are those that were verified."""
    looked = Inquiry(law)
    for condition in looked.need("own.committee.eligibility"):
        looked.check(f"candidate_{condition}", condition in met, condition)
    return looked.finding()


def nominated(law: Law, route: str) -> Finding:
    """A candidate comes by one of the routes the place names, where it names any (OWN-063)."""
    looked = Inquiry(law)
    routes = looked.held("own.committee.nomination")
    if routes is not None:
        looked.check("no_such_nomination", route in routes, "route", route=route)
    return looked.finding()


def alternates(law: Law, count: int, seats: int) -> Finding:
    """No more alternates than members, where the place knows alternates at all."""
    looked = Inquiry(law)
    if looked.need("own.committee.alternates")["up_to"] == "seats":
        looked.check("too_many_alternates", count <= seats, "alternates", n=count, most=seats)
    else:
        looked.check("no_alternates_here", count == 0, "alternates", n=count)
    return looked.finding()


def decision(law: Law, members: int, present: int, yes: int, *, proxies: int = 0, signed: int | None = None) -> Finding:
    """Quorum and majority of a committee meeting; a majority is reckoned of *all* members (OWN-068)."""
    looked = Inquiry(law)
    sitting(looked, looked.need("own.committee.quorum"), members, present, yes, proxies, signed)
    return looked.finding()


def sitting(
    looked: Inquiry, rule: Json, members: int, present: int, yes: int, proxies: int, signed: int | None
) -> None:
    """What every body's meeting is asked: enough present, enough yes of all, no proxies, signatures."""
    looked.check(
        "more_yes_than_present", 0 <= yes <= present <= members, "yes", yes=yes, present=present, members=members
    )
    looked.share("too_few_present", rule["present"], present, members, "present")
    looked.share("too_few_yes", rule["yes"], yes, members, "yes")
    if rule.get("proxies") is False:
        looked.check("no_proxies_in_committee", proxies == 0, "proxies", n=proxies)
    if rule.get("signed") and signed is not None:
        looked.share("not_signed_by_enough", rule["yes"], signed, members, "signed")


def call(law: Law, asking: int, members: int) -> Finding:
    """A share of the members can demand a meeting (OWN-067)."""
    looked = Inquiry(law)
    looked.share("too_few_members_ask", looked.need("own.committee.meeting")["call"], asking, members, "asking")
    return looked.finding()


def meets_often_enough(law: Law, last: dt.date, today: dt.date) -> Finding:
    """Every so many months, where a place says so (OWN-067)."""
    looked = Inquiry(law)
    months = looked.need("own.committee.meeting").get("every_months")
    if months:
        due = _months_after(last, months)
        looked.check("committee_has_not_met", today <= due, None, last=last, latest=due)
    return looked.finding()


def _months_after(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):  # CAL-005: the corresponding day, else the month's end
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


def seat_ends(law: Law, events: Collection[str]) -> Finding:
    """Whether a seat ended by itself (OWN-070): not_owner, resigned, health. Unmet = it did; the codes say why."""
    looked = Inquiry(law)
    rule = looked.need("own.committee.seat")
    for event in events:
        looked.check(f"seat_ended_{event}", event not in rule["ends"], event)
        if event in rule["by_assembly"]:
            looked.check(f"assembly_decides_{event}", False, event)
    return looked.finding()


@dataclass(frozen=True, slots=True)
class RemovalFacts:
    """Who proposes to remove a member, and on what ground."""

    ground: str
    members: int
    members_asking: int
    owners: Weight
    owners_asking: Weight
    meetings: int = 0
    missed: int = 0


def removal(law: Law, facts: RemovalFacts) -> Finding:
    """A ground the place knows, and enough members or enough owners who propose it (OWN-071). The assembly decides."""
    looked = Inquiry(law)
    rule = looked.need("own.committee.removal")
    ground_holds(looked, rule, facts.ground, facts.meetings, facts.missed)
    of_members, of_owners = threshold(rule["members"]), threshold(rule["owners"])
    asked = of_owners.met(facts.owners_asking.n, facts.owners.n)
    if rule["base"] == "voting_rights":  # both counts are voting rights
        asked = asked and of_owners.met(facts.owners_asking.area, facts.owners.area)
    enough = asked or of_members.met(facts.members_asking, facts.members)
    looked.check("too_few_propose_removal", enough, None, members=facts.members_asking, owners=facts.owners_asking.n)
    return looked.finding()


def ground_holds(looked: Inquiry, rule: Json, ground: str, meetings: int, missed: int) -> None:
    """A ground that the place knows; who is said to stay away stayed away often enough."""
    looked.check("no_ground_for_removal", ground in rule["grounds"], "ground", ground=ground)
    if ground == "missed_meetings" and "missed" in rule:
        looked.share("missed_too_few", rule["missed"], missed, meetings, "missed")


def suspended(law: Law, *, asked: bool) -> Finding:
    """Whether a member rests till the assembly decides: the place says so, and enough asked for the removal (OWN-071,
    Beijing article 46)."""
    looked = Inquiry(law)
    rule = looked.need("own.committee.removal")
    if looked.check("no_suspension_here", bool(rule.get("suspended")), "seat"):
        looked.check("removal_not_asked", asked, "seat")
    return looked.finding()


def stands(law: Law, left: int, seats: int) -> Finding:
    """With fewer than half of its members, alternates moved up, a committee has collapsed (OWN-072)."""
    looked = Inquiry(law)
    rule = looked.need("own.committee.collapse")
    gone = left * rule["den"] < seats * rule["num"]  # fewer than half of the seats; half still stands
    looked.check("committee_collapsed", not gone, None, left=left, seats=seats)
    return looked.finding()


def caretaker(law: Law, matter: str, *, renewing: bool) -> Finding:
    """From the renewal group to the election some matters may not be put to the vote (OWN-074)."""
    looked = Inquiry(law)
    banned = looked.held("own.committee.caretaker") or []
    looked.check("caretaker_may_not", not (renewing and matter in banned), "matter", matter=matter)
    return looked.finding()


def delegated(law: Law, matter: int, kind: str = "by_rules") -> Finding:
    """Whether the assembly may leave a matter of article 278 to the committee (OWN-054)."""
    looked = Inquiry(law)
    rule = looked.need("own.committee.delegation")
    looked.check("never_delegated", matter not in rule["never"], "matter", matter=matter)
    if rule["allowed"] not in ("by_rules", "never"):
        looked.check("delegated_beyond_bounds", kind == rule["allowed"], "kind", allowed=rule["allowed"])
    return looked.finding()


def integrity_published(law: Law, times_this_year: int) -> Finding:
    """Whether members pay their own fees is published so often (OWN-076)."""
    looked = Inquiry(law)
    rule = looked.held("own.committee.integrity")
    if rule:
        least = rule["times_per_year"]
        looked.check("payments_not_published", times_this_year >= least, None, n=times_this_year, least=least)
    return looked.finding()
