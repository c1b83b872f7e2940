"""Matters of one estate over three years as COPY lines: the row, its history, its clocks, in step with the state table.

Pure. What a matter went through is what the rules allow: reported and routed, answered in time or climbed, taken, done,
confirmed or closed by silence; the last days' matters stand where their time has brought them. There are no pictures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sanguanjia.cases.rules import tracking
from sanguanjia.cases.rules.routing import route
from sanguanjia.cases.types import CasePolicy, ClockRule, Confidentiality, Holder, HolderKind, Holders, Level
from sanguanjia.demo.dice import Dice
from sanguanjia.demo.names import person_name, phone_number
from sanguanjia.demo.texts import COMPLAINTS, REPAIRS, SAYINGS, THANKS
from sanguanjia.kernel.sealed import seal

from .dues import DAY, Dues

_CONTACT_PHONE = "cases_case.contact_phone"

CASE: Final = (
    "id, estate_id, number, tracking_code, version, need_code, need_name, kind, priority, summary, text, building_id,"
    " unit_id, place_words, state, resumes_to, level, holder_kind, holder_organisation_id, holder_grid_id,"
    " holder_building_id, worker_account_id, company_id, received_at, channel, reporter_account_id,"
    " entered_by_account_id, contact_name, contact_phone, confidentiality, reported_at, due_at, due_step, provisional,"
    " acts_at, hands, settled, reached, reopened, extensions, extension_asked, alarmed, urged_at, first_responded_at,"
    " responded_in_time, closed_at, ended_at, outcome, solved, satisfaction, ended_by_silence, merged_into_id,"
    " moved_to_estate_id, moved_to_case_id, moved_from_estate_id, moved_from_case_id"
)
EVENT: Final = (
    "id, estate_id, case_id, seq, at, verb, account_id, by_name, role, organisation_id, state_before, state_after,"
    " level, holder_kind, holder_organisation_id, words, data, rules, clocks"
)
CLOCK: Final = (
    "id, estate_id, case_id, step, level, holder_kind, holder_organisation_id, started_at, amount, unit, roll, due_at,"
    " provisional, rule, stopped_at, result"
)
_ID_EPOCH: Final = 1_577_836_800 + 8 * 3600  # kernel.ids counts from 2020-01-01 UTC; moments here are wall clock
_N: Final = "\\N"
_HOURS: Final = (7, 8, 8, 9, 9, 9, 10, 10, 11, 12, 13, 14, 14, 15, 15, 16, 17, 18, 19, 19, 20, 20, 21, 22)
_COMPANY_ROLE: Final = {"company": "company_manager", "grid_worker": "grid_worker",
                        "neighbourhood": "neighbourhood_officer", "subdistrict": "subdistrict_officer"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """An account that does something: its id and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Who and what there is in one estate. `index` (below 2048) keeps the ids of estates apart."""

    index: int
    estate_id: int
    grid_id: int
    company_id: int | None
    staff: Mapping[str, Person]  # by holder kind; "worker" and "hotline" too
    reporters: Sequence[tuple[Person, int, int]]  # account, unit, building
    units: Sequence[tuple[int, int]]  # (unit id, building id) of dwellings


@dataclass(slots=True)
class Lines:
    """COPY text of one estate."""

    cases: list[str]
    events: list[str]
    clocks: list[str]


def draw(scene: Scene, count: int, dice: Dice, policy: CasePolicy, dues: Dues, first: int, cut: int) -> Lines:
    """`count` matters between two moments (`first`, `cut`); what would happen after `cut` has not happened."""
    days = (cut - first) // DAY
    moments = []
    for _ in range(count):
        back = min(dice.below(days), dice.below(days))  # the city learned to report: more in later years
        moments.append((cut // DAY - back) * DAY + dice.pick(_HOURS) * 3600 + dice.below(3600))
    moments.sort()
    drawing = _Drawing(scene, dice, policy, dues, cut)
    for number, moment in enumerate(moments, start=1):
        drawing.matter(number, min(moment, cut - 60))
    return drawing.lines


class _Drawing:
    """One estate being drawn; the attributes of the matter in hand are set by `matter`."""

    def __init__(self, scene: Scene, dice: Dice, policy: CasePolicy, dues: Dues, cut: int) -> None:
        self.scene, self.dice, self.policy, self.dues, self.cut = scene, dice, policy, dues, cut
        self.lines = Lines([], [], [])
        self._serial = 0
        self._codes: set[str] = set()
        self._sayings = tuple((s, s.weight) for s in SAYINGS)
        self._routes: dict[tuple[str, str], tuple[str, str, str]] = {}
        self._holders = _holders(scene)

    def _id(self, moment: int) -> int:
        """Ordered by time like every id; the running number fills low bits and milliseconds: none comes twice."""
        self._serial += 1
        high, low = divmod(self._serial, 2048)
        return ((moment - _ID_EPOCH) * 1000 + high % 1000) << 22 | self.scene.index << 11 | low

    # -- one matter ----------------------------------------------------------------------------------------------

    def matter(self, number: int, reported: int) -> None:
        dice = self.dice
        saying = dice.weighted(self._sayings)
        need = self.policy.needs[saying.need]
        self.id, self.need, self.reported = self._id(reported), need, reported
        self.secrecy = "open" if not dice.one_in(30) else ("matter" if dice.one_in(4) else "contact")
        self.holder, self.route, self.versions = self._route(need.code, self.secrecy)
        self.had_company = self.holder == "company"
        self.seq, self.state, self.reached = 0, "", 0
        self.first_responded, self.in_time = _N, _N
        self.worker: int | str = _N
        self.ended = self.closed = _N
        self.outcome, self.solved, self.satisfaction, self.silence = "", _N, _N, "f"
        self.open: list[tuple[str, int, ClockRule, int, int]] = []  # step, due, rule, started, id
        self._reporter()
        self._live()
        self._write_case(number, saying.title, saying.words, saying.where)

    def _route(self, need: str, secrecy: str) -> tuple[str, str, str]:
        """First holder, the route's steps and its policy versions as JSON, as the rule says them; once per need."""
        known = self._routes.get((need, secrecy))
        if known is None:
            chosen = route(need, Confidentiality(secrecy), self._holders, self.policy)
            steps = json.dumps([{"code": s.code, **s.data} for s in chosen.steps], ensure_ascii=False)
            kind = "handle." + chosen.need.kind
            first = "emergency" if chosen.need.priority == 1 else "accept"
            first = "take_order" if first == "accept" and chosen.holder.kind is HolderKind.COMPANY else first
            versions = [*chosen.versions, self.policy.clocks[first].version, self.policy.clocks[kind].version]
            known = (chosen.holder.kind.value, steps, json.dumps(versions, ensure_ascii=False))
            self._routes[need, secrecy] = known
        return known

    def _reporter(self) -> None:
        dice, scene = self.dice, self.scene
        if scene.reporters and dice.percent(60):
            self.by, self.unit, self.building = dice.pick(scene.reporters)
            self.channel, self.operator = "web", False
            self.contact, self.phone = self.by.name, ""
        else:
            self.by, self.operator, self.channel = scene.staff["hotline"], True, "hotline"
            self.unit, self.building = dice.pick(scene.units)
            self.contact, self.phone = person_name(dice), phone_number(5_000_000 + dice.below(1_000_000))

    def _live(self) -> None:
        """From the report to where its time has brought it."""
        dice, cut = self.dice, self.cut
        self._move("hotline_operator" if self.operator else "owner", "report", self.reported, "new", by=self.by)
        for _ in range(2 if dice.one_in(9) else 0):  # nobody answers: it climbs, at most to the subdistrict
            due = self.open[0][1]
            if self.holder == "subdistrict" or due + 60 > cut or dice.one_in(2):
                break
            self._climb(due + 60)
        answered = self.dues.after_work(self.received, 300 + dice.skewed(0, 6300))
        answered = min(answered, self.open[0][1])
        if answered > cut:
            return
        self._take(answered)
        solve = next(clock for clock in self.open if clock[0] == "solve")
        closing = min(self.dues.after_work(answered, 1800 + dice.skewed(0, 160_000)), solve[1])
        named = self.dues.after_work(answered, 300 + dice.skewed(0, 9000))
        if self.holder == "company" and named < min(closing, cut) and dice.percent(85):
            self._assign(named)
            if closing > cut and named + 900 < cut:
                self._move("company_worker", "start", named + 900, "working", by=self.scene.staff["worker"])
        if closing > cut:
            return
        self._close(closing)
        waiting = self.open[0][1]
        if not self.operator and dice.percent(70):
            said = closing + 1800 + dice.below(3 * DAY)
            if said < min(waiting, cut):
                self._confirm(said)
                return
        if waiting + 60 < cut:
            self._silence(waiting + 60)

    def _climb(self, at: int) -> None:
        up = {"grid_worker": "company", "company": "neighbourhood", "neighbourhood": "subdistrict"}[self.holder]
        if up == "company" and (self.scene.company_id is None or self.secrecy == "matter"):
            up = "neighbourhood"
        self._end_all(at, "missed", {"solve": "dropped"})
        self.holder = up
        self.had_company |= up == "company"
        self.reached |= 1 << _LEVEL[up].rank
        self.in_time = "f"
        self._move(
            "", "climb", at, "new", data=f'{{"to": "{up}", "to_level": "{_LEVEL[up].value}", "missed": ["respond"]}}'
        )

    def _take(self, at: int) -> None:
        self._end("respond", at, "met")
        self.first_responded = self.dues.text(at)
        self.in_time = "t" if self.in_time == _N else self.in_time
        verb = "take_order" if self.holder == "company" else "accept"
        if self.holder == "company":
            self._start("assign", self.policy.clocks["assign"], at)
        self._move(_COMPANY_ROLE[self.holder], verb, at, "taken", data='{"in_time": true}')

    def _assign(self, at: int) -> None:
        self.worker = self.scene.staff["worker"].id
        self._end("assign", at, "met")
        self._move("company_manager", "assign", at, "taken", data=f'{{"worker": {self.worker}}}')

    def _close(self, at: int) -> None:
        dice = self.dice
        self.outcome = "solved" if dice.percent(93) else dice.pick(("not_solved_explained", "no_action_needed"))
        self._end_all(at, "met", {})
        self._start("confirm", self.policy.silence, at)
        self.closed = self.dues.text(at)
        data = f'{{"outcome": "{self.outcome}", "photos": 0}}'
        self._move(_COMPANY_ROLE[self.holder], "close", at, "done", dice.pick(REPAIRS), data)

    def _confirm(self, at: int) -> None:
        good = self.outcome == "solved" and not self.dice.one_in(11)
        self.solved, self.satisfaction = ("t", self.dice.between(4, 5)) if good else ("f", self.dice.between(1, 3))
        self._end_all(at, "met", {})
        self.ended = self.dues.text(at)
        data = f'{{"solved": {"true" if good else "false"}, "satisfaction": {self.satisfaction}}}'
        self._move("owner", "confirm", at, "closed", self.dice.pick(THANKS if good else COMPLAINTS), data, by=self.by)

    def _silence(self, at: int) -> None:
        self._end_all(at, "missed", {})
        self.ended, self.silence = self.dues.text(at), "t"
        self._move("", "close_by_silence", at, "closed")

    # -- clocks --------------------------------------------------------------------------------------------------

    def _start(self, step: str, rule: ClockRule, at: int) -> None:
        self.open.append((step, self.dues.due(at, rule.amount, rule.unit), rule, at, self._id(at)))

    def _opening(self, at: int) -> None:
        clocks, need = self.policy.clocks, self.need
        self.received = at
        first = "emergency" if need.priority == 1 else ("take_order" if self.holder == "company" else "accept")
        self.open = []
        self._start("respond", clocks[first], at)
        self._start("solve", clocks[f"handle.{need.kind}"], at)

    def _end(self, step: str, at: int, result: str) -> None:
        for clock in self.open:
            if clock[0] == step:
                self._write_clock(clock, at, result)
        self.open = [clock for clock in self.open if clock[0] != step]

    def _end_all(self, at: int, result: str, others: dict[str, str]) -> None:
        for clock in self.open:
            late = at > clock[1]
            self._write_clock(clock, at, "missed" if late else others.get(clock[0], result))
        self.open = []

    def _write_clock(self, clock: tuple[str, int, ClockRule, int, int], at: int | None, result: str) -> None:
        step, due, rule, started, clock_id = clock
        dues, scene = self.dues, self.scene
        organisation = scene.company_id if self.holder == "company" else _N
        stopped = _N if at is None else dues.text(at)
        self.lines.clocks.append(
            f"{clock_id}\t{scene.estate_id}\t{self.id}\t{step}\t{_LEVEL[self.holder].value}\t{self.holder}\t"
            f"{organisation}\t{dues.text(started)}\t{rule.amount}\t{rule.unit}\t{rule.roll}\t{dues.text(due)}\tf\t"
            f"{rule.version}\t{stopped}\t{result}\n"
        )

    # -- lines ---------------------------------------------------------------------------------------------------

    def _move(
        self, role: str, verb: str, at: int, after: str, words: str = "", data: str = "{}", by: Person | None = None
    ) -> None:
        """One line of the history; `role` "" is the platform itself."""
        scene, before = self.scene, self.state
        if after == "new":
            self._opening(at)
        versions = "[]"
        if verb == "report":
            data, versions = f'{{"route": {self.route}, "photos": 0}}', self.versions
        if by is None and role:
            by = scene.staff[self.holder]
        self.seq += 1
        self.state = after
        company = scene.company_id if self.holder == "company" else _N
        notes = ", ".join(
            f'{{"step": "{step}", "due": "{self.dues.text(due)}", "state": "running", "provisional": false}}'
            for step, due, *_ in self.open
        )
        own = company if role in ("company_manager", "company_worker") else _N
        self.lines.events.append(
            f"{self._id(at)}\t{scene.estate_id}\t{self.id}\t{self.seq}\t{self.dues.text(at)}\t{verb}\t"
            f"{by.id if by else _N}\t{by.name if by else ''}\t{role}\t{own}\t{before}\t{after}\t"
            f"{_LEVEL[self.holder].value}\t{self.holder}\t{company}\t{words}\t{data}\t{versions}\t[{notes}]\n"
        )

    def _write_case(self, number: int, title: str, words: str, where: str) -> None:
        scene, dues, dice, need = self.scene, self.dues, self.dice, self.need
        for clock in self.open:
            self._write_clock(clock, None, "")
        shown = next((c for step in _SHOWN for c in self.open if c[0] == step), None)
        acting = [c[1] for c in self.open if c[0] in ("respond", "solve", "confirm")]
        company = scene.company_id if self.holder == "company" else _N
        code = tracking.make(scene.estate_id, lambda: dice.below(1 << 35))
        while code in self._codes:
            code = tracking.make(scene.estate_id, lambda: dice.below(1 << 35))
        self._codes.add(code)
        self.lines.cases.append(
            f"{self.id}\t{scene.estate_id}\t{number}\t{code}\t{self.seq}\t{need.code}\t{need.name}\t{need.kind}\t"
            f"{need.priority}\t{title}\t{words}\t{self.building}\t{self.unit}\t{where}\t{self.state}\t\t"
            f"{_LEVEL[self.holder].value}\t{self.holder}\t{company}\t"
            f"{scene.grid_id if self.holder == 'grid_worker' else _N}\t{_N}\t{self.worker}\t"
            f"{scene.company_id if self.had_company else _N}\t"
            f"{dues.text(self.received)}\t{self.channel}\t{_N if self.operator else self.by.id}\t"
            f"{self.by.id if self.operator else _N}\t{self.contact}\t"
            f"{seal(self.phone, _CONTACT_PHONE)}\t{self.secrecy}\t"
            f"{dues.text(self.reported)}\t{dues.text(shown[1]) if shown else _N}\t{shown[0] if shown else ''}\tf\t"
            f"{dues.text(min(acting)) if acting else _N}\t0\tf\t{self.reached}\t0\t0\t{_N}\tf\t{_N}\t"
            f"{self.first_responded}\t{self.in_time}\t{self.closed}\t{self.ended}\t{self.outcome}\t{self.solved}\t"
            f"{self.satisfaction}\t{self.silence}\t{_N}\t{_N}\t{_N}\t{_N}\t{_N}\n"
        )


def _holders(scene: Scene) -> Holders:
    """Who there is at the estate, as the routing rule asks for it."""
    found = [Holder(HolderKind.GRID_WORKER, grid_id=scene.grid_id)]
    if scene.company_id is not None:
        found.append(Holder(HolderKind.COMPANY, organisation_id=scene.company_id))
    found += [Holder(kind) for kind in (HolderKind.NEIGHBOURHOOD, HolderKind.SUBDISTRICT, HolderKind.DISTRICT_CENTRE)]
    return Holders({holder.level: holder for holder in (*found, Holder(HolderKind.CITY))})


_LEVEL: Final = {"grid_worker": Level.GRID, "company": Level.ESTATE, "neighbourhood": Level.NEIGHBOURHOOD,
                 "subdistrict": Level.SUBDISTRICT}  # fmt: skip
_SHOWN: Final = ("confirm", "respond", "solve")
