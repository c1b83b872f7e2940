"""The property management committee (物管会): when, who, how it meets; it never votes for the owners (rules.md 1.7)."""

from __future__ import annotations

from collections.abc import Collection

from sanguanjia.decisions.types import Finding

from .committee import sitting
from .inquiry import Inquiry
from .law import Law
from .preparation import body


def due(law: Law, situation: Collection[str], applicants: int, owners: int) -> Finding:
    """One of the place's situations, and enough applicants where it asks for them."""
    looked = Inquiry(law)
    rule = looked.need("own.interim.trigger")
    looked.check("no_interim_body_here", bool(set(rule["any"]) & set(situation)), "situation")
    if "applicants" in rule:
        looked.share("too_few_apply", rule["applicants"], applicants, owners, "applicants")
    return looked.finding()


def composed(law: Law, members: int, owners: int) -> Finding:
    """Size, odd number, owners' share."""
    looked = Inquiry(law)
    body(looked, looked.need("own.interim.size"), members, owners)
    return looked.finding()


def decision(
    law: Law,
    members: int,
    present: int,
    yes: int,
    *,
    owner_members: int,
    owners_present: int,
    proxies: int = 0,
    signed: int | None = None,
) -> Finding:
    """More than half of the members and more than half of the owner members are there; majority of all (Beijing 57)."""
    looked = Inquiry(law)
    rule = looked.need("own.interim.quorum")
    sitting(looked, rule, members, present, yes, proxies, signed)
    if "owners_present" in rule:
        looked.share("too_few_owners_present", rule["owners_present"], owners_present, owner_members, "owners_present")
    return looked.finding()


def may_decide(law: Law, matter: int) -> Finding:
    """It organises owners' votes and does not replace them: no matter of article 278 is its own."""
    looked = Inquiry(law)
    looked.check(
        "owners_decide_this", bool(looked.need("own.interim.powers")["replaces_owners"]), "matter", matter=matter
    )
    return looked.finding()
