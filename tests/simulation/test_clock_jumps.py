"""The machine's clock jumps while a matter runs: the order is that of the steps, never that of the clock.

The application asks one clock (kernel/clock.py), which is turned here; nothing else in the code may ask the machine.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import sanguanjia
from sanguanjia.cases import actions
from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.cases.tests.scene import make
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Record

NOON = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
JUMPS = [timedelta(days=400), timedelta(days=-400), timedelta(hours=1), timedelta(hours=-1)]


@pytest.mark.django_db
@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_steps_keep_their_order_and_state(jump: timedelta) -> None:
    scene = make()
    with clock.turned_to(NOON):
        ref = actions.report(
            scene.hotline, estate_id=scene.estate, need="N01", text="楼道灯不亮了", building_id=scene.building,
            for_somebody=True, contact_name="来电人", contact_phone="13800000000", key="jump",
        )  # fmt: skip
    with clock.turned_to(NOON + jump):
        actions.take_order(scene.manager, estate_id=scene.estate, case_id=ref.case_id, key="jump-take")
        again = actions.report(  # a replay after the jump is still the same act
            scene.hotline, estate_id=scene.estate, need="N01", text="楼道灯不亮了", building_id=scene.building,
            for_somebody=True, contact_name="来电人", contact_phone="13800000000", key="jump",
        )  # fmt: skip
        assert again == ref
    with clock.turned_to(NOON + timedelta(minutes=5)):  # and back
        actions.start(scene.manager, estate_id=scene.estate, case_id=ref.case_id, key="jump-start")
    row = Case.objects.get(estate_id=scene.estate, pk=ref.case_id)
    assert row.state == "working"
    events = CaseEvent.objects.filter(estate_id=scene.estate, case_id=ref.case_id).order_by("id")
    assert [event.verb for event in events] == ["report", "take_order", "start"]
    acts = Record.objects.filter(estate_id=scene.estate, act__startswith="cases.").order_by("id")
    assert [record.act for record in acts] == ["cases.report", "cases.take_order", "cases.start"]


def test_nothing_asks_the_machine_for_the_business_time() -> None:
    """Only the clock itself, ids, measurements, logs and what concerns the machine may read its time."""
    allowed = ("kernel/clock.py", "kernel/ids.py", "hosting/", "bench/", "cli/", "config/", "/tests/", "demo/city")
    root = Path(sanguanjia.__file__).parent
    asks = re.compile(r"datetime\.now\(|date\.today\(|timezone\.now\(|datetime\.utcnow\(|localdate\(")
    found = [
        f"{file.relative_to(root)}:{number}"
        for file in root.rglob("*.py")
        if not any(part in str(file.relative_to(root.parent)) for part in allowed)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if asks.search(line)
    ]
    assert found == []
