"""A year's calendar was published: tasks of meetings that ran through it are reckoned again, once (CAL-007)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sanguanjia.cases.tests.scene import make
from sanguanjia.cases.tests.test_calendar_arrives import correct_2027, publish_2027
from sanguanjia.councils import actions, jobs, queries
from sanguanjia.councils.models import Event
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Refusal

from .conftest import Scene

FILED = datetime(2026, 12, 30, 10, tzinfo=clock.SHANGHAI)  # a Wednesday


def test_a_task_in_working_days_moves_and_one_with_a_named_day_stays(db: None) -> None:
    with clock.turned_to(FILED):
        scene = Scene(make())
        row = scene.decided()
        by_days, by_date = scene.task(row, amount=5), scene.task(row, due_on=date(2027, 1, 8))
        assert (by_days.provisional, by_date.provisional) == (True, False)
        assert jobs.reckon_provisional() == 0  # nothing was published: nothing moves
        where = {"estate_id": by_days.estate_id, "task_id": by_days.pk}
        with pytest.raises(Refusal) as caught:
            actions.reckon_again(scene.city.people["centre"], **where)
        assert caught.value.reasons[0].code == "not_permitted"
        publish_2027()
        assert jobs.reckon_provisional() == 1
        moved = scene.fresh(by_days)
        assert moved.due_at > by_days.due_at  # the invented holiday is longer
        assert (moved.provisional, moved.acts_at) == (False, moved.due_at)
        assert scene.fresh(by_date).due_at == by_date.due_at
        last = Event.objects.filter(estate_id=row.estate_id, task_id=by_days.pk).order_by("-id")[0]
        assert last.verb == "reckon_again"
        assert jobs.reckon_provisional() == 0  # once


def test_who_heard_too_early_that_a_task_is_late_has_heard_nothing(db: None) -> None:
    with clock.turned_to(FILED):
        scene = Scene(make())
        task = scene.task(scene.decided(), amount=5)
    with clock.turned_to(task.due_at.replace(hour=15)):
        assert jobs.tend_due() == 1
        assert scene.fresh(task).level != ""
        with clock.turned_to(FILED):
            publish_2027()
        assert jobs.reckon_provisional() == 1
        fresh = scene.fresh(task)
        assert (fresh.level, fresh.alarmed, fresh.acts_at) == ("", False, fresh.due_at)


def test_a_corrected_calendar_reaches_tasks_too_and_the_last_look_is_kept_for_every_process(db: None) -> None:
    with clock.turned_to(FILED):
        scene = Scene(make())
        publish_2027()
        task = scene.task(scene.decided(), amount=5)
        assert not task.provisional
        correct_2027()
        assert jobs.reckon_provisional() == 1
        assert scene.fresh(task).due_at < task.due_at  # the holiday was shorter than it had been entered
        assert len(list(queries.doubtful())) == 1  # another process may have reckoned on the old one until now
    with clock.turned_to(FILED + timedelta(hours=2)):
        assert jobs.reckon_provisional() == 0
        assert list(queries.doubtful()) == []  # gone through, late enough: the mark stands in the database
    with clock.turned_to(FILED):  # while the administrator's proof of who he is still holds
        correct_2027(again="~2")
    with clock.turned_to(FILED + timedelta(hours=3)):
        assert len(list(queries.doubtful())) == 1  # corrected again: a new generation of policy
