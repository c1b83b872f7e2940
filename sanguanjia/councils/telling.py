"""Whom a move concerns, and what they are told. Invitations carry the calendar (`invitations.py`)."""

from __future__ import annotations

from collections.abc import Iterable

from sanguanjia.cases.models import Case
from sanguanjia.cases.permissions import ROLE_OF_HOLDER
from sanguanjia.cases.types import HolderKind
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.models import Home
from sanguanjia.look import words
from sanguanjia.notices.types import Audience
from sanguanjia.notices.writing import write

from .models import Meeting, Proposal, Seat, Task

_LOOKERS = ("committee_member", "neighbourhood_officer")  # who is told; a grid worker or company may look too


def members(deed: Deed, name: str, row: Meeting, seats: Iterable[Seat]) -> None:
    """An invitation, its change or its end, to every seat; `cause` names the seat and the sequence."""
    facts = {"title": row.title, "when": when(row), "place": row.place_words}
    for seat in seats:
        audience = audience_of(seat, deed.actor.account_id)
        if audience is not None:
            cause = f"meeting:{row.pk}:{seat.pk}:{row.sequence}"
            write(deed, f"councils.{name}", audience=audience, facts=facts, href=href_of(row), cause=cause)


def signed(deed: Deed, row: Meeting, seats: Iterable[Seat]) -> None:
    """The minutes can be read."""
    for seat in seats:
        audience = audience_of(seat, deed.actor.account_id)
        if audience is not None:
            write(deed, "councils.signed", audience=audience, facts={"title": row.title}, href=href_of(row),
                  cause=f"minutes:{row.pk}:{seat.pk}")  # fmt: skip


def proposed(deed: Deed, row: Proposal, home: Home, matter: str) -> None:
    """The office that would call the meeting hears of a proposal."""
    audience = Audience(roles=(f"{home.kind}_officer",), path=home.path, but=deed.actor.account_id)
    facts = {"matter": matter, "trigger": row.trigger_name}
    write(deed, "councils.proposed", audience=audience, facts=facts, href="/councils/proposals/",
          cause=f"proposal:{row.pk}")  # fmt: skip


def task(deed: Deed, name: str, row: Task, meeting: Meeting, home: Home, estate: Home | None) -> None:
    """What a move of a task makes worth telling: to who owes it, who looks, or the office above."""
    facts = {"meeting": meeting.title, "doer": row.name, "due": words.moment(row.due_at, deed.at.date())}
    me = deed.actor.account_id
    doer = Audience(roles=(row.role,), path=row.place, organisation_id=row.organisation_id, but=me)
    hosts = Audience(roles=tuple(meeting.chairs), path=home.path, but=me)
    to = {"tasked": doer, "returned": doer, "silent": hosts}.get(name)
    if name == "look":
        to = Audience(roles=_LOOKERS, path=estate.path, but=me) if estate else hosts
    if name == "late":
        to = Audience(roles=(f"{row.level}_officer",), path=home.path)
    if to is not None:
        write(deed, f"councils.{name}", audience=to, facts=facts, href=f"/councils/{row.estate_id}/task/{row.pk}/",
              cause=f"task:{row.pk}:{row.version}")  # fmt: skip


def parts_accepted(deed: Deed, case: Case, home: Home, meeting: Meeting) -> None:
    """Whoever has the matter hears that everything the meeting gave out is done."""
    holder = Audience(
        roles=(ROLE_OF_HOLDER[HolderKind(case.holder_kind)],), path=home.path,
        organisation_id=case.holder_organisation_id, grid_id=case.holder_grid_id, building_id=case.holder_building_id,
    )  # fmt: skip
    facts = {"meeting": meeting.title, "number": str(case.number), "estate": home.name}
    write(deed, "councils.parts_accepted", audience=holder, facts=facts,
          href=f"/cases/{case.estate_id}/{case.pk}/", cause=f"parts:{meeting.pk}:{case.pk}")  # fmt: skip


def audience_of(seat: Seat, me: int | None) -> Audience | None:
    """Who sits on a seat; None for an expert without an account, whom the office tells itself."""
    if seat.account_id is not None:
        return Audience(accounts=(seat.account_id,), but=me)
    if not seat.role:
        return None
    return Audience(roles=(seat.role,), path=seat.place, organisation_id=seat.organisation_id, but=me)


def when(row: Meeting) -> str:
    """The time of a meeting in words."""
    start, end = row.starts_at.astimezone(SHANGHAI), row.ends_at.astimezone(SHANGHAI)
    until = f"{end:%H:%M}" if start.date() == end.date() else words.moment(end)
    return f"{words.moment(start)} 至 {until}"


def href_of(row: Meeting) -> str:
    """The page of a meeting."""
    return f"/councils/{row.estate_id}/{row.pk}/"
