"""Scenes of the councils room for replays: a proposal that waits, a council with signed minutes, a task to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sanguanjia.kernel import clock
from tests.simulation.replay_scenes import TAKEN, matter
from tests.support.guard import preparing
from tests.support.small_city import City


def proposed(city: City) -> Mapping[str, Any]:
    """The company's manager proposed a matter to the subdistrict."""
    from sanguanjia.councils import actions

    made = matter(TAKEN)(city)
    with preparing():
        ref = actions.propose(
            city.actor("company_manager"), estate_id=city.subdistrict.pk, matter_estate_id=city.estate.pk,
            matter_id=made["case_id"], trigger="asked", words="久拖不决",
        )  # fmt: skip
    return {"estate_id": city.subdistrict.pk, "proposal_id": ref.proposal_id}


def council(city: City) -> Mapping[str, Any]:
    """A council of the estate with one subject and its four sides, not called yet."""
    from sanguanjia.councils import actions

    host, start = city.actor("neighbourhood_officer"), clock.now() + timedelta(days=9)
    home = city.estate.pk
    for role in ("party_secretary", "company_manager", "committee_member", "delegate"):
        city.person(role)
    with preparing():
        ref = actions.convene(
            host, estate_id=home, kind="council", title="车位改造", starts_at=start,
            ends_at=start + timedelta(hours=1), place_words="议事厅",
        )  # fmt: skip
        where = {"estate_id": home, "meeting_id": ref.meeting_id}
        item = actions.table_item(host, **where, title="车位怎么划")
        actions.invite(
            host, **where, seats=tuple(f"{side}:{home}" for side in ("branch", "company", "committee", "delegate"))
        )
    return {"estate_id": home, "meeting_id": ref.meeting_id, "item": item.part_id}


def sitting(city: City) -> tuple[Mapping[str, Any], dict[str, int]]:
    """The council sits, everybody is there, and it decided. Answers its values and its seats by kind."""
    from sanguanjia.councils import actions
    from sanguanjia.councils.models import Seat

    made = council(city)
    host, where = city.actor("neighbourhood_officer"), {k: made[k] for k in ("estate_id", "meeting_id")}
    with preparing():
        actions.call(host, **where)
        actions.open_it(host, **where)
        seats = {seat.kind: seat.pk for seat in Seat.objects.filter(**where)}
        for number in seats.values():
            actions.attend(host, **where, seat=number, direction="in")
        actions.decide(host, **where, item=made["item"], words="重新划线")
    return made, seats


def signed(city: City) -> Mapping[str, Any]:
    """The council is over, its minutes are signed, nothing is left to do."""
    from sanguanjia.councils import actions

    made, _seats = sitting(city)
    host, where = city.actor("neighbourhood_officer"), {k: made[k] for k in ("estate_id", "meeting_id")}
    with preparing():
        actions.adjourn(host, **where)
        actions.sign(host, **where)
    return where


def owed(city: City) -> Mapping[str, Any]:
    """The council gave the company a task."""
    from sanguanjia.councils import actions

    made, seats = sitting(city)
    host, where = city.actor("neighbourhood_officer"), {k: made[k] for k in ("estate_id", "meeting_id")}
    with preparing():
        task = actions.assign(host, **where, seat=seats["company"], item=made["item"], words="重新划线")
    return {"estate_id": city.estate.pk, "council_task_id": task.task_id}
