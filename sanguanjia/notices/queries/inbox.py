"""One's own messages: over all estates, by person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.notices.models import Delivery, Message, Notice, Preference
from sanguanjia.notices.phrases import template
from sanguanjia.notices.rules.templates import fill
from sanguanjia.notices.types import DeliveryState, Topic
from sanguanjia.notices.values import PLATFORM_PATH, Choices, default_choices, of_row
from sanguanjia.notices.wording import FAULTS

MOST_UNREAD = 99


@dataclass(frozen=True, slots=True)
class Sent:
    """How one message went out by one channel: the proof."""

    channel: str
    state: str
    word: str
    due_at: datetime
    ended_at: datetime | None
    sender: str
    address: str
    receipt: str
    fault: str


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One message as its receiver reads it."""

    id: int
    estate_id: int
    at: datetime
    topic: str
    urgent: bool
    subject: str
    body: str
    href: str
    read_at: datetime | None
    sent: tuple[Sent, ...] = ()


def inbox(actor: Actor, *, topic: str = "", after: int | None = None, limit: int = 20) -> list[InboxLine]:
    """One's messages, newest first; `after` is the id of the last one seen (keyset)."""
    if actor.account_id is None:
        return []
    with cross_estate():
        rows = Message.objects.filter(account_id=actor.account_id).order_by("-at", "-id")
        if topic:
            rows = rows.filter(notice__topic=topic)
        last = Message.objects.filter(pk=after, account_id=actor.account_id).first() if after else None
        if last is not None:
            rows = rows.filter(at__lte=last.at).exclude(at=last.at, id__gte=last.pk)
        return _lines(list(rows.select_related("notice")[:limit]))


def one(actor: Actor, estate_id: int, message_id: int) -> InboxLine:
    """One of one's own messages. Refuses not_found."""
    rows = Message.objects.select_related("notice").filter(estate_id=estate_id, pk=message_id)
    row = rows.filter(account_id=actor.account_id or 0).first() or refuse("not_found")
    with cross_estate():
        return _lines([row])[0]


def unread(actor: Actor) -> int:
    """How many are unread, counted to 99 at most: one index, no table."""
    if actor.account_id is None:
        return 0
    with cross_estate():
        rows = Message.objects.filter(account_id=actor.account_id, read_at=None).values_list("id", flat=True)
        return len(rows[:MOST_UNREAD])


def _lines(rows: list[Message]) -> list[InboxLine]:
    sent: dict[int, list[Sent]] = {}
    estates = {row.estate_id for row in rows}
    for each in Delivery.objects.filter(estate_id__in=estates, message_id__in=[row.pk for row in rows]).order_by("id"):
        sent.setdefault(each.message_id, []).append(_sent(each))
    return [_line(row, row.notice, sent.get(row.pk, ())) for row in rows]


def _line(row: Message, notice: Notice, sent: Iterable[Sent]) -> InboxLine:
    said = fill(template(notice.template), notice.facts)
    return InboxLine(
        row.pk, row.estate_id, row.at, Topic(notice.topic).label, notice.urgent, said.subject, said.body, notice.href,
        row.read_at, tuple(sent),
    )  # fmt: skip


def _sent(row: Delivery) -> Sent:
    state = DeliveryState(row.state)
    return Sent(
        Channel(row.channel).label, row.state, state.label, row.due_at, row.ended_at, row.sender, row.address,
        row.receipt, FAULTS.get(row.fault, "发送方暂时不可用") if row.fault else "",
    )  # fmt: skip


def choices_for(actor: Actor) -> tuple[Choices, Choices]:
    """(what this person chose, what holds where nothing was chosen)."""
    row = Preference.objects.filter(account_id=actor.account_id or 0).first()
    return (of_row(row) if row else Choices()), default_choices(PLATFORM_PATH, clock.today())


def tally(estate_id: int, href: str) -> dict[str, int]:
    """Of the notices that lead to a page: how many people have them, and deliveries by state (proof for the sender)."""
    mine = Notice.objects.filter(estate_id=estate_id, href=href).values("id")
    told = Message.objects.filter(estate_id=estate_id, notice_id__in=mine)
    states = (
        Delivery.objects.filter(estate_id=estate_id, message_id__in=told.values("id"))
        .values_list("state")
        .annotate(n=Count("id"))
    )
    return {"people": told.values("account_id").distinct().count(), **dict(states)}
