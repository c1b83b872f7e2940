"""Two at a whistle at once: one wins, the other is told what changed."""

from __future__ import annotations

import pytest

from sanguanjia.cases.tests import scene as scenes
from sanguanjia.cases.tests.together import together
from sanguanjia.cases.tests.world import MORNING
from sanguanjia.kernel import clock
from sanguanjia.whistle import actions
from sanguanjia.whistle.models import Task, Whistle

from .conftest import Scene

pytestmark = pytest.mark.usefixtures("committed_db")


def test_twenty_whistles_for_one_matter_call_the_departments_once() -> None:
    with clock.turned_to(MORNING):
        scene = Scene(scenes.make())
        ref = scene.matter()
        scene.tried(ref)
    place = {"estate_id": ref.estate_id, "case_id": ref.case_id}
    answers = together(20, 8, lambda n: actions.blow(scene.city.manager, key=f"b-{n}", duty="M01", **place))
    assert answers == {"open": 1, "whistled_already": 19}
    assert Whistle.objects.filter(**place).count() == 1
    assert Task.objects.filter(estate_id=ref.estate_id).count() == 2


def test_of_eight_at_one_task_one_comes_and_the_others_are_told() -> None:
    with clock.turned_to(MORNING):
        scene = Scene(scenes.make())
        ref = scene.matter()
        scene.tried(ref)
        actions.blow(scene.city.manager, estate_id=ref.estate_id, case_id=ref.case_id, duty="M01")
        task = scene.tasks(ref)["chengguan"]
    answers = together(
        16, 8, lambda n: actions.BY_VERB["object"](
            scene.city.people["chengguan"], key=f"o-{n}", estate_id=task.estate_id, task_id=task.pk,
            version=task.version, words="不归城管",
        ),
    )  # fmt: skip
    assert sum(answers.values()) == 16
    assert answers["stale"] == 15, answers
