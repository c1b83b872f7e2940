"""Write a notice in the act that makes it true: one INSERT, however many people it concerns.

    write(deed, "cases.take_order", audience=Audience(accounts=(reporter,)), facts={…}, href="/cases/7/99/")

Receivers known by account have it in their inbox with the commit. Receivers named by role and place are found by the
job (`spreading.py`), seconds later: the act pays the same for one officer and for two thousand owners.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.many import copy_in, copy_lines
from sanguanjia.kernel.stamps import Lines, Pressed, Stamp, escaped, form, said
from sanguanjia.kernel.suites import present_suite

from .models import Errand, Message, Notice
from .phrases import template
from .rules.templates import check
from .types import Audience

_WRITE = """
    WITH told AS (
        INSERT INTO notices_notice (id, estate_id, at, template, cause, topic, urgent, facts, href, audience)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)),
    owed AS (INSERT INTO notices_errand (id, estate_id, notice_id) VALUES (%s, %s, %s))
    INSERT INTO notices_message (id, estate_id, notice_id, account_id, at, read_at)
    SELECT new.id, %s, %s, new.account_id, %s, NULL FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, account_id)
"""

_MESSAGE = ("id", "estate_id", "notice_id", "account_id", "at")
_WHERE = ("path", "organisation_id", "grid_id", "building_id")
_AUDIENCE = tuple(field.name for field in fields(Audience))


def write(
    deed: Deed, name: str, *, audience: Audience, facts: Mapping[str, str], href: str = "", cause: str = ""
) -> int:
    """Tell the audience; answers the notice's id. `facts` fill the template, exactly those it names.

    `cause`: what makes it one notice; the act itself if absent. Raises TemplateFault for a missing or unknown fact.
    """
    row, receivers = _drafted(deed, name, audience, facts, href, cause)
    home, key = row.estate_id, row.pk
    values: list[Any] = [
        key, home, row.at, row.template, row.cause, row.topic, row.urgent, Jsonb(row.facts, dumps=canonical), row.href,
        Jsonb(row.audience, dumps=canonical), new_id(), home, key, home, key, row.at, [new_id() for _ in receivers],
        receivers,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
    deed.touched(row)
    return key


class Letters:
    """Notices of many acts written together: `write` takes them in as the function does, `send` stores all."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []
        self._messages: list[Message] = []

    def write(
        self, deed: Deed, name: str, *, audience: Audience, facts: Mapping[str, str], href: str = "", cause: str = ""
    ) -> int:
        """Keep a notice for `send`; the record of its act speaks of it already."""
        row, receivers = _drafted(deed, name, audience, facts, href, cause)
        self._notices.append(row)
        self._messages += [
            Message(estate_id=row.estate_id, notice_id=row.pk, account_id=account, at=row.at) for account in receivers
        ]
        deed.touched(row)
        return row.pk

    def since(self, count: int) -> list[Notice]:
        """Those taken in after the first so many."""
        return self._notices[count:]

    def __len__(self) -> int:
        return len(self._notices)

    def send(self) -> None:
        """All of them in three statements, however many."""
        copy_in(Notice, self._notices)
        errands = ((new_id(), row.estate_id, row.pk) for row in self._notices)
        copy_lines(Errand._meta.db_table, ("id", "estate_id", "notice_id"), errands)
        if self._messages:
            copy_in(Message, self._messages)


class LetterStamp:
    """Notices that tell the same of many acts: as `Letters` writes them, by the thousand (kernel/stamps.py)."""

    def __init__(self, sample: Notice, facts: Iterable[str]) -> None:
        """`facts`: those in which the notices differ; of the audience only the place and the unit do."""
        self._stamp = Stamp(sample, ("id", "estate_id", "cause", "facts", "href", "audience"))
        self._facts = form(sample.facts, facts)
        self._audience = form(sample.audience, _WHERE)
        accounts = (account for account in sample.audience.get("accounts", ()))
        self._receivers = [account for account in accounts if account != sample.audience.get("but")]
        self._at = sample.at.isoformat()

    def press(
        self, lines: Lines, record_id: int, estate_id: int, facts: Mapping[str, str], where: Mapping[str, str],
        href: str,
    ) -> Pressed:
        """A notice more, with what it owes to whom. `facts`, `where`: as JSON; `where` has what an Audience says of
        place and unit, as JSON."""
        key, home, cause = str(new_id()), str(estate_id), f"record:{record_id}"
        told, audience = self._facts % facts, self._audience % where
        pressed = self._stamp.press(
            {"id": key, "estate_id": home, "cause": cause, "facts": escaped(told), "href": href,
             "audience": escaped(audience)},
            {"id": key, "estate_id": home, "cause": said(cause), "facts": told, "href": said(href),
             "audience": audience},
            present_suite(),
        )  # fmt: skip
        lines.of_model(Notice).append(pressed.line)
        lines.of(Errand._meta.db_table, ("id", "estate_id", "notice_id")).append(f"{new_id()}\t{home}\t{key}")
        for account in self._receivers:
            lines.of(Message._meta.db_table, _MESSAGE).append(f"{new_id()}\t{home}\t{key}\t{account}\t{self._at}")
        return pressed


def _drafted(
    deed: Deed, name: str, audience: Audience, facts: Mapping[str, str], href: str, cause: str
) -> tuple[Notice, list[int]]:
    words = template(name)
    check(words, facts)
    row = Notice(
        estate_id=deed.estate_id, at=deed.at, template=name, cause=cause or f"record:{deed.record_id}",
        topic=words.topic.value, urgent=words.urgent, facts=dict(facts), href=href, audience=shown(audience),
    )  # fmt: skip
    return row, [account for account in dict.fromkeys(audience.accounts) if account != audience.but]


def shown(audience: Audience) -> dict[str, object]:
    """An audience as the notice keeps it: what is given, nothing else."""
    given = ((name, getattr(audience, name)) for name in _AUDIENCE)  # asdict would copy each value deeply
    return {name: list(v) if isinstance(v, tuple) else v for name, v in given if v not in ((), "", None)}
