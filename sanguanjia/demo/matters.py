"""Playing the stories: every step through the real act, by its person, with the clock turned to its moment."""

from __future__ import annotations

import heapq
import importlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sanguanjia.cases import photos
from sanguanjia.cases.models import Case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import queries as policy

from . import pictures, texts
from .dice import Dice
from .stories import STORIES, Deed, Story, When

if TYPE_CHECKING:
    from .load import Loaded

_ORDINARY_DAYS = 60  # working days over which the ordinary matters are spread
_ORDINARY = 48


@dataclass(order=True)
class _Moment:
    """One step in the order of time; `turn` keeps the order of steps of the same minute."""

    at: datetime
    turn: int
    story: Story
    deed: Deed | None  # None: the report itself


class Player:
    """Plays steps in the order of time and lets the platform do what is due in between."""

    def __init__(self, city: Loaded, now: datetime) -> None:
        self.city, self.now = city, now
        self.filed: dict[str, CaseRef] = {}
        self._taken: dict[tuple[str, int], tuple[int, photos.StoredPhoto]] = {}
        self._days = list(_working_days_back(city, now))

    def play(self, stories: tuple[Story, ...]) -> int:
        """Play them all; returns how many matters there are now."""
        steps: list[_Moment] = []
        for story in stories:
            steps.append(_Moment(self._at(story.when), len(steps), story, None))
            steps += [_Moment(self._at(deed.when), len(steps) + n, story, deed) for n, deed in enumerate(story.deeds)]
        heapq.heapify(steps)
        while steps:
            moment = heapq.heappop(steps)
            self._platform_until(moment.at)
            with clock.turned_to(moment.at):
                self._report(moment.story) if moment.deed is None else self._do(moment.story, moment.deed)
        self._platform_until(self.now)
        return len(self.filed)

    def _at(self, when: When) -> datetime:
        if when[0] == "min":
            return self.now - timedelta(minutes=int(when[1]))
        hour, minute = str(when[1]).split(":")
        day = self._days[int(when[0]) - 1]
        return datetime.combine(day, time(int(hour), int(minute)), clock.SHANGHAI)

    def _report(self, story: Story) -> None:
        from sanguanjia.cases.actions import report

        estate = self.city.homes[story.place]
        building = unit = None
        if story.unit:
            rows = self.city.rows[story.place]
            unit = rows.units[story.unit]
            building = rows.buildings[story.unit.split("-")[0]]
        self.filed[story.key] = report(
            self.city.actor(story.who),
            estate_id=estate,
            need=story.need,
            text=story.text,
            building_id=building,
            unit_id=unit,
            place_words=story.spot,
            photos=self._pictures(estate, story.picture, story.key),
            **story.wishes,
        )

    def _do(self, story: Story, deed: Deed) -> None:
        at = self.filed[story.key]
        wishes: dict[str, Any] = dict(deed.wishes)
        if "picture" in wishes:
            wishes["photos"] = self._pictures(at.estate_id, wishes.pop("picture"), story.key)
        if "worker" in wishes:
            wishes["worker_account_id"] = self.city.accounts[wishes.pop("worker")]
        for name, argument in (("into", "into_case_id"), ("other", "other_case_id")):
            if name in wishes:
                wishes[argument] = self.filed[wishes.pop(name)].case_id
        if deed.verb == "rehome":
            wishes["to_estate_id"] = self.city.homes[wishes.pop("to")]
        act = getattr(importlib.import_module("sanguanjia.cases.actions"), deed.verb)
        try:
            done = act(self.city.actor(deed.who), estate_id=at.estate_id, case_id=at.case_id, **wishes)
        except Refusal as refusal:
            raise RuntimeError(f"story {story.key}: {deed.who} could not {deed.verb}: {refusal}") from refusal
        self.filed[story.key] = done

    def _pictures(self, home_id: int, kind: str, key: str) -> tuple[photos.StoredPhoto, ...]:
        if not kind:
            return ()
        seed = sum(key.encode()) % 2  # two different ones of each kind are enough
        if (kind, seed) not in self._taken:  # a child process makes each anew: once, then it is shared
            raw = io.BytesIO(pictures.jpeg(kind.rstrip("+"), seed, kind.endswith("+")))
            self._taken[kind, seed] = (home_id, photos.take_in(home_id, [raw])[0])
        first_home, photo = self._taken[kind, seed]
        return (photos.share(first_home, home_id, photo),)

    def _platform_until(self, until: datetime) -> None:
        """What the job would have done: climb, resume, close by silence, each a minute after it was due."""
        from sanguanjia.cases.actions import climb, close_by_silence, resume

        verbs = {"waiting": resume, "done": close_by_silence}
        for _ in range(10_000):
            with cross_estate():
                due = Case.objects.filter(acts_at__isnull=False, acts_at__lt=until).order_by("acts_at", "id").first()
            if due is None or due.acts_at is None:
                return
            with clock.turned_to(due.acts_at + timedelta(minutes=1)):
                verbs.get(due.state, climb)(SYSTEM, estate_id=due.estate_id, case_id=due.pk)
        raise RuntimeError("the platform never comes to rest")


def play(city: Loaded, now: datetime) -> int:
    """Play the told stories and a couple of ordinary months; returns the number of matters."""
    player = Player(city, now)
    return player.play((*STORIES, *ordinary()))


def ordinary() -> tuple[Story, ...]:
    """Everyday matters of the last three months, nearly all closed, so that lists and rates have something to show."""
    dice = Dice(7, "ordinary matters")
    reporters = {
        "shanshui": ("yezhu", "duofang", "zuhu", "daibiao", "yeweihui"),
        "xingui": ("yezhu2", "duofang"),
        "yulin": ("yezhu3",),
    }
    companies = {"shanshui": "jingli", "xingui": "jingli2", "yulin": "jingli3"}
    common = [s for s in texts.SAYINGS if s.need in _TO_THE_COMPANY]
    found = []
    for number in range(_ORDINARY):
        place = dice.weighted((("shanshui", 6), ("xingui", 3), ("yulin", 2)))
        saying = dice.weighted([(s, s.weight) for s in common])
        start = dice.between(12, _ORDINARY_DAYS)
        took = dice.skewed(1, 4)
        manager, reporter = companies[place], dice.pick(reporters[place])
        done = {"outcome": "solved", "words": dice.pick(texts.REPAIRS), "picture": (saying.picture or "ground") + "+"}
        deeds = [
            Deed((start, f"10:{dice.between(10, 59)}"), manager, "take_order"),
            Deed((start - took, f"1{dice.between(3, 6)}:{dice.between(10, 59)}"), manager, "close", done),
        ]
        if not dice.percent(30):  # the others say nothing: closed by silence
            good = not dice.percent(12)
            words = dice.pick(texts.THANKS if good else texts.COMPLAINTS)
            mark = dice.between(4, 5) if good else dice.between(1, 3)
            deeds.append(Deed((start - took - 1, f"19:{dice.between(10, 59)}"), reporter, "confirm",
                              {"solved": good, "satisfaction": mark, "words": words}))  # fmt: skip
        found.append(
            Story(f"ordinary-{number}", place, reporter, (start, f"09:{dice.between(10, 59)}"), saying.need,
                  saying.words, saying.where, "", saying.picture if dice.percent(40) else "", tuple(deeds))
        )  # fmt: skip
    return tuple(found)


_TO_THE_COMPANY = frozenset({"N01", "N02", "N04", "N08", "N09", "N17", "N18", "N19", "N20", "N24", "N36", "N38"})


def _working_days_back(city: Loaded, now: datetime) -> Iterator[Any]:
    """Working days before today, the latest first, by the calendar of the first estate's place."""
    from sanguanjia.kernel.models import Home

    path = Home.objects.get(pk=city.homes["shanshui"]).path
    calendar = policy.calendar_for(path)
    day = clock.local(now).date()
    for _ in range(400):
        day -= timedelta(days=1)
        if calendar.is_workday(day):
            yield day
