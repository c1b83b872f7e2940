"""What owners decided is done in the same act that puts it in force: a company comes, a company goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.decisions import actions, following, queries
from sanguanjia.decisions.actions.drafting import ItemWish
from sanguanjia.decisions.following import DISMISSING, HIRING, SPENDING
from sanguanjia.decisions.tests.scene import CLOSES, VOTING, Scene
from sanguanjia.funds import actions as fund_acts
from sanguanjia.funds import works
from sanguanjia.funds.models import FundBook
from sanguanjia.funds.rules.spending import Reach
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry import queries as registry
from sanguanjia.registry.models import ManagementTenure, Organisation
from tests.support.guard import preparing
from tests.support.small_city import BEGAN

AFTER = dt.datetime.combine(CLOSES + dt.timedelta(days=60), dt.time(9), clock.SHANGHAI)
SINCE = dt.date(2024, 9, 1)


def decided(
    scene: Scene, choice: str, effect: str, *, matter: int = 4, before: Callable[[], object] | None = None,
    **facts: object,
) -> None:  # fmt: skip
    """A vote of one matter with this effect, from the draft to its force; `before` it is in force."""
    ref = scene.opened(matter, items=(ItemWish(matter, "共同决定", "全文", effect, facts),))
    for number, code in enumerate(("101", "102", "201", "202", "301", "302"), start=1):
        scene.cast(ref, f"业主{number}", code, choice)
    scene.cast(ref, "夫", "401", choice), scene.cast(ref, "开发商", "501", choice)
    scene.counted(ref)
    own = {"estate_id": scene.home, "vote_id": ref.id}
    with clock.turned_to(AFTER - dt.timedelta(days=40)):
        found = queries.certificate(scene.row(ref))
        actions.sign(scene.desk, **own, digest=found[0].digest if found else "")
        actions.post_result(scene.desk, **own)
    if before is not None:
        before()
    with clock.turned_to(AFTER):
        actions.put_in_force(SYSTEM, **own)


def company(scene: Scene) -> int:
    with preparing():
        return int(Organisation.objects.create(kind="company", name="新物业", credit_code="", phone="").pk)


def test_the_company_that_owners_chose_manages_from_its_day(scene: Scene) -> None:
    facts = {"organisation_id": company(scene), "since": SINCE.isoformat(), "until": "2027-09-01",
             "contract_number": "HT-2024-9"}  # fmt: skip
    decided(scene, "against", HIRING, **facts)
    assert all(row.contract_number != "HT-2024-9" for row in registry.tenures(scene.home)), "what failed does nothing"
    decided(scene, "for", HIRING, **facts)
    (row,) = [row for row in registry.tenures(scene.home) if row.contract_number == "HT-2024-9"]
    assert (row.period.lower, row.period.upper) == (SINCE, dt.date(2027, 9, 1))
    managing = registry.managing_company(scene.home, SINCE)
    assert managing is not None
    assert managing.id == facts["organisation_id"]
    decided(scene, "for", DISMISSING, day="2025-01-01")
    assert registry.managing_company(scene.home, dt.date(2025, 1, 2)) is None


def test_what_failed_is_held_again_with_new_days(scene: Scene) -> None:
    facts = {"organisation_id": company(scene), "since": SINCE.isoformat(), "until": "2027-09-01",
             "contract_number": "HT-2024-9"}  # fmt: skip
    decided(scene, "against", HIRING, **facts)
    (vote,) = queries.votes_within([scene.home])
    again = {"estate_id": scene.home, "vote_id": vote.id, "opens_on": dt.date(2024, 9, 10),
             "closes_on": dt.date(2024, 9, 20)}  # fmt: skip
    with clock.turned_to(AFTER):
        with pytest.raises(Refusal) as caught:
            actions.repeat_vote(scene.desk, **again)
        assert {reason.code for reason in caught.value.reasons} == {"follow_day_too_early"}
        ref = actions.repeat_vote(scene.desk, **again, since=dt.date(2024, 11, 1))
    moved = {**facts, "since": "2024-11-01"}
    assert queries.items(scene.row(ref))[0].facts == moved
    offers = following.moved(HIRING, {"offers": {"甲": facts}}, dt.date(2024, 11, 1), dt.date(2028, 1, 1))
    assert offers == {"offers": {"甲": {**moved, "until": "2028-01-01"}}}
    assert following.moved(DISMISSING, {"day": "2024-01-01"}, SINCE, None) == {"day": SINCE.isoformat()}
    assert following.moved(SPENDING, {"work_id": 1}, SINCE, None) == {"work_id": 1}


def test_only_matter_four_may_hire(scene: Scene) -> None:
    with pytest.raises(Refusal) as caught, clock.turned_to(VOTING - dt.timedelta(days=30)):
        scene.announced(5, items=(ItemWish(5, "x", "y", HIRING, {}),))
    assert {reason.code for reason in caught.value.reasons} == {"wrong_effect"}


def test_what_owners_voted_may_be_paid_from_the_fund(scene: Scene) -> None:
    plan = {"title": "更换电梯", "plan": "两台", "reach": Reach.ESTATE, "budget_fen": 400_000}
    with preparing():
        FundBook.objects.create(estate_id=scene.home)
    with clock.turned_to(VOTING - dt.timedelta(days=30)):
        ref = fund_acts.plan_work(scene.desk, estate_id=scene.home, **plan)
    decided(scene, "against", SPENDING, matter=5, work_id=ref.id)
    assert works.work(scene.home, ref.id).state == "planned"
    again = {"matter": 5, "work_id": ref.id}
    # Two votes about one work: what the first did, the second leaves as it is.
    decided(scene, "for", SPENDING, **again, before=lambda: decided(scene, "for", SPENDING, **again))
    row = works.work(scene.home, ref.id)
    assert (row.state, row.authority) == ("authorised", "vote")
    assert works.awaiting(scene.home) == []
    with pytest.raises(Refusal) as caught, clock.turned_to(VOTING - dt.timedelta(days=30)):
        scene.announced(5, items=(ItemWish(5, "x", "y", SPENDING, {"work_id": ref.id}),))
    assert {reason.code for reason in caught.value.reasons} == {"follow_work_unknown"}


@pytest.mark.parametrize(
    ("effect", "facts", "codes"),
    [
        (SPENDING, {}, {"follow_work_unknown"}),
        (SPENDING, {"work_id": "x"}, {"follow_work_unknown"}),
        (HIRING, {}, {"follow_company_unknown", "follow_day_too_early", "missing"}),
        (HIRING, {"since": CLOSES.isoformat(), "contract_number": "9" * 81},
         {"follow_company_unknown", "follow_day_too_early", "too_long"}),
        (HIRING, {"since": "2024-09-01", "until": "2024-09-01", "contract_number": "1"},
         {"follow_company_unknown", "follow_until_wrong"}),
        (DISMISSING, {"day": "soon"}, {"follow_day_too_early"}),
        (DISMISSING, {"day": "2024-09-01"}, {"follow_no_company"}),
    ],
)  # fmt: skip
def test_what_could_never_be_done_is_no_draft(scene: Scene, effect: str, facts: dict, codes: set[str]) -> None:
    with preparing():
        ManagementTenure.objects.filter(estate_id=scene.home).update(
            period=DateRange(BEGAN, SINCE - dt.timedelta(days=9))
        )
    matter = 5 if effect == SPENDING else 4
    with pytest.raises(Refusal) as caught, clock.turned_to(VOTING - dt.timedelta(days=30)):
        scene.announced(matter, items=(ItemWish(matter, "x", "y", effect, facts),))
    assert {reason.code for reason in caught.value.reasons} == codes
