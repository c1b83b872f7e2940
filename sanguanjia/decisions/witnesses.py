"""Who witnessed which root of a vote's log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sanguanjia.access.queries import account_of
from sanguanjia.access.types import Role
from sanguanjia.kernel.refusal import refuse

from . import store
from .models import Vote, WitnessMark
from .types import State

NEEDED = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """One witness, as a page shows it."""

    name: str
    role: str
    size: int
    root: str
    at: dt.datetime


def vote_for_witness(estate_id: int, vote_id: int) -> Vote:
    """A vote that was announced. Refuses not_found."""
    found = store.find(estate_id, vote_id)
    return found if found.state != State.DRAFT else refuse("not_found")


def marks_of(vote: Vote) -> tuple[Mark, ...]:
    """All marks, the latest root first."""
    rows = WitnessMark.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("-size", "at")
    return tuple(Mark(_name(row.account_id), _role(row.role), row.size, row.root, row.at) for row in rows)


def agree(marks: tuple[Mark, ...], size: int) -> bool:
    """Whether two witnesses saw one root of at least this size."""
    seen: dict[int, int] = {}
    for mark in marks:
        if mark.size >= size:
            seen[mark.size] = seen.get(mark.size, 0) + 1
    return any(n >= NEEDED for n in seen.values())


def _name(account_id: int) -> str:
    account = account_of(account_id)
    return account.name if account else "已注销的账号"


def _role(code: str) -> str:
    return Role(code).label if code else ""
