"""What a person chose, and what policy says for those who chose nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from sanguanjia.kernel.models import Home
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.policy import queries as policy

from .models import Preference
from .types import Quiet, Topic


@dataclass(frozen=True, slots=True)
class Choices:
    """Channels by topic, quiet hours, e-mail. A topic that is absent follows policy; so do absent quiet hours."""

    channels: Mapping[str, tuple[Channel, ...]] = field(default_factory=dict)
    quiet: Quiet | None = None
    email: str = ""
    urgent_topics: frozenset[str] = frozenset()

    def channels_of(self, topic: Topic, standard: Choices) -> tuple[Channel, ...]:
        """Ways out for one topic; e-mail only where there is an address."""
        ways = self.channels.get(topic.value, standard.channels.get(topic.value, ()))
        return tuple(way for way in ways if way is not Channel.EMAIL or self.email)


def default_choices(path: str, day: date) -> Choices:
    """What policy says at a place on a day: `notices.channels`, `notices.quiet_hours`, `notices.urgent_topics`."""
    channels = policy.value_for("notices.channels", path, day)
    hours = policy.value_for("notices.quiet_hours", path, day)
    urgent = policy.value_for("notices.urgent_topics", path, day)
    return Choices(
        {topic: tuple(Channel(name) for name in names) for topic, names in channels.items()},
        Quiet(time.fromisoformat(hours["from"]), time.fromisoformat(hours["to"])),
        urgent_topics=frozenset(urgent),
    )


def retry_minutes(path: str, day: date) -> tuple[int, ...]:
    """Pauses between attempts, in minutes (`notices.retry`)."""
    return tuple(policy.value_for("notices.retry", path, day)["minutes"])


def choices_of(accounts: Iterable[int]) -> dict[int, Choices]:
    """Choices of those who made some, by account."""
    return {row.account_id: of_row(row) for row in Preference.objects.filter(account_id__in=list(accounts))}


def of_row(row: Preference) -> Choices:
    """A stored preference as a value."""
    ends = (row.quiet_from, row.quiet_to)
    quiet = Quiet(time.fromisoformat(ends[0]), time.fromisoformat(ends[1])) if all(ends) else None
    channels = {topic: tuple(Channel(name) for name in names) for topic, names in row.channels.items()}
    return Choices(channels, quiet, row.email)


PLATFORM_PATH = f"{Home.PLATFORM_ID}/"
