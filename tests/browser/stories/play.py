"""What happens in the served city where nobody is watched: estates, lists, hundreds of paper ballots, nights.

`python -m tests.browser.stories.play STEP FACTS` in the city of SGJ_DATA_DIR; prints what the step found as JSON. Every
step goes through the same acts as the pages, with the clock turned to the day on which it happens.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from typing import Any

from tests.browser.stories.days import ago, day, home_of, who
from tests.browser.stories.estates import GROUP, TYPIST, apart, found, slate, stood_behind
from tests.browser.stories.votes import forms, laid_out, opened, typed


def first_committee() -> dict[str, Any]:
    """480 households without management, eleven candidates, seven seats; 390 of 480 hand in a paper or will."""
    from sanguanjia.decisions.asking import QuestionWish
    from sanguanjia.demo.blueprint import Block

    mine = "1-1-101"
    estate = found("红旗机械厂宿舍", (Block((1, 16), 3, 5, 2, 0, ("58.40", "52.16")),), mine, since=120, seed=31)
    doors = apart(estate, 10, mine)
    listed = slate(estate, "第一届业主委员会委员", 7, doors, began=70, self_named=True)
    question = QuestionWish("elect", "选举第一届业主委员会委员", "十一名候选人，应选七人。", slate_id=listed)
    ref = opened(estate.home, GROUP, opens=9, announced=30, title="选举第一届业主委员会", caller="preparation_group",
                 questions=(question,))  # fmt: skip
    made = forms(ref)
    own = next(n for n, (units, _) in made.items() if estate.units[mine] in units)
    said = {n: picked(n, 11, 7) for n in list(made)[: len(made) * 4 // 5] if n != own}
    return laid_out(ref, estate.units[mine], said, (TYPIST, GROUP), households=len(estate.units))


def picked(number: int, answers: int, most: int) -> tuple[str, ...]:
    """The last candidate and the first six for most; others for some; never more than may be named."""
    liked = {answers - 1, *range(most - 1)} if number % 4 else set(range(number % 3, number % 3 + most))
    return tuple("for" if place in liked else "abstain" for place in range(answers))


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


def short() -> dict[str, Any]:
    """Two thirds of the heads hand in a ballot, and their homes are 2/3 of 1/100 m² short of two thirds of the area."""
    from sanguanjia.decisions.actions.drafting import ItemWish
    from sanguanjia.demo.blueprint import Block

    mine = "1-1-101"
    estate = found("红星二里", (Block((1, 1), 3, 5, 2, 0, ("58.40", "52.16")),), mine, since=120, seed=61,
                   fits=lambda total: total % 3 == 1)  # fmt: skip
    ref = opened(estate.home, GROUP, opens=9, announced=30, title="楼道粉刷使用维修资金", caller="subdistrict",
                 items=(ItemWish(5, "使用维修资金粉刷楼道", "三个单元，预算 9,600 元，由全体业主分摊。"),))  # fmt: skip
    made = forms(ref)
    own = next(n for n, (units, _) in made.items() if estate.units[mine] in units)
    total = sum(area for _, area in made.values())
    among = just_below({n: area for n, (_, area) in made.items()}, own, total * 2 // 3)
    return laid_out(ref, estate.units[mine], {n: ("for",) for n in among if n != own}, (TYPIST, GROUP), total=total)


def just_below(areas: dict[int, int], own: int, wanted: int) -> list[int]:
    """Forms of two thirds of the heads, `own` among them, that stand for exactly `wanted`."""
    chance, others = random.Random(1), [n for n in areas if n != own]
    least = -(-2 * len(areas) // 3)
    for _ in range(2_000_000):
        among = [own, *chance.sample(others, least - 1)]
        if sum(areas[n] for n in among) == wanted:
            return among
    raise LookupError("no such forms")


def dismissal() -> dict[str, Any]:
    """A committee of five elected last year; a member lost what a member must have, a fifth of the owners stand behind
    the proposal to dismiss them all, and the street calls the vote."""
    from sanguanjia.decisions import actions, committees, queries
    from sanguanjia.decisions.actions.drafting import ItemWish
    from sanguanjia.decisions.asking import QuestionWish
    from sanguanjia.demo.blueprint import Block
    from sanguanjia.kernel.actor import SYSTEM

    mine = "1-1-101"
    estate = found("东风二区", (Block((1, 2), 3, 5, 2, 0, ("58.40", "52.16")),), mine, since=399, seed=91)
    doors = apart(estate, 40, mine)
    listed = slate(estate, "第一届业主委员会委员", 5, doors[:6], began=390, self_named=False)
    question = QuestionWish("elect", "选举第一届业主委员会委员", "六名候选人，应选五人。", slate_id=listed)
    first = opened(estate.home, GROUP, opens=330, announced=352, title="选举第一届业主委员会",
                   caller="preparation_group", questions=(question,))  # fmt: skip
    with ago(328):
        typed(first, {n: picked(n, 6, 5) for n in list(forms(first))[:50]}, (TYPIST, GROUP))
    vote = {"estate_id": estate.home, "vote_id": first.id}
    with ago(319):
        actions.close_vote(SYSTEM, **vote)
        actions.count_vote(SYSTEM, **vote)
        paper = queries.certificate(queries.vote(estate.home, first.id))
        actions.sign(who(GROUP), **vote, digest=paper[0].digest if paper else "")
        actions.post_result(who(GROUP), **vote)
    with ago(280):
        actions.put_in_force(SYSTEM, **vote)
    sits = committees.sitting(estate.home)
    if sits is None:
        raise LookupError("nobody was elected")
    proposal = stood_behind(estate, sits.pk, mine, doors)
    item = ItemWish(3, "罢免第 1 届业主委员会", "委员卖出房屋后不再是业主，仍以业委会名义签字、收取停车费。")
    ref = opened(estate.home, GROUP, opens=9, announced=30, title="罢免业主委员会", caller="owners_20_percent",
                 items=(item,), proposal_id=proposal)  # fmt: skip
    made = forms(ref)
    own = next(n for n, (units, _) in made.items() if estate.units[mine] in units)
    said = {n: ("for",) for n in list(made)[: len(made) * 4 // 5] if n != own}
    return laid_out(ref, estate.units[mine], said, (TYPIST, GROUP))


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


STEPS = {step.__name__: step for step in (first_committee, roof, short, dismissal, night, weeks)}


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
