"""Fixtures of the whistle room: the small city of the cases room, with departments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.access.models import Account, Mandate
from sanguanjia.access.queries import actor_of
from sanguanjia.cases.tests import scene as scenes
from sanguanjia.cases.tests.world import MORNING
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Organisation
from sanguanjia.whistle import actions
from sanguanjia.whistle.models import Task
from sanguanjia.whistle.types import TaskRef
from tests.support.guard import preparing


class Scene:
    """The city, and the moves of a whistle in short."""

    def __init__(self, city: scenes.Scene) -> None:
        self.city = city
        self.organisations: dict[str, int] = {}
        with preparing():
            for name, role, where, kind in (
                ("chengguan", "department_officer", city.district, "department"),
                ("xiaofang", "department_officer", city.district, "department"),
                ("other_chengguan", "department_officer", city.district, "department"),
                ("committee", "committee_member", city.estate, "committee"),
            ):
                organisation = Organisation.objects.create(kind=kind, name=name, credit_code="")
                account = Account.objects.create(username=name, name=f"测试{name}", phone="1", password="!")
                Mandate.objects.create(
                    account=account, role=role, home=Home.objects.get(pk=where), valid=scenes.ALWAYS, document="测试",
                    organisation_id=organisation.pk, granted_at="2024-01-01T00:00Z",
                )  # fmt: skip
                self.organisations[name] = organisation.pk
                city.people[name], city.accounts[name] = actor_of(account), account
        for name in ("chengguan", "xiaofang"):
            actions.name_desk(
                city.centre, estate_id=city.district, department=name, organisation_id=self.organisations[name]
            )

    def matter(self, **wishes: Any) -> CaseRef:
        """A matter that the company took."""
        ref = self.city.report(need="N25", text="三栋顶楼在搭阳光房", **wishes)
        return self.city.do("take_order", "manager", ref)

    def tried(self, ref: CaseRef, who: str = "manager") -> None:
        """The company tried and recorded it."""
        actions.record_attempt(
            self.city.people[who],
            estate_id=ref.estate_id,
            case_id=ref.case_id,
            method="persuaded",
            words="劝阻三次无效",
        )

    def blown(self, duty: str = "M08", **wishes: Any) -> tuple[CaseRef, dict[str, Task]]:
        """Tried, whistled: the matter and its tasks by department (M08: 消防 leads, 交警 supports)."""
        ref = self.matter()
        self.tried(ref)
        actions.blow(self.city.manager, estate_id=ref.estate_id, case_id=ref.case_id, duty=duty, **wishes)
        return ref, self.tasks(ref)

    def tasks(self, ref: CaseRef) -> dict[str, Task]:
        """Open and ended tasks of the matter's whistles by department."""
        from sanguanjia.whistle import queries

        return {t.department: t for _w, tasks in queries.whistles_of(ref.estate_id, ref.case_id) for t in tasks}

    def do(self, verb: str, who: str, task: Task, **wishes: Any) -> TaskRef:
        """One move by one person."""
        return actions.BY_VERB[verb](self.city.people[who], estate_id=task.estate_id, task_id=task.pk, **wishes)

    def came(self, who: str, task: Task) -> None:
        """The department is on site."""
        self.do("check_in", who, task, place_words="3栋东侧", photos=(scenes.PHOTO,))

    def done(self, who: str, task: Task) -> None:
        """The department came and did its part."""
        self.came(who, task)
        self.do("finish", who, task, words="已清理", photos=(scenes.PHOTO,), mark=5)


@pytest.fixture(autouse=True)
def _fresh_memory(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "media"
    policy.forget()
    yield
    policy.forget()


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    """The small city with departments, on a Thursday morning before the May holidays of 2024."""
    with clock.turned_to(MORNING):
        yield Scene(scenes.make())


@pytest.fixture
def at() -> Any:
    """`with at(26, 10): …` turns the clock to 26 April 2024, 10:00."""

    def turn(day: int, hour: int = 10, minute: int = 0, month: int = 4) -> Any:
        return clock.turned_to(dt.datetime(2024, month, day, hour, minute, tzinfo=clock.SHANGHAI))

    return turn
