"""The count in SQL against an independent count in Python, on random small cases; and many who cast at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanguanjia.decisions import actions, queries, tally
from sanguanjia.decisions.models import Ballot, RollLine, Standing, Vote
from sanguanjia.decisions.tests.scene import CLOSES, NOON, OPENS, SCANS, Scene, make_scene
from sanguanjia.decisions.types import PaperLine, Weight
from sanguanjia.kernel import clock
from sanguanjia.policy import queries as policy
from tests.support.at_once import at_once
from tests.support.guard import preparing

VOTING = dt.datetime(2024, 6, 3, 10, tzinfo=clock.SHANGHAI)
CHOICES = ("for", "against", "abstain")
# Per unit: head, area, and per item (choice, channel, frozen) or nothing.
UNIT = st.tuples(
    st.integers(1, 4), st.integers(1, 20_000),
    st.lists(
        st.none() | st.tuples(st.sampled_from(CHOICES), st.sampled_from(["phone", "paper"]), st.booleans()),
        min_size=2, max_size=2,
    ),
)  # fmt: skip


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    policy.forget()
    with clock.turned_to(VOTING):
        yield make_scene()
    policy.forget()


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
        found = tally.cells(scene.home, vote.pk)
        counted = {(c.item, c.choice, c.channel): (c.weight.area, c.weight.n, c.units) for c in found}
        assert counted == by_hand(listed)
        one = tally.tally_of(found, 1, Weight(1, 1))
        assert one.participants.area == sum(area for item, _, _, area, _, _ in listed if item == 1)
        transaction.set_rollback(True)


def rush(scene: Scene, calls: int, threads: int) -> None:
    """Everybody who may, casts for the couple's home by phone, and two people type its paper, all at once."""
    with clock.turned_to(VOTING):
        ref = scene.opened(5)
        actions.issue_forms(scene.desk, estate_id=scene.home, vote_id=ref.id)
        number = next(f.number for f, lines in queries.forms_to_print(scene.row(ref), 1, 99) if lines[0].code == "102")
        typists = [scene.city.actor(role) for role in ("committee_member", "neighbourhood_officer", "grid_worker")]
        owner, unit = scene.owner("业主2"), scene.units["102"].pk

    def one(call: int) -> str:
        with clock.turned_to(VOTING):
            if call % 4 == 3:
                line = PaperLine(number, (CHOICES[call % 3],))
                actions.enter_papers(
                    typists[call // 4 % 3], estate_id=scene.home, vote_id=ref.id, lines=(line,), scans=SCANS
                )
                return "paper"
            actions.cast(
                owner, estate_id=scene.home, vote_id=ref.id, unit_id=unit, choices={"1": CHOICES[call % 3]},
                confirmed=actions_confirmed(),
            )  # fmt: skip
            return "phone"

    said = at_once(calls, threads, one)
    assert said["phone"] + said["paper_counts"] == calls - calls // 4, said
    stands = Standing.objects.filter(estate_id=scene.home, vote_id=ref.id)
    assert stands.count() == 1, "one ballot counts, whoever was first"
    seqs = list(Ballot.objects.filter(estate_id=scene.home, vote_id=ref.id).values_list("seq", flat=True))
    assert len(seqs) == len(set(seqs))
    assert queries.differences(scene.row(ref)) == []
    (cell,) = tally.cells(scene.home, ref.id)
    assert (cell.weight.area, cell.weight.n) == (10_000, 1)
    with preparing():
        Vote.objects.filter(estate_id=scene.home, pk=ref.id).update(state="cancelled")


def actions_confirmed() -> object:
    from sanguanjia.decisions.actions.casting import Confirmed

    return Confirmed(True)


@pytest.mark.unguarded
def test_one_ballot_counts_however_many_cast_at_once(committed_db: None) -> None:
    policy.forget()
    rush(make_scene(), 24, 6)
    policy.forget()


@pytest.mark.nightly
@pytest.mark.unguarded
def test_two_hundred_at_once_for_one_home_by_night(committed_db: None) -> None:
    policy.forget()
    scene = make_scene()
    for _ in range(25):
        rush(scene, 200, 40)
    policy.forget()
