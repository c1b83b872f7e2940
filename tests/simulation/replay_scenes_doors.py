"""Scenes of the doors: a matter asked about by telephone and done, and the reply to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sanguanjia.kernel import clock
from tests.simulation.replay_scenes import CLOSED, TAKEN, Files, matter
from tests.support.guard import preparing
from tests.support.small_city import City


def asked_by_phone(city: City) -> Mapping[str, Any]:
    """A sheet of a desk, filed as a matter that the company has closed."""
    from sanguanjia.intake.models import HotlineBatch, HotlineSheet

    made, home = matter(TAKEN, CLOSED)(city), city.estate.pk
    with preparing():
        batch = HotlineBatch.objects.create(
            estate_id=home, name="工单.csv", sha256="0" * 64, door="12345", state="done", uploaded_at=clock.now()
        )
        sheet = HotlineSheet.objects.create(
            estate_id=home, batch_id=batch.pk, row=2, sheet_no=f"R{made['case_id']}", filed=True, called_at=clock.now(),
            content="灯不亮", outcome="load", need="N01", at_estate_id=home, case_id=made["case_id"],
        )  # fmt: skip
    return {**made, "sheet_id": sheet.pk}


def replied(city: City) -> Mapping[str, Any]:
    """The same with a reply that waits to be checked."""
    from sanguanjia.intake import actions

    made = asked_by_phone(city)
    with preparing():
        actions.prepare_reply(
            city.actor("hotline_operator"), estate_id=city.estate.pk, at_estate_id=city.estate.pk,
            case_id=made["case_id"], words="已修好",
        )  # fmt: skip
    return made


def the_manager(city: City) -> Mapping[str, Any]:
    """Who may be on duty at the estate."""
    return {"name": city.actor("company_manager").name}


def duty_sheet() -> Files:
    """A roster that puts the manager on duty on a day."""

    def made(scene: Mapping[str, Any]) -> dict[str, tuple[str, bytes, str]]:
        rows = f"日期,星期,值班人\n{clock.today() + timedelta(days=40)},,{scene['name']}\n"
        return {"file": ("值班表.csv", rows.encode(), "text/csv")}

    return made
