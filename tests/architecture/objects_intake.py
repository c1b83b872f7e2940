"""Things of the intake room behind the parts of addresses: a batch, and a sheet whose estate nobody knows."""

from __future__ import annotations

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City


def batch_id(city: City, at: str) -> int:
    """A batch that waits for its commit."""
    from sanguanjia.intake.models import HotlineBatch

    with preparing():
        return HotlineBatch.objects.create(
            estate_id=city.homes[at].pk, name="工单.csv", sha256="0" * 64, door="12345", state="ready",
            uploaded_by=city.person("hotline_operator", at).pk, uploaded_at=clock.now(),
        ).pk  # fmt: skip


def sheet_id(city: City, at: str) -> int:
    """A sheet in it, filed and without an estate."""
    from sanguanjia.intake.models import HotlineSheet

    with preparing():
        return HotlineSheet.objects.create(
            estate_id=city.homes[at].pk, batch_id=batch_id(city, at), row=2, sheet_no=f"Z{clock.now().timestamp()}",
            filed=True, called_at=clock.now(), content="路灯不亮", outcome="unknown_estate", need="N01",
        ).pk  # fmt: skip
