"""Things of the decisions room behind the parts of addresses: an open vote, a posted one, a proposal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City


def vote_id(city: City, at: str) -> int:
    """An open vote of the estate."""
    from sanguanjia.decisions.models import OutsideSystem, Vote

    home = city.homes[at].pk
    elsewhere = OutsideSystem.objects.filter(estate_id=home).values("vote_id")
    found = Vote.objects.filter(estate_id=home, state="open").exclude(pk__in=elsewhere).first()
    return int(found.pk) if found else open_vote(city, at)


def draft_id(city: City, at: str) -> int:
    """A draft that is made anew each time."""
    return draft(city, at, clock.today() + timedelta(days=20))


def posted_id(city: City, at: str) -> int:
    """A vote that was counted, signed and posted."""
    from sanguanjia.decisions import actions, queries
    from sanguanjia.decisions.models import Vote
    from sanguanjia.kernel.actor import SYSTEM

    home = city.homes[at].pk
    found = Vote.objects.filter(estate_id=home, state="posted").first()
    if found is not None:
        return int(found.pk)
    number = open_vote(city, at, days_ago=30)
    with preparing(), _days_ago(20):
        vote = {"estate_id": home, "vote_id": number}
        actions.close_vote(SYSTEM, **vote)
        actions.count_vote(SYSTEM, **vote)
        row = queries.certificate(queries.vote(home, number))
        desk = city.actor("committee_member", at)
        actions.sign(desk, **vote, digest=row[0].digest if row else "")
        actions.post_result(desk, **vote)
    return number


def outside_id(city: City, at: str) -> int:
    """An open vote that the city's own system holds."""
    from sanguanjia.decisions.models import OutsideSystem

    found = OutsideSystem.objects.filter(estate_id=city.homes[at].pk).first()
    return int(found.vote_id) if found else open_vote(city, at, run_by="city_system", system_name="市物业表决系统")


def vote_proposal_id(city: City, at: str) -> int:
    """A proposal of the owner."""
    from sanguanjia.decisions import actions

    with preparing():
        return int(
            actions.propose(
                city.actor("owner", at), estate_id=city.homes[at].pk, unit_id=city.units[at].pk, matter=5,
                title="换电梯", text="老旧",
            ).id
        )  # fmt: skip


def draft(city: City, at: str, opens_on: date, **more: Any) -> int:
    """A draft about the fund, called by the committee."""
    from sanguanjia.decisions import actions
    from sanguanjia.decisions.actions.drafting import ItemWish, VoteWish
    from sanguanjia.registry.models import Unit

    home = city.homes[at].pk
    wish = VoteWish(
        "更换电梯", "committee", opens_on, opens_on + timedelta(days=9),
        (ItemWish(5, "使用维修资金", "更换 3 栋电梯"),), **more,
    )  # fmt: skip
    with preparing():
        Unit.objects.filter(estate_id=home, exclusive_area=None).update(
            exclusive_area=Decimal("88.12"), exclusive_area_source="roster"
        )
        return int(actions.draft_vote(city.actor("committee_member", at), estate_id=home, wish=wish).id)


def open_vote(city: City, at: str, days_ago: int = 2, **more: Any) -> int:
    """A vote that opened so many days ago."""
    from sanguanjia.decisions import actions

    home, opened = city.homes[at].pk, clock.today() - timedelta(days=days_ago)
    with preparing(), _days_ago(days_ago + 20):
        number = draft(city, at, opened, **more)
        actions.announce(city.actor("committee_member", at), estate_id=home, vote_id=number)
    with preparing(), _days_ago(days_ago):
        actions.open_vote(city.actor("committee_member", at), estate_id=home, vote_id=number)
    return number


@contextmanager
def _days_ago(days: int) -> Iterator[Any]:
    with clock.turned_to(clock.now() - timedelta(days=days)) as turned:
        yield turned


def slate_id(city: City, at: str) -> int:
    """A list into which owners may name themselves."""
    from sanguanjia.decisions import actions
    from sanguanjia.decisions.models import Slate

    home = city.homes[at].pk
    found = Slate.objects.filter(estate_id=home, state="naming").first()
    if found is not None:
        return int(found.pk)
    with preparing():
        return int(
            actions.open_slate(
                city.actor("subdistrict_officer", at), estate_id=home, title="第一届业委会委员", seats=5,
                until=clock.today() + timedelta(days=10),
            ).id
        )  # fmt: skip


def committee_id(city: City, at: str) -> int:
    """A committee that sits, nobody in it."""
    from sanguanjia.decisions.models import Committee

    home = city.homes[at].pk
    found = Committee.objects.filter(estate_id=home, state="sitting").first()
    if found is not None:
        return int(found.pk)
    with preparing():
        made = Committee.objects.create(
            estate_id=home, number=1, size=5, begins=clock.today(), ends=clock.today() + timedelta(days=1800)
        )
    return int(made.pk)
