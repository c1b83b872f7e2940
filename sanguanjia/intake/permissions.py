"""Who works at the desk that takes sheets in."""

from __future__ import annotations

from typing import Final

from sanguanjia.cases.permissions import FRONT_DESK_ROLES
from sanguanjia.kernel.predicates import holds

may_take_in: Final = holds(*FRONT_DESK_ROLES).named("intake.take_in")
