"""What leaves the platform for one person, and what a sender answers. Pure values, shared by codes and notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """A way out of the platform. The inbox is no channel: every message is in it."""

    SMS = "sms"
    EMAIL = "email"

    @property
    def label(self) -> str:
        """The channel as people say it."""
        return {"sms": "短信", "email": "电子邮件"}[self.value]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail; `type` with its parameters, "text/calendar; method=REQUEST; charset=UTF-8"."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to send: `key` is the same on every attempt; `address` a phone number or a mailbox. Only an e-mail
    carries attachments."""

    key: str
    channel: Channel
    address: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sender answered: its own id of the message, and when."""

    id: str
    at: datetime
