"""The count in SQL against an independent count in Python, on random small cases; and many who cast at once."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanguanjia.decisions import actions, queries, tally
from sanguanjia.decisions.models import Ballot, PaperForm, RollLine, Standing, Vote
from sanguanjia.decisions.rules.box import PAPER_RANK
from sanguanjia.decisions.tests.scene import CLOSES, NOON, OPENS, SCANS, VOTING, Scene, make_scene
from sanguanjia.decisions.types import PaperLine, Weight
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor, Mandate
from sanguanjia.policy import queries as policy
from tests.support.at_once import Crowd
from tests.support.guard import preparing
from tests.support.small_city import BEGAN

CHOICES = ("for", "against", "abstain")
# Per unit: head, area, and per item (choice, channel, frozen) or nothing.
UNIT = st.tuples(
    st.integers(1, 4), st.integers(1, 20_000),
    st.lists(
        st.none() | st.tuples(st.sampled_from(CHOICES), st.sampled_from(["phone", "paper"]), st.booleans()),
        min_size=2, max_size=2,
    ),
)  # fmt: skip


def by_hand(rows: list[tuple[int, int, int, int, str, str]]) -> dict[tuple[int, str, str], tuple[int, int, int]]:
    """(item, seq, head, area, choice, channel) → per item, choice and channel: area, heads, units."""
    areas: Counter[tuple[int, str, str]] = Counter()
    units: Counter[tuple[int, str, str]] = Counter()
    last: dict[tuple[int, int], tuple[int, str, str]] = {}
    for item, seq, head, area, choice, channel in rows:
        areas[item, choice, channel] += area
        units[item, choice, channel] += 1
        if seq >= last.get((item, head), (-1, "", ""))[0]:
            last[item, head] = (seq, choice, channel)
    heads = Counter((item, choice, channel) for (item, _), (_, choice, channel) in last.items())
    return {key: (areas[key], heads[key], units[key]) for key in areas}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(UNIT, max_size=9))
def test_the_statement_counts_as_a_person_would(scene: Scene, cases: list) -> None:
    with transaction.atomic(), preparing():
        vote = Vote.objects.create(
            estate_id=scene.home, number=77, title="x", caller="committee", opens_on=OPENS, closes_on=CLOSES, made_by=1,
            made_at=NOON,
        )  # fmt: skip
        listed, seq = [], 0
        for unit, (head, area, said) in zip(scene.units.values(), cases, strict=False):
            line = RollLine.objects.create(
                estate_id=scene.home, vote=vote, unit=unit, code=unit.code, head=head, area=area, area_source="registry"
            )
            for item, cast in enumerate(said, start=1):
                if cast is None:
                    continue
                seq += 1
                choice, channel, frozen = cast
                ballot = Ballot.objects.create(
                    estate_id=scene.home, vote=vote, line=line, item=item, choice=choice, channel=channel,
                    capacity="owner", voter="p1", at=NOON, seq=seq,
                )  # fmt: skip
                Standing.objects.create(
                    estate_id=scene.home, vote=vote, line=line, item=item, ballot=ballot, seq=seq, last_seq=seq,
                    voter="p1", rank=2, frozen=frozen,
                )  # fmt: skip
                if not frozen:
                    listed.append((item, seq, head, area, choice, channel))
        tally.open_choices(scene.home, vote.pk)
        found = tally.cells(scene.home, vote.pk)
        counted = {(c.item, c.choice, c.channel): (c.weight.area, c.weight.n, c.units) for c in found}
        assert counted == by_hand(listed)
        one = tally.tally_of(found, 1, Weight(1, 1))
        assert one.participants.area == sum(area for item, _, _, area, _, _ in listed if item == 1)
        transaction.set_rollback(True)


def actions_confirmed() -> object:
    from sanguanjia.decisions.actions.casting import Confirmed

    return Confirmed(True)


def many_homes(scene: Scene, number: int) -> list[Any]:
    """So many more dwellings laid out in bulk, by turns of one owner and of a couple; nobody of them has an account."""
    from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

    from sanguanjia.registry import models as registry
    from sanguanjia.registry.types import WHOLE

    home, building = scene.city.estate, scene.city.buildings["estate"]
    with preparing():
        units = registry.Unit.objects.bulk_create([
            registry.Unit(estate=home, building=building, room=f"r{n}", code=f"r{n}", use="dwelling",
                          exclusive_area="100.00", exclusive_area_source="registry", valid_from=BEGAN)
            for n in range(number)
        ])
        shares = registry.Ownership.objects.bulk_create([
            registry.Ownership(estate=home, unit=unit, slice=NumericRange(0, WHOLE), period=DateRange(BEGAN, None),
                               basis="registered")
            for unit in units
        ])
        held = [share for n, share in enumerate(shares) for _ in range(1 + n % 2)]
        people = registry.Party.objects.bulk_create(
            [registry.Party(estate=home, kind="person", name=f"P{n}") for n in range(len(held))]
        )
        registry.OwnershipMember.objects.bulk_create([
            registry.OwnershipMember(estate=home, ownership=share, party=party)
            for share, party in zip(held, people, strict=True)
        ])
    return units  # fmt: skip


@dataclass
class Rounds:
    """A round is one home: all clients cast for it at once, by phone and, three typists, its paper. Alone, an owner
    has many phones and the paper wins; of a couple whoever was first stands, be it the paper."""

    scene: Scene
    clients: int

    def __post_init__(self) -> None:
        self.typists = [self.scene.city.actor(r) for r in ("committee_member", "neighbourhood_officer", "grid_worker")]
        self.dice = random.Random(self.clients)

    def play(self, number: int) -> None:
        """So many rounds in one vote; afterwards what stands is what the log says."""
        units, ref = many_homes(self.scene, number), self.scene.opened(5)
        self.own = {"estate_id": self.scene.home, "vote_id": ref.id}
        actions.issue_forms(self.scene.desk, **self.own)
        forms = dict(PaperForm.objects.filter(**self.own).values_list("head", "number"))
        lines = {line.unit_id: line for line in RollLine.objects.filter(**self.own)}
        with Crowd(self.clients) as crowd:
            for unit in units:
                line = lines[unit.pk]
                self.one(crowd, line, forms[line.head])
        assert queries.differences(self.scene.row(ref)) == []
        tally.open_choices(self.scene.home, ref.id)
        found = tally.cells(self.scene.home, ref.id)
        assert (sum(c.weight.n for c in found), sum(c.units for c in found)) == (number, number)

    def one(self, crowd: Crowd, line: RollLine, form: int) -> None:
        """All at once for one home; the papers come at any place among the phones."""
        accounts = (7, 8) if len(line.owners) > 1 else (7, 7)
        mandate = Mandate(1, "owner", self.scene.home, self.scene.city.estate.path, BEGAN, unit_id=line.unit_id)
        papers = self.dice.sample(range(self.clients), len(self.typists))

        def cast(call: int) -> str:
            with clock.turned_to(VOTING):
                if call in papers:
                    which = papers.index(call)
                    typed = (PaperLine(form, (CHOICES[which % 2],)),)
                    actions.enter_papers(self.typists[which], **self.own, lines=typed, scans=SCANS)
                    return "paper"
                account = accounts[call % 2]
                actions.cast(Actor(account, "业主", (mandate,)), **self.own, unit_id=line.unit_id,
                             choices={"1": CHOICES[call % 3]}, confirmed=actions_confirmed())  # fmt: skip
                return f"a{account}"

        said = crowd.rush(self.clients, cast)
        (stands,) = Standing.objects.filter(**self.own, line=line)  # one ballot counts, whoever was first
        heard = said.keys() & {"a7", "a8"}
        if len(line.owners) == 1:
            assert said.keys() <= {"a7", "paper", "paper_counts", "form_counted"}, said
            assert stands.rank == PAPER_RANK, "the paper of the owner wins where that was fixed"
        else:
            assert said.keys() <= {*heard, "paper", "co_owner_cast_already", "form_counted"}, said
            assert heard == {stands.voter} or (not heard and stands.rank == PAPER_RANK), "one of a couple speaks"


@pytest.mark.unguarded
def test_one_ballot_a_home_in_every_round(committed_db: None) -> None:
    policy.forget()
    with clock.turned_to(VOTING):
        Rounds(make_scene(), clients=24).play(2)
    policy.forget()


@pytest.mark.nightly
@pytest.mark.unguarded
def test_a_thousand_rounds_of_two_hundred_by_night(committed_db: None) -> None:
    policy.forget()
    with clock.turned_to(VOTING):
        Rounds(make_scene(), clients=200).play(1_000)
    policy.forget()
