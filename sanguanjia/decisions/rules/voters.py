"""Who casts for a unit, which ballot counts, which area weighs (OWN-010, OWN-013 … OWN-018, OWN-034, OWN-046 ff.)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sanguanjia.decisions.types import Finding, Level
from sanguanjia.kernel.refusal import Reason, Refusal

from .count import DEEMED_KEY
from .inquiry import Inquiry
from .law import Law


@dataclass(frozen=True, slots=True)
class Voter:
    """Who stands at the box. `age` None = not known to be a minor; `basis` as the registry names it, "" = none."""

    basis: str
    age: int | None = None
    incapacitated: bool = False
    by_guardian: bool = False
    is_tenant: bool = False
    in_arrears: bool = False


@dataclass(frozen=True, slots=True)
class Proxy:
    """A written authority: how many owners this person already stands for, this one included."""

    written: bool
    principals: int
    opinion_on_item: bool = False
    property_staff: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """One ballot handed in for a unit, in the order of arrival; `voter` is the owner, `proxy` true when by another."""

    voter: str
    choice: str
    valid: bool = True
    proxy: bool = False


@dataclass(frozen=True, slots=True)
class Effective:
    """Which of a unit's ballots counts (its place in the list, None = none), and why."""

    index: int | None
    why: str
    finding: Finding


def weighing_area(law: Law, areas: Mapping[str, int]) -> tuple[int, str]:
    """The area that weighs, and the source it was read from: register, survey, contract, in this order (OWN-010)."""
    names = {"registered": "registry", "surveyed": "surveyed", "contract": "contract"}
    for step in law.need("own.unit.area_source").value["order"]:
        source = names.get(step, step)
        if source in areas:
            return areas[source], source
    raise Refusal([Reason("no_area_source", "area", {})])


def may_vote(law: Law, voter: Voter) -> Finding:
    """Owner on a ground the place knows (OWN-015), not a tenant (OWN-016), a guardian where needed (OWN-014)."""
    looked = Inquiry(law)
    grounds = looked.need("own.electorate.owners")
    if voter.is_tenant and not voter.basis:
        looked.check("tenants_do_not_vote", bool(looked.need("own.electorate.tenants")), "basis")
    else:
        looked.check("not_an_owner", voter.basis in grounds, "basis", basis=voter.basis or "—")
    ages = looked.held("own.electorate.capacity")
    if ages:
        minor = voter.age is not None and voter.age < ages["full_from"]
        looked.check("guardian_votes", not (minor or voter.incapacitated) or voter.by_guardian, "age")
    arrears = looked.held("own.electorate.arrears")
    if voter.in_arrears and arrears and arrears["restrict"]:
        looked.check("restricted_by_covenant", False, "arrears")
    return looked.finding()


def proxy(law: Law, authority: Proxy) -> Finding:
    """Written, within the cap, never by those the place excludes (OWN-048)."""
    looked = Inquiry(law)
    rule, cap = looked.need("own.ballot.proxy"), looked.held("own.ballot.proxy_cap")
    if rule["written"]:
        looked.check("proxy_not_written", authority.written, "written")
    if rule["per_item"]:
        looked.check("proxy_without_opinion", authority.opinion_on_item, "opinion_on_item")
    if "property_staff" in rule["exclude"]:
        looked.check("proxy_is_property_staff", not authority.property_staff, "property_staff")
    if cap:
        most = cap["max"]
        looked.check(
            "proxy_for_too_many", authority.principals <= most, "principals", n=authority.principals, most=most
        )
    return looked.finding()


def effective(law: Law, casts: Sequence[Cast], *, disputed: bool = False) -> Effective:
    """One ballot per unit: the first valid co-owner stands (OWN-013), with the last or the first ballot, by policy.

    An owner's own ballot beats a proxy's, an invalid one is no ballot (OWN-005), a dispute among co-owners freezes all.
    """
    looked = Inquiry(law)
    counts = looked.need("own.ballot.revote")["counts"]
    looked.held("own.electorate.co_owners")
    looked.held("own.ballot.invalid")
    valid = [n for n, cast in enumerate(casts) if cast.valid]
    if not looked.check("co_owners_dispute", not disputed, None):
        return Effective(None, "disputed", looked.finding())
    if not valid:
        return Effective(None, "none_valid", looked.finding())
    own = [n for n in valid if not casts[n].proxy] or valid
    voter = casts[own[0]].voter
    mine = [n for n in own if casts[n].voter == voter]
    return Effective(mine[-1] if counts == "last" else mine[0], counts, looked.finding())


def delivery(law: Law, *, delivered: bool, posted_in_estate: bool) -> Finding:
    """A ballot that cannot be delivered is announced in the estate (OWN-047)."""
    looked = Inquiry(law)
    rule = looked.held("own.ballot.undeliverable")
    if rule and rule["post_in_estate"]:
        looked.check("neither_delivered_nor_posted", delivered or posted_in_estate, None)
    return looked.finding()


def named(law: Law, signed: bool) -> Finding:
    """Ballots bear the owner's name, unless the estate chose otherwise (OWN-046)."""
    looked = Inquiry(law)
    if looked.held("own.ballot.named"):
        looked.check("ballot_not_signed", signed, "signed")
    return looked.finding()


def representative(law: Law, *, days_before: int, signed: bool, handed_on: bool) -> Finding:
    """A representative brings signed opinions in time and hands the task to nobody (OWN-049)."""
    looked = Inquiry(law)
    rule = looked.need("own.ballot.representative")
    looked.check("representative_handed_on", not handed_on or rule["redelegate"], None)
    if "collect_before_days" in rule:
        least = rule["collect_before_days"]
        looked.check("opinions_too_late", days_before >= least, "days_before", given=days_before, least=least)
    if rule.get("signed"):
        looked.check("opinions_not_signed", signed, "signed")
    return looked.finding()


def may_deem(
    law: Law, level: Level, *, covenant_version: str, covenant_names_qualified: bool, proven: int, counted: int
) -> Finding:
    """Whether the second line may be shown at all (OWN-034): a covenant, a proof of delivery for each ballot."""
    looked = Inquiry(law)
    looked.held(DEEMED_KEY)
    looked.check("no_covenant_for_deeming", bool(covenant_version), "covenant")
    if level is Level.QUALIFIED:
        looked.check("never_deemed_when_qualified", covenant_names_qualified, "level")
    looked.check("delivery_not_proven", proven >= counted, "proven", proven=proven, counted=counted)
    return looked.finding()
