"""What meetings in an estate keep of a person who is erased (`privacy.traces`): the name in their history.

Signed minutes are an office's record and stay as they were signed; experts and officers are named in them for their
office (README, "Names").
"""

from __future__ import annotations

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import ERASED_NAME, Gone

from .models import Event, Meeting
from .types import State


def _open(gone: Gone) -> bool:
    """Somebody who chairs must sign first."""
    if gone.account_id is None:
        return False
    rows = Meeting.objects.filter(estate_id=gone.estate_id, chair_account_id=gone.account_id)
    return rows.filter(state__in=[State.OPEN.value, State.HELD.value]).exists()


def _erase(deed: Deed, gone: Gone) -> int:
    if gone.account_id is None:
        return 0
    rows = list(
        Event.objects.filter(estate_id=gone.estate_id, account_id=gone.account_id).exclude(
            by_name__in=["", ERASED_NAME]
        )
    )
    for row in rows:
        before = row_digest(row)
        row.by_name = ERASED_NAME
        row.save(update_fields=["by_name"])
        deed.erased(row, before)
    return len(rows)


provide(Trace("councils.history", _open, _erase))
