"""Which mood a page has for whom."""

from __future__ import annotations

from sanguanjia.kernel.actor import Actor

RESIDENT_ROLES = frozenset(
    {"owner", "tenant", "building_head", "delegate", "volunteer", "committee_member", "party_secretary"}
)


def base_of(actor: Actor) -> str:
    """Resident pages for people who only live somewhere, desk pages for everybody with an office."""
    roles = {mandate.role for mandate in actor.mandates}
    return "look/resident.html" if roles and roles <= RESIDENT_ROLES else "look/desk.html"
