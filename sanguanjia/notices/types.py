"""Values of the notices room that may cross its border. Pure: no Django, no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Topic(StrEnum):
    """What a message is about: people choose channels by topic."""

    MINE = "mine"
    WORK = "work"
    OVERSIGHT = "oversight"
    PUBLIC = "public"
    ACCOUNT = "account"

    @property
    def label(self) -> str:
        """The topic as people say it."""
        return _TOPICS[self][0]

    @property
    def hint(self) -> str:
        """What belongs to it."""
        return _TOPICS[self][1]


_TOPICS = {
    Topic.MINE: ("我报的事", "接单、请您补充、办结、退回"),
    Topic.WORK: ("派给我的工作", "新单、派工、报事人的答复、催办"),
    Topic.OVERSIGHT: ("升级和督办", "超时升级到本级的事项、等待裁定"),
    Topic.PUBLIC: ("小区公示", "新的公示、异议的答复"),
    Topic.ACCOUNT: ("账号和房屋", "登录、身份、认领房屋"),
}


class DeliveryState(StrEnum):
    """How far a delivery has come. The last three are ends."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    GIVEN_UP = "given_up"
    UNCERTAIN = "uncertain"

    @property
    def label(self) -> str:
        """The state as people say it."""
        return _STATES[self]


_STATES = {
    DeliveryState.WAITING: "等待发送",
    DeliveryState.CLAIMED: "正在发送",
    DeliveryState.SENT: "已送出",
    DeliveryState.GIVEN_UP: "没有送出",
    DeliveryState.UNCERTAIN: "不确定是否送出",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told: accounts by id, or whoever holds one of the roles at the place `path` or above it, today.

    `organisation_id`, `grid_id`, `building_id` narrow the holders where given; `but` is left out (who did it knows).
    """

    accounts: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    path: str = ""
    organisation_id: int | None = None
    grid_id: int | None = None
    building_id: int | None = None
    but: int | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours of a day, local time; `start` may lie after `end` (across midnight). Equal ends: none."""

    start: time
    end: time


class PublicState(StrEnum):
    """Where a public notice stands, by the clock."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """The state as people say it."""
        return {"coming": "还没开始", "running": "公示中", "over": "已期满", "superseded": "已被更正"}[self.value]


@dataclass(frozen=True, slots=True)
class PublicRef:
    """A public notice as its acts answer it: where to find it, until when it runs, and its digest."""

    estate_id: int
    id: int
    number: int
    opens_on: date
    closes_on: date
    digest: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What other rooms wait for: the state by the clock, the days, and how many objections stand open."""

    estate_id: int
    id: int
    number: int
    kind: str
    subject: str
    state: PublicState
    opens_on: date
    closes_on: date
    objections: int
    unanswered: int
    superseded_by: int | None
    proofs: int = 0
    """Photographs of the paper on the wall."""

    @property
    def is_settled(self) -> bool:
        """The period has run to its end, nothing replaced it, and every objection was answered."""
        return self.state is PublicState.OVER and self.unanswered == 0


@dataclass(frozen=True, slots=True)
class ObjectionRef:
    """An objection, or its answer, as the acts answer it."""

    estate_id: int
    public_notice_id: int
    id: int


@dataclass(frozen=True, slots=True)
class PreferenceRef:
    """That somebody's choices were stored."""

    account_id: int
