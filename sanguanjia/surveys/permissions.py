"""Who may do what to surveys, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import Ground, Predicate, holds, is_system
from sanguanjia.kernel.refusal import Reason

ABOVE = ("subdistrict_officer", "district_officer", "city_officer")
OFFICES = ("neighbourhood_officer", *ABOVE)
ENTERERS = ("grid_worker", *OFFICES)
"""Who types in what households said on the phone or on paper."""
HOUSEHOLD = ("owner", "tenant")


@dataclass(frozen=True, slots=True)
class Thing:
    """A survey as the sentences see it; `unit_id` of the household that wants to answer."""

    place: str
    unit_id: int | None = None


def _lives_there(actor: Actor, thing: Thing) -> Ground:
    for held in actor.mandates:
        if held.role in HOUSEHOLD and held.unit_id is not None and held.unit_id == thing.unit_id:
            return Ground(True, held)
    return Ground(False, None, Reason("not_your_household"))


may_run = holds(*OFFICES).named("surveys.run")
may_enter = holds(*ENTERERS).named("surveys.enter")
may_close = (is_system | holds(*OFFICES)).named("surveys.close")
may_record = holds(*ABOVE).named("surveys.record_earlier")
may_answer = Predicate("surveys.answer", _lives_there)
