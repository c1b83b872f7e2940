"""Who opens the pages: a system administrator in a staff session who has just proved who he is."""

from sanguanjia.access.permissions import needs_step_up
from sanguanjia.access.types import Role
from sanguanjia.kernel.doors import needs
from sanguanjia.kernel.predicates import word

for_administrators = needs(
    word("is a system administrator in a staff session", lambda actor, _t: actor.has_role(Role.SYSTEM_ADMIN))
    & needs_step_up
)
