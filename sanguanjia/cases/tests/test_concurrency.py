"""Two people at once: one wins, the other is told."""

from __future__ import annotations

import pytest

from sanguanjia.cases import actions
from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.kernel import clock

from . import scene as scenes
from .together import together
from .world import MORNING

pytestmark = pytest.mark.usefixtures("committed_db")


def test_twenty_take_one_order_and_one_gets_it() -> None:
    with clock.turned_to(MORNING):
        scene = scenes.make()
        ref = scene.report()
    answers = together(
        20, 8, lambda n: actions.take_order(scene.manager, key=f"t-{n}", estate_id=ref.estate_id, case_id=ref.case_id)
    )
    assert answers == {"taken": 1, "wrong_phase": 19}
    assert CaseEvent.objects.filter(estate_id=ref.estate_id, case_id=ref.case_id).count() == 2


def test_of_twenty_with_the_same_version_nineteen_are_told_it_changed() -> None:
    with clock.turned_to(MORNING):
        scene = scenes.make()
        ref = scene.report()
    answers = together(
        20,
        8,
        lambda n: actions.add_note(
            scene.officer, key=f"n-{n}", estate_id=ref.estate_id, case_id=ref.case_id, version=1, words=f"第{n}条"
        ),
    )
    assert answers == {"new": 1, "stale": 19}


def test_twenty_retries_of_one_report_and_forty_reports_at_once() -> None:
    with clock.turned_to(MORNING):
        scene = scenes.make()
    wishes = {"estate_id": scene.estate, "need": "N01", "text": "灯不亮", "building_id": scene.building}
    assert together(20, 8, lambda _n: actions.report(scene.owner, key="same", **wishes)) == {"new": 20}
    assert together(40, 8, lambda n: actions.report(scene.owner, key=f"r-{n}", **wishes)) == {"new": 40}
    numbers = sorted(Case.objects.filter(estate_id=scene.estate).values_list("number", flat=True))
    assert numbers == list(range(1, 42))


def test_two_workers_of_the_platform_move_a_matter_once() -> None:
    from datetime import timedelta

    from sanguanjia.cases import jobs

    with clock.turned_to(MORNING):
        scene = scenes.make()
        ref = scene.report()
    late = MORNING + timedelta(days=1)

    class Said:
        def __init__(self, state: object) -> None:
            self.state = str(state)

    def tend(_n: int) -> Said:
        with clock.turned_to(late):
            return Said(jobs.tend_due())

    answers = together(8, 4, tend)
    case = Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)
    assert (case.level, case.version) == ("neighbourhood", 2)
    assert CaseEvent.objects.filter(estate_id=ref.estate_id, case_id=ref.case_id).count() == 2
    assert sum(answers.values()) == 8
