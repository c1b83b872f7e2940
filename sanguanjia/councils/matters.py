"""The matter behind a line of the agenda: read for who may see it, and told what the meeting did."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.cases import actions as case_acts
from sanguanjia.cases import queries as cases
from sanguanjia.cases.models import Case
from sanguanjia.cases.permissions import may_see
from sanguanjia.cases.places import PlaceFacts
from sanguanjia.cases.rules.table import allowed
from sanguanjia.cases.types import ENDS, Confidentiality, State
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import refuse

MOST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as meetings need it. `secret`: kept from companies."""

    row: Case
    place: PlaceFacts
    secret: bool

    @property
    def is_over(self) -> bool:
        """Whether nobody is at it any more."""
        return State(self.row.state) in ENDS


def matter_for(actor: Actor, estate_id: int, case_id: int) -> Matter:
    """The matter, for who may see it (the platform itself always). Refuses not_found."""
    row, facts, place, _world, thing = cases.thing(estate_id, case_id)
    if not actor.is_system and not may_see(actor, thing):
        refuse("not_found")
    return Matter(row, place, facts.confidentiality is Confidentiality.MATTER)


def note_on(deed: Deed, estate_id: int | None, case_id: int | None, words: str) -> bool:
    """A line in the matter's own history, where its state takes one and the actor may write it. Says whether it did."""
    if estate_id is None or case_id is None or deed.actor.account_id is None:
        return False
    _row, facts, _place, _world, thing = cases.thing(estate_id, case_id)
    if not allowed("add_note", facts.state) or not may_see(deed.actor, thing):
        return False
    case_acts.add_note(deed.actor, estate_id=estate_id, case_id=case_id, words=words[:MOST_NOTE])
    return True
