"""Who works at the desk that takes sheets in."""

from __future__ import annotations

from typing import Final

from sanguanjia.cases.permissions import FRONT_DESK_ROLES
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import holds, is_system

may_take_in: Final = holds(*FRONT_DESK_ROLES).named("intake.take_in")
may_carry_out: Final = is_system.named("intake.carry_out")


def own_desk(actor: Actor) -> int | None:
    """The home of the desk a person works at: the hotline's own, else the highest office; None for nobody's."""
    held = [m for m in actor.mandates if m.role in FRONT_DESK_ROLES]
    return min(held, key=lambda m: (m.role != "hotline_operator", len(m.place))).home_id if held else None
