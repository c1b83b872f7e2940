"""Which triggers a matter fires (WHI-006, L-G8)."""

from __future__ import annotations

from collections.abc import Iterable

from sanguanjia.councils.types import MatterFacts, Trigger


def fires(trigger: Trigger, facts: MatterFacts) -> bool:
    """Whether everything the trigger names holds; one that names nothing is chosen by people only."""
    if trigger == Trigger(trigger.code, trigger.name):
        return False
    return (
        (not trigger.matters or facts.matter in trigger.matters)
        and facts.days >= trigger.days
        and facts.departments >= trigger.departments
        and (facts.emergency or not trigger.emergency)
        and (facts.late or not trigger.late)
    )


def fired(triggers: Iterable[Trigger], facts: MatterFacts) -> tuple[Trigger, ...]:
    """Every trigger that fires, in the order of the list."""
    return tuple(trigger for trigger in triggers if fires(trigger, facts))
