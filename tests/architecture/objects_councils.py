"""Things of the councils room behind the parts of addresses: a council of the estate, its task, a proposal."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City

SIDES = {
    "branch": "party_secretary", "company": "company_manager", "committee": "committee_member", "delegate": "delegate",
}  # fmt: skip


def meeting_id(city: City, at: str) -> int:
    """The council, with signed minutes and everybody called."""
    return int(_meeting(city, at).pk)


def task_id(city: City, at: str) -> int:
    """What the council gave to the company."""
    from sanguanjia.councils.models import Task

    meeting = _meeting(city, at)
    return int(Task.objects.get(estate_id=meeting.estate_id, meeting_id=meeting.pk).pk)


def proposal_id(city: City, at: str) -> int:
    """A proposal that waits."""
    from sanguanjia.councils.models import Proposal
    from tests.architecture.objects import _case

    home = city.homes[at].pk
    case_id = _case(city, at)
    with preparing():
        return int(
            Proposal.objects.create(
                estate_id=home, matter_estate_id=home, matter_id=case_id, trigger="asked", trigger_name="其他",
                words="久拖不决", at=clock.now(),
            ).pk
        )  # fmt: skip


def sha(city: City, at: str) -> str:
    """A picture in the history of the meeting and of its task; the file itself is stored for the test."""
    from sanguanjia.councils.models import Event, Task
    from sanguanjia.councils.store import album
    from tests.architecture.objects import picture

    meeting = _meeting(city, at)
    stored = album.take_in(meeting.estate_id, [BytesIO(picture())], "photos")[0]
    task = Task.objects.get(estate_id=meeting.estate_id, meeting_id=meeting.pk)
    for number in (None, task.pk):
        found = Event.objects.filter(estate_id=meeting.estate_id, meeting_id=meeting.pk, task_id=number, seq=90)
        if not found.exists():
            with preparing():
                Event.objects.create(
                    estate_id=meeting.estate_id, meeting_id=meeting.pk, task_id=number, seq=90, at=clock.now(),
                    verb="report_done", photos=[stored.sha256],
                )  # fmt: skip
    return stored.sha256


def _meeting(city: City, at: str) -> Any:
    from sanguanjia.councils.models import Meeting

    home = city.homes[at]
    return Meeting.objects.filter(estate_id=home.pk).order_by("id").first() or _made(city, at)


def _made(city: City, at: str) -> Any:
    from sanguanjia.councils.models import Meeting, Minutes, Seat, Task

    home, now = city.homes[at], clock.now()
    host = city.person("neighbourhood_officer", at)
    company = city.companies[at].pk
    with preparing():
        meeting = Meeting.objects.create(
            estate_id=home.pk, number=1, kind="council", kind_name="四方会商", title="车位改造", state="signed",
            starts_at=now, ends_at=now + timedelta(hours=1), place_words="议事厅", uid=f"uid-{home.pk}",
            changed_at=now, chairs=["party_secretary", "neighbourhood_officer"],
            quorum={"num": 0, "den": 1, "seats": [], "experts": 0}, convened_by_account_id=host.pk,
            convened_by_name=host.name, chair_account_id=host.pk, chair_name=host.name, opened_at=now,
            adjourned_at=now, signed_at=now,
        )  # fmt: skip
        seats = {
            kind: Seat.objects.create(
                estate_id=home.pk,
                meeting_id=meeting.pk,
                kind=kind,
                code=f"{kind}:{home.pk}",
                name=kind,
                role=role,
                place=home.path,
                organisation_id=company if kind == "company" else None,
            )
            for kind, role in SIDES.items()
        }
        Minutes.objects.create(
            estate_id=home.pk, meeting_id=meeting.pk, digest="0" * 64, signed_at=now, signed_by_account_id=host.pk,
            signed_by_name=host.name, text={
                "title": "车位改造", "kind": "四方会商", "number": 1, "home": home.name, "place": "议事厅", "chair": "",
                "opened_at": now.isoformat(), "adjourned_at": now.isoformat(), "seats": [], "items": [],
                "findings": [], "opinions": [], "tasks": [],
            },
        )  # fmt: skip
        Task.objects.create(
            estate_id=home.pk, meeting_id=meeting.pk, seat_id=seats["company"].pk, seq=1, name="物业公司",
            kind="company", role="company_manager", place=home.path, organisation_id=company, words="重新划线",
            concerns_estate_id=home.pk, assigned_at=now, due_at=now + timedelta(days=9),
        )  # fmt: skip
    return meeting
