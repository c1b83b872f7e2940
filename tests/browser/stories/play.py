"""What happens in the served city where nobody is watched: plans, dozens of paper ballots, nights.

`python -m tests.browser.stories.play STEP FACTS` in the city of SGJ_DATA_DIR; prints what the step found as JSON. Every
step goes through the same acts as the pages, with the clock turned to the day on which it happens.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Sequence
from typing import Any

LEFT = 3  # paper ballots that the desks type in the browser
SCANS = hashlib.sha256("演示扫描件".encode()).hexdigest()


def now() -> dt.datetime:
    from sanguanjia.kernel import clock

    return clock.now()


def ago(days: int) -> Any:
    """The clock turned back."""
    from sanguanjia.kernel import clock

    return clock.turned_to(now() - dt.timedelta(days=days))


def day(days: int) -> dt.date:
    """So many days from today in China."""
    from sanguanjia.kernel import clock

    return (clock.local(now()) + dt.timedelta(days=days)).date()


def who(username: str) -> Any:
    """An account of the demo as an actor, with the mandates of the (turned) day."""
    from sanguanjia.access.models import Account
    from sanguanjia.access.queries import actor_of

    return actor_of(Account.objects.get(username=username))


def home_of(name: str) -> int:
    """A place by its name."""
    from sanguanjia.kernel.models import Home

    return int(Home.objects.get(name=name).pk)


# --- votes ---


def opened(home: int, desk: str, *, opens: int, announced: int, **wish: Any) -> Any:
    """A vote of ten days that opened `opens` days ago, with numbered forms."""
    from sanguanjia.decisions import actions
    from sanguanjia.decisions.actions.drafting import VoteWish
    from sanguanjia.kernel.actor import SYSTEM

    first = day(-opens)
    with ago(announced):
        ref = actions.draft_vote(
            who(desk), estate_id=home,
            wish=VoteWish(opens_on=first, closes_on=first + dt.timedelta(days=9), **wish),
        )  # fmt: skip
        actions.announce(who(desk), estate_id=home, vote_id=ref.id, contact="召集人办公室")
    with ago(opens - 1):
        actions.open_vote(SYSTEM, estate_id=home, vote_id=ref.id)
        actions.issue_forms(who(desk), estate_id=home, vote_id=ref.id)
    return ref


def forms(ref: Any) -> dict[int, tuple[set[int], int]]:
    """Each form's units, and the area it stands for in 1/100 m²."""
    from sanguanjia.decisions import queries

    vote, made = queries.vote(ref.estate_id, ref.id), {}
    for first in range(1, queries.papers(vote).forms + 1, 200):
        for form, lines in queries.forms_to_print(vote, first, first + 199):
            made[form.number] = ({line.unit_id for line in lines}, sum(line.area for line in lines))
    return made


def typed(ref: Any, said: dict[int, tuple[str, ...]], typists: Sequence[str]) -> None:
    """Papers, as two people typed them alike."""
    from sanguanjia.decisions import actions
    from sanguanjia.decisions.types import PaperLine

    lines = [PaperLine(number, choices) for number, choices in said.items()]
    for first in range(0, len(lines), 200):
        batch = tuple(lines[first : first + 200])
        for name in typists:
            actions.enter_papers(who(name), estate_id=ref.estate_id, vote_id=ref.id, lines=batch, scans=SCANS)


def laid_out(
    ref: Any, unit: int, said: dict[int, tuple[str, ...]], typists: Sequence[str], **more: Any
) -> dict[str, Any]:
    """The papers of all but the last few; what the browser needs to go on."""
    numbers = sorted(said)
    with ago(1):
        typed(ref, {n: said[n] for n in numbers[:-LEFT]}, typists)
    return {"estate": ref.estate_id, "vote": ref.id, "unit": unit, "left": numbers[-LEFT:], **more}


# --- steps ---


def roof() -> dict[str, Any]:
    """A work on the roof of building 3 is planned, and its owners vote on paying it from the fund."""
    from sanguanjia.decisions.actions.drafting import ItemWish
    from sanguanjia.decisions.types import Scope
    from sanguanjia.funds import actions as funds
    from sanguanjia.funds.rules.spending import Reach
    from sanguanjia.registry import queries as registry

    home = home_of("山水文园")
    building = next(b.id for b in registry.buildings(home) if b.code == "3")
    with ago(40):
        work = funds.plan_work(
            who("yeweihui"), estate_id=home, title="3栋屋面重做防水", plan="铲除旧防水层，重做两道，闭水试验。",
            reach=Reach.BUILDING, building_id=building, budget_fen=11_800_000,
        )  # fmt: skip
    item = ItemWish(
        5, "使用维修资金重做 3 栋屋面防水", "预算 118,000 元，由 3 栋业主分摊。", effect="authorise_spending",
        facts={"work_id": work.id},
    )  # fmt: skip
    ref = opened(home, "yeweihui", opens=9, announced=30, title="重做 3 栋屋面防水", caller="committee", items=(item,),
                 scope=Scope.BUILDING.value, scope_id=building)  # fmt: skip
    made, unit = forms(ref), registry.unit_by_code(home, "3-1-1402", day(0)).id
    own = next(n for n, (units, _) in made.items() if unit in units)
    said = {n: ("for",) for n in list(made)[: len(made) * 4 // 5] if n != own}
    return laid_out(ref, unit, said, ("yeweihui", "shequ"), work=work.id)


def night(estate: int, vote: int) -> dict[str, Any]:
    """The last day ends: what the platform does by itself in the next minute."""
    from sanguanjia.decisions import actions, queries
    from sanguanjia.kernel import clock
    from sanguanjia.kernel.actor import SYSTEM

    after = queries.vote(estate, vote).closes_on + dt.timedelta(days=1)
    with clock.turned_to(dt.datetime.combine(after, dt.time(0, 1), clock.SHANGHAI)):
        actions.close_vote(SYSTEM, estate_id=estate, vote_id=vote)
        actions.count_vote(SYSTEM, estate_id=estate, vote_id=vote)
    return {}


def weeks(estate: int, vote: int) -> dict[str, Any]:
    """The objection period passes without an objection, and the vote is in force."""
    from sanguanjia.decisions import actions
    from sanguanjia.kernel.actor import SYSTEM

    with ago(-45):
        actions.put_in_force(SYSTEM, estate_id=estate, vote_id=vote)
    return {}


STEPS = {step.__name__: step for step in (roof, night, weeks)}


def main() -> None:
    """One step in the city that runs."""
    from sanguanjia.hosting.city import open_city

    server = open_city()
    import django

    django.setup()
    print(json.dumps(STEPS[sys.argv[1]](**json.loads(sys.argv[2]))))
    server.stop()


if __name__ == "__main__":
    main()
