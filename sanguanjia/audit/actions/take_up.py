"""Take up into the record what installation laid down before there was anyone to act: the shipped policy versions."""

from __future__ import annotations

from django.apps import apps

from sanguanjia.audit.permissions import may_take_up
from sanguanjia.kernel.act import Deed, act


@act("audit.take_up")
def take_up(deed: Deed, *, estate_id: int, table: str, ids: tuple[int, ...]) -> dict[str, int]:
    """Note rows of a reference table as they are stored now. Refuses not_permitted."""
    deed.permit(may_take_up, None)
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    deed.made(model, ids)
    return {"rows": len(ids)}
