"""What the platform does for tasks by itself: clocks on a calendar that came out, pictures that nobody has."""

from __future__ import annotations

import os
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image

from sanguanjia.cases.tests.scene import make
from sanguanjia.cases.tests.test_calendar_arrives import publish_2027
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.whistle import actions, jobs, store
from sanguanjia.whistle.models import Task, TaskClock, TaskEvent
from sanguanjia.whistle.tests.conftest import Scene

FILED = datetime(2026, 12, 30, 10, tzinfo=clock.SHANGHAI)  # a Wednesday


def ends(task: Task) -> dict[str, tuple[str, bool]]:
    rows = TaskClock.objects.filter(estate_id=task.estate_id, task_id=task.pk, stopped_at=None)
    return {r.step: (r.due_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M"), r.provisional) for r in rows}


def test_a_task_is_reckoned_again_when_the_calendar_is_published(db):
    with clock.turned_to(FILED):
        scene = Scene(make())
        _, tasks = scene.blown("M01")  # its duties take working days, into the year that is not published yet
        task = tasks["chengguan"]
        before = ends(task)
        assert any(provisional for _, provisional in before.values())
        assert jobs.reckon_provisional() == 0  # nothing was published: nothing moves
        with pytest.raises(Refusal) as caught:
            actions.reckon_again(scene.city.centre, estate_id=task.estate_id, task_id=task.pk)
        assert caught.value.reasons[0].code == "not_permitted"
        publish_2027()
        assert jobs.reckon_provisional() == len(tasks)
        after = ends(task)
        moved = {step for step in after if after[step] != before[step]}
        assert moved == {step for step, (_, provisional) in before.items() if provisional}
        assert not any(provisional for _, provisional in after.values())
        assert all(after[step][0] > before[step][0] for step in moved)  # the invented holiday is longer
        event = TaskEvent.objects.filter(estate_id=task.estate_id, task_id=task.pk).order_by("-seq").first()
        assert event is not None
        assert event.verb == "reckon_again"
        assert {move["step"] for move in event.data["moves"]} == moved
        shown = Task.objects.get(estate_id=task.estate_id, pk=task.pk)
        assert shown.due_at is not None
        assert shown.due_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") in {end for end, _ in after.values()}
        assert jobs.reckon_provisional() == 0  # once


def test_pictures_of_refused_forms_go_after_a_day_and_those_of_tasks_and_attempts_stay(scene):
    ref = scene.matter()
    kept, tried, loose = (store.album.take_in(ref.estate_id, [picture(shade)])[0] for shade in (10, 120, 230))
    actions.record_attempt(
        scene.city.manager, estate_id=ref.estate_id, case_id=ref.case_id, method="persuaded", words="劝阻无效",
        photos=(tried,),
    )  # fmt: skip
    actions.blow(scene.city.manager, estate_id=ref.estate_id, case_id=ref.case_id, duty="M08")
    scene.do("check_in", "xiaofang", scene.tasks(ref)["xiaofang"], place_words="3栋", photos=(kept,))
    assert jobs.sweep_unused_photos() == 0  # a day has not passed
    long_ago = clock.now().timestamp() - 2 * 86_400
    for one in (kept, tried, loose):
        os.utime(store.album.path_of(ref.estate_id, one.sha256), (long_ago, long_ago))
    assert jobs.sweep_unused_photos() == 1
    left = [store.album.path_of(ref.estate_id, one.sha256).exists() for one in (kept, tried, loose)]
    assert left == [True, True, False]


def picture(shade: int) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (64, 48), (shade, shade, shade)).save(file, "PNG")
    file.seek(0)
    return file
