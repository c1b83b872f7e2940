"""Values of the interfaces room that may cross its border. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class HookState(StrEnum):
    """A subscription: on; disabled after failures (what is owed waits); ended for good."""

    ON = "on"
    DISABLED = "disabled"
    ENDED = "ended"


class DeliveryState(StrEnum):
    """A delivery. The last three are ends."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"  # the owner may not see the matter, or the subscription ended


@dataclass(frozen=True, slots=True)
class SystemRef:
    """A connected system."""

    id: int
    account_id: int
    username: str
    name: str


@dataclass(frozen=True, slots=True)
class KeyRef:
    """A key, never the secret."""

    token_id: int
    name: str
    per_minute: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FiledRef:
    """What a POST answers: the public id of the matter and its tracking code."""

    service_request_id: str
    tracking_code: str
    estate_id: int
    case_id: int


@dataclass(frozen=True, slots=True)
class HookRef:
    """A subscription, never its secret."""

    id: int
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Service:
    """An entry of the needs list as Open311 offers it."""

    code: str
    name: str
    description: str
    keywords: tuple[str, ...]
    group: str
    notice: str = ""  # what to do at once, where there is danger

    def facts(self) -> dict[str, Any]:
        """In the standard's order."""
        return {
            "service_code": self.code,
            "service_name": self.name,
            "description": self.description,
            "metadata": True,
            "type": "realtime",
            "keywords": ", ".join(self.keywords),
            "group": self.group,
        }
