"""Who may see a full value, erase a person, run the retention job: sentences."""

from __future__ import annotations

from typing import Any, Final

from sanguanjia.access.permissions import administers, needs_step_up
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import holds, holds_for_organisation, is_known, is_system, word


def _of_another(actor: Actor, thing: Any) -> bool:
    return actor.is_system or thing.account_id is None or thing.account_id != actor.account_id


of_another: Final = word("is about somebody else", _of_another, "erases_oneself")

LOOKERS: Final = ("neighbourhood_officer", "subdistrict_officer", "company_manager")
ERASERS: Final = ("subdistrict_officer",)

# Those whose work needs to call or to identify a person: the offices that keep the roster, and the manager of the
# company that serves the estate. Never a neighbour, never the committee, never an office further up.
sees_full_values: Final = (
    holds("neighbourhood_officer", "subdistrict_officer") | holds_for_organisation("company_manager")
).named("privacy.see_full_values")
may_unmask: Final = (sees_full_values & needs_step_up).named("privacy.unmask")
# A whole roster in full: only the offices that keep it.
may_export: Final = (holds("neighbourhood_officer", "subdistrict_officer") & needs_step_up).named(
    "privacy.export_roster"
)
may_erase: Final = (of_another & holds(*ERASERS) & needs_step_up).named("privacy.erase_person")
may_say: Final = is_known.named("privacy.consent: one's own")
may_copy: Final = (is_known & needs_step_up).named("privacy.copy: one's own")
may_rotate: Final = (is_system | (administers & needs_step_up)).named("privacy.rotate_keys")
may_finish_rotation: Final = is_system.named("privacy.finish_rotation")
may_see_keys: Final = (administers & needs_step_up).named("privacy.see_keys")
may_run: Final = is_system.named("privacy.retention_run")
