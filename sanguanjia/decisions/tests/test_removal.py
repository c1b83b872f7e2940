"""A member is to go: enough members ask where too few owners do, the seat rests meanwhile, papers come back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sanguanjia.access.queries import actor_of
from sanguanjia.decisions import actions, committees, jobs, queries
from sanguanjia.decisions.models import Proposal, Seat
from sanguanjia.decisions.proposing import support_of
from sanguanjia.decisions.rules import committee as rules
from sanguanjia.decisions.tests.election_scene import HOMES, guide, seated
from sanguanjia.decisions.tests.law import law, unmet
from sanguanjia.decisions.tests.scene import Scene, refused
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM

AUGUST = dt.datetime(2024, 8, 1, 10, tzinfo=clock.SHANGHAI)
BEIJING = "110105"
OTHERS = {"业主7": "701", "业主8": "702", "业主9": "703"}


def first_seat(scene: Scene) -> Seat:
    """Five sit, and so many others own homes that two members are no fifth of the owners."""
    seat = committees.members_of(seated(scene))[0]
    for name, code in OTHERS.items():
        scene.own(code, name, area="500.00")
    return seat


def asked(scene: Scene, seat: Seat, *more: str) -> Proposal:
    """业主2, who sits too, asks that the member be dismissed; `more` stand behind it."""
    made = actions.propose_removal(
        scene.owner("业主2"), estate_id=scene.home, unit_id=scene.units["102"].pk, committee_id=seat.committee_id,
        seat_id=seat.pk, ground="lost_qualification", text="卖了房屋",
    )  # fmt: skip
    for name in more:
        behind = {"proposal_id": made.id, "unit_id": scene.units[HOMES[name]].pk}
        actions.support(scene.owner(name), estate_id=scene.home, **behind)
    return Proposal.objects.get(estate_id=scene.home, pk=made.id)


def voted(scene: Scene, proposal: Proposal, choice: str) -> None:
    """The committee calls the vote that two of five members asked for; everybody says the same; in force."""
    days = {"opens_on": clock.today() + dt.timedelta(days=31), "closes_on": clock.today() + dt.timedelta(days=40)}
    wish: dict[str, Any] = {"proposal_id": proposal.pk, **days}
    street = scene.city.actor("subdistrict_officer")
    by_owners = scene.wish(3, caller="owners_20_percent", **wish)
    assert refused(lambda: actions.draft_vote(street, estate_id=scene.home, wish=by_owners)) == {"proposal_not_reached"}
    ref = actions.draft_vote(scene.desk, estate_id=scene.home, wish=scene.wish(3, **wish))
    assert queries.items(scene.row(ref))[0].facts["seat"] == proposal.facts["seat"]
    vote = {"estate_id": scene.home, "vote_id": ref.id}
    actions.announce(scene.desk, **vote)
    noon = clock.now() + dt.timedelta(days=32)
    with clock.turned_to(noon):
        actions.open_vote(SYSTEM, **vote)
        for name, code in {**HOMES, **OTHERS}.items():
            scene.cast(ref, name, code, choice)
    with clock.turned_to(noon + dt.timedelta(days=10)):
        jobs.tend_due()
        actions.sign(scene.desk, **vote, digest=queries.certificate(scene.row(ref))[0].digest)
        actions.post_result(scene.desk, **vote)
    with clock.turned_to(noon + dt.timedelta(days=60)):
        actions.put_in_force(SYSTEM, **vote)


def test_a_third_of_the_members_asks_where_too_few_owners_do(scene: Scene) -> None:
    seat = first_seat(scene)
    with clock.turned_to(AUGUST):
        proposal = asked(scene, seat)
        assert not support_of(proposal, clock.today()).finding.holds, "one of five members, one of eleven owners"
        behind = {"proposal_id": proposal.pk, "unit_id": scene.units["201"].pk}
        actions.support(scene.owner("业主3"), estate_id=scene.home, **behind)
        found = support_of(proposal, clock.today())
        assert (found.members_asking, found.members) == (2, 5)
        assert (found.finding.holds, found.called.holds) == (True, False)
        voted(scene, proposal, "for")
    seat.refresh_from_db()
    assert (seat.why, seat.ended_on) == ("dismissed", dt.date(2024, 11, 1))
    back = {"estate_id": scene.home, "seat_id": seat.pk}
    with clock.turned_to(AUGUST + dt.timedelta(days=95)):
        late, early = clock.today() + dt.timedelta(days=1), dt.date(2024, 10, 31)
        for day in (late, early):
            wrong = {"day": day, **back}
            assert refused(lambda wrong=wrong: actions.record_seat_handover(guide(scene), **wrong)) == {"day_in_future"}
        actions.record_seat_handover(guide(scene), day=clock.today(), **back)
        again = {"day": clock.today(), **back}
        assert refused(lambda: actions.record_seat_handover(guide(scene), **again)) == {"handed_over_already"}
        other = {**again, "seat_id": committees.members_of(committees.find(scene.home, seat.committee_id))[0].pk}
        assert refused(lambda: actions.record_seat_handover(guide(scene), **other)) == {"seat_still_held"}


def test_a_seat_rests_until_the_assembly_has_decided(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = first_seat(scene)
    own = {"estate_id": scene.home, "seat_id": seat.pk}

    def acts() -> bool:
        return actor_of(scene.accounts["业主1"]).has_role("committee_member")

    def suspend(place: str) -> Any:
        with monkeypatch.context() as here:
            here.setattr("sanguanjia.decisions.law.law_of", lambda _estate, on: law(place, on.isoformat()))
            return actions.suspend_member(guide(scene), **own)

    with clock.turned_to(AUGUST):
        proposal = asked(scene, seat)
        assert refused(lambda: suspend("CN")) == {"no_suspension_here"}
        assert refused(lambda: suspend(BEIJING)) == {"removal_not_asked"}
        behind = {"proposal_id": proposal.pk, "unit_id": scene.units["201"].pk}
        actions.support(scene.owner("业主3"), estate_id=scene.home, **behind)
        assert acts()
        suspend(BEIJING)
        assert not acts()
        assert refused(lambda: suspend(BEIJING)) == {"suspended_already"}
        review = {"estate_id": scene.home, "committee_id": seat.committee_id}
        assert refused(lambda: actions.review_committee(SYSTEM, **review)) == {"nothing_to_review"}
    with clock.turned_to(AUGUST + dt.timedelta(days=61)):  # nobody called the vote
        actions.review_committee(SYSTEM, **review)
        assert acts()
        again = asked(scene, seat, "业主3")
        suspend(BEIJING)
        voted(scene, again, "against")
        assert not acts()
    with clock.turned_to(AUGUST + dt.timedelta(days=160)):
        assert acts(), "the assembly did not remove the member"
        seat.refresh_from_db()
        assert (seat.ended_on, seat.suspended_on, seat.suspended_for_id) == (None, None, None)


def test_where_a_seat_rests() -> None:
    assert unmet(rules.suspended(law(BEIJING), asked=True)) == []
    assert unmet(rules.suspended(law(BEIJING), asked=False)) == ["removal_not_asked"]
    assert unmet(rules.suspended(law("CN"), asked=True)) == ["no_suspension_here"]
