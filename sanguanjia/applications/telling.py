"""Whom a move concerns, and what they are told. Never what an application says, never a name."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed
from sanguanjia.notices.types import Audience
from sanguanjia.notices.writing import write

from .models import Application
from .permissions import Thing
from .types import ROLES

_TO_APPLICANT = frozenset({"ask_correction", "accept", "grant", "refuse"})
_TO_OFFICES = frozenset({"submit", "accept"})


def tell(deed: Deed, verb: str, row: Application, thing: Thing) -> None:
    """Write what this move makes worth telling."""
    facts = {"item": row.item_name, "number": str(row.number)}
    href = f"/applications/{row.estate_id}/{row.pk}/"
    if verb in _TO_APPLICANT and deed.actor.account_id != row.account_id:
        write(deed, f"applications.{verb}", audience=Audience(accounts=(row.account_id,)), facts=facts, href=href)
    if verb in _TO_OFFICES:
        roles = tuple(ROLES[level] for level in thing.item.offices)
        to_offices = Audience(roles=roles, path=thing.place, but=deed.actor.account_id)
        write(deed, f"applications.work_{verb}", audience=to_offices, facts=facts, href=href)
