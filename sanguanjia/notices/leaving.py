"""What this room keeps for an account alone goes when it is closed: the e-mail address (`access.closing.LEFTOVERS`)."""

from __future__ import annotations

from sanguanjia.access.closing import LEFTOVERS
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.notices.models import Preference


def _preferences(deed: Deed, account_id: int) -> None:
    for row in Preference.objects.select_for_update().filter(account_id=account_id).exclude(email=""):
        before = row_digest(row)
        row.email = ""
        row.save(update_fields=["email"])
        deed.erased(row, before)


LEFTOVERS["notices.preferences"] = _preferences
