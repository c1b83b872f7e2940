"""Elections in the scene: a settled list of candidates, an open election, its count, its seats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sanguanjia.decisions import actions, committees, queries
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.asking import QuestionWish
from sanguanjia.decisions.models import Committee
from sanguanjia.decisions.tests.scene import CLOSES, NOON, Scene
from sanguanjia.decisions.types import CastRef, VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM, Actor

NAMING = dt.datetime(2024, 4, 10, 10, tzinfo=clock.SHANGHAI)
OVER = dt.datetime(2024, 5, 10, 10, tzinfo=clock.SHANGHAI)
AFTER = dt.datetime.combine(CLOSES + dt.timedelta(days=1), dt.time(9), clock.SHANGHAI)
SETTLED = dt.datetime(2024, 7, 1, 9, tzinfo=clock.SHANGHAI)
MET = ("full_capacity", "law_abiding", "public_spirited", "able", "has_time")
HOMES = {"业主1": "101", "业主2": "102", "业主3": "201", "业主4": "202", "业主5": "301", "业主6": "302"}


def guide(scene: Scene) -> Actor:
    """The neighbourhood's officer."""
    return scene.city.actor("neighbourhood_officer")


def slate(scene: Scene, names: Sequence[str], seats: int = 5, **more: Any) -> int:
    """A list that owners named themselves into, verified, posted and settled by 10 May."""
    home, desk = scene.home, guide(scene)
    with clock.turned_to(NAMING):
        ref = actions.open_slate(
            desk, estate_id=home, title="第一届业委会委员", seats=seats, until=dt.date(2024, 4, 20), **more
        )
        for name in names:
            one = actions.stand(
                scene.owner(name), estate_id=home, slate_id=ref.id, unit_id=scene.units[HOMES[name]].pk,
                statement=f"{name}愿意为大家做事",
            )  # fmt: skip
            actions.verify_candidate(desk, estate_id=home, candidate_id=one.id, met=MET)
        actions.post_slate(desk, estate_id=home, slate_id=ref.id)
    with clock.turned_to(OVER):
        actions.settle_slate(desk, estate_id=home, slate_id=ref.id)
    return ref.id


def election(scene: Scene, slate_id: int) -> VoteRef:
    """An open election; the clock stands on a day of voting."""
    question = QuestionWish("elect", "选举业主委员会委员", "从候选人里选。", slate_id=slate_id)
    with clock.turned_to(NOON):
        wish = scene.wish(items=(), questions=(question,), title="选举业委会")
        ref = actions.draft_vote(scene.desk, estate_id=scene.home, wish=wish)
        actions.announce(scene.desk, estate_id=scene.home, vote_id=ref.id)
    return actions.open_vote(scene.desk, estate_id=scene.home, vote_id=ref.id)


def pick(scene: Scene, ref: VoteRef, name: str, code: str, *picked: int) -> CastRef:
    """An owner says yes to these and abstains from the others."""
    items = queries.items(scene.row(ref))
    choices = {str(item.position): "for" if item.position in picked else "abstain" for item in items}
    return actions.cast(
        scene.owner(name), estate_id=scene.home, vote_id=ref.id, unit_id=scene.units[code].pk, choices=choices,
        confirmed=Confirmed(True),
    )  # fmt: skip


def in_force(scene: Scene, ref: VoteRef) -> None:
    """Signed, posted, the objection period over."""
    vote = {"estate_id": scene.home, "vote_id": ref.id}
    with clock.turned_to(AFTER):
        found = queries.certificate(scene.row(ref))
        actions.sign(scene.desk, digest=found[0].digest if found else "", **vote)
        actions.post_result(scene.desk, **vote)
    with clock.turned_to(SETTLED):
        actions.put_in_force(SYSTEM, **vote)


def seated(scene: Scene) -> Committee:
    """Five of six are elected by five owners who name the first five."""
    ref = election(scene, slate(scene, tuple(HOMES)))
    for name, code in HOMES.items():
        pick(scene, ref, name, code, 1, 2, 3, 4, 5)
    scene.counted(ref)
    in_force(scene, ref)
    return committees.sitting(scene.home) or Committee()
