"""A whole roster leaves the platform with every number in it: for a reason, and everybody in it reads who took it."""

from __future__ import annotations

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.privacy.looks import EVERYBODY, note_look
from sanguanjia.privacy.permissions import may_export
from sanguanjia.privacy.types import Exported
from sanguanjia.registry import people

COLUMNS = ("identity_number", "phone")


@act("privacy.export_roster")
def export_roster(deed: Deed, *, estate_id: int, reason: str) -> Exported:
    """Note that the actor takes the roster of an estate in full; the page makes the file afterwards.

    One look speaks of all owners of the day. Refuses not_found, not_permitted, step_up_needed, look_reason_missing,
    too_long.
    """
    deed.permit(may_export, people.place_thing(estate_id, clock.today()))
    look = note_look(
        deed, table="registry_party", row_id=EVERYBODY, account_id=None, columns=COLUMNS, reason=reason
    )  # fmt: skip
    return Exported(look, estate_id)
