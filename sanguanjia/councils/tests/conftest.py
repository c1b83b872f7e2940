"""Fixtures of the councils room: the whistle's small city, with a district that calls conferences."""

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
from sanguanjia.councils import actions
from sanguanjia.councils.models import Item, Meeting, Seat, Task
from sanguanjia.councils.types import MeetingRef, TaskRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.policy import queries as policy
from sanguanjia.whistle.tests.conftest import Scene as WhistleScene
from tests.support.guard import preparing

PHOTO = StoredPhoto("cd" * 32, 640, 480, 12345)
SIDES = ("branch", "company", "committee", "delegate")


class Scene(WhistleScene):
    """The city with departments, and the moves of a meeting in short."""

    def __init__(self, city: scenes.Scene) -> None:
        super().__init__(city)
        with preparing():
            for name, role, where in (
                ("secretary", "party_secretary", city.estate),
                ("delegate", "delegate", city.estate),
                ("expert", "volunteer", city.far_estate),
            ):
                account = Account.objects.create(username=name, name=f"测试{name}", phone="2", password="!")
                Mandate.objects.create(
                    account=account, role=role, home=Home.objects.get(pk=where), valid=scenes.ALWAYS, document="测试",
                    granted_at="2024-01-01T00:00Z",
                )  # fmt: skip
                city.people[name], city.accounts[name] = actor_of(account), account

    def proposed(self, ref: CaseRef, who: str = "officer", **wishes: Any) -> Any:
        """A proposal to the district."""
        given = {"trigger": "asked", "words": "各部门意见不一"} | wishes
        return actions.propose(
            self.city.people[who], estate_id=self.city.district, matter_estate_id=ref.estate_id, matter_id=ref.case_id,
            **given,
        )  # fmt: skip

    def convened(self, kind: str = "conference", who: str = "centre", **wishes: Any) -> MeetingRef:
        """A meeting in a fortnight."""
        start = clock.now() + dt.timedelta(days=14)
        given = {
            "estate_id": self.city.estate if kind == "council" else self.city.district, "kind": kind,
            "title": "山水文园私搭乱建", "starts_at": start, "ends_at": start + dt.timedelta(hours=2),
            "place_words": "三楼会议室", "checklist": "building" if kind == "visit" else "",
        } | wishes  # fmt: skip
        return actions.convene(self.city.people[who], **given)

    def called(self, kind: str = "conference", ref: CaseRef | None = None, who: str = "centre") -> Meeting:
        """A meeting over a matter, with everybody it needs invited."""
        matter = ref or self.matter()
        made = self.convened(kind, who)
        where = {"estate_id": made.estate_id, "meeting_id": made.meeting_id}
        do = self.city.people[who]
        if kind == "council":
            actions.table_item(do, **where, title="车位改造")
            seats = tuple(f"{side}:{self.city.estate}" for side in SIDES)
        else:
            wishes = {"matter_estate_id": matter.estate_id, "matter_id": matter.case_id}
            actions.table_item(do, **where, **wishes, lead="chengguan", brief="三栋顶楼搭阳光房")
            seats = ("chengguan", "xiaofang", f"company:{self.city.estate}")
        actions.invite(do, **where, seats=seats)
        if kind == "consultation":
            actions.invite_expert(do, **where, name="李工", expertise="结构", username="expert")
            actions.invite_expert(do, **where, name="王工", expertise="消防")
        actions.call(do, **where)
        return self.meeting(made)

    def opened(self, kind: str = "conference", ref: CaseRef | None = None, who: str = "centre") -> Meeting:
        """The meeting sits, everybody but experts is there."""
        row = self.called(kind, ref, who)
        actions.open_it(self.city.people[who], **self.key(row))
        for seat in self.seats(row).values():
            if seat.kind != "expert":
                self.do("attend", who, row, seat=seat.pk, direction="in")
        return self.meeting(row)

    def decided(self, ref: CaseRef | None = None) -> Meeting:
        """The conference decided on its one item."""
        row = self.opened(ref=ref)
        self.do("decide", "centre", row, item=self.item(row).pk, words="城管牵头拆除", public_words="阳光房限期拆除。")
        return self.meeting(row)

    def task(self, row: Meeting, seat: str = "chengguan", **wishes: Any) -> Task:
        """A task from the one decision."""
        given = {"item": self.item(row).pk, "words": "拆除阳光房"} | wishes
        ref = self.do("assign", "centre", row, seat=self.seats(row)[seat].pk, **given)
        return Task.objects.get(estate_id=ref.estate_id, pk=ref.task_id)

    def do(self, verb: str, who: str, row: Any, **wishes: Any) -> Any:
        """One move by one person: of a meeting, a task, or (the whistle's own) a department's part."""
        if isinstance(row, Meeting):
            return actions.BY_VERB[verb](self.city.people[who], **self.key(row), **wishes)
        if isinstance(row, Task):
            where = {"estate_id": row.estate_id, "task_id": row.pk}
            return actions.TASK_BY_VERB[verb](self.city.people[who], **where, **wishes)
        return super().do(verb, who, row, **wishes)

    def key(self, row: Meeting) -> dict[str, int]:
        """How acts name a meeting."""
        return {"estate_id": row.estate_id, "meeting_id": row.pk}

    def meeting(self, ref: Any) -> Meeting:
        """The meeting as it stands."""
        number = ref.pk if isinstance(ref, Meeting) else ref.meeting_id
        return Meeting.objects.get(estate_id=ref.estate_id, pk=number)

    def seats(self, row: Meeting) -> dict[str, Seat]:
        """Seats by code, sides by kind, experts by name."""
        rows = Seat.objects.filter(estate_id=row.estate_id, meeting_id=row.pk, gone=False).order_by("id")
        return {(s.name if s.kind == "expert" else s.code.partition(":")[0]): s for s in rows}

    def item(self, row: Meeting) -> Item:
        """The first line of the agenda."""
        return Item.objects.filter(estate_id=row.estate_id, meeting_id=row.pk, struck=False).order_by("position")[0]

    def fresh(self, ref: TaskRef | Task) -> Task:
        """A task as it stands."""
        number = ref.pk if isinstance(ref, Task) else ref.task_id
        return Task.objects.get(estate_id=ref.estate_id, pk=number)


@pytest.fixture(autouse=True)
def forgotten(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Policies of the packs, read anew; pictures in a folder of the test."""
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
