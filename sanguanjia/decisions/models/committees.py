"""Committees that owners elected (and interim bodies): who sits, since when, until when, by which vote."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.decisions.types import Body, CommitteeState, Post
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class Committee(ScopedModel):
    """One term of a body. `size`: its seats, filled or not; `ends`: the last day of the term; `vote`: which elected it.
    `interim`: since when the neighbourhood looks after the estate's affairs because the body fell; `handed_over_on`:
    when the successors had everything."""

    number = models.IntegerField()
    body = models.CharField(max_length=12, default=Body.COMMITTEE.value)
    state = models.CharField(max_length=10, default=CommitteeState.SITTING.value)
    size = models.SmallIntegerField()
    begins = models.DateField()
    ends = models.DateField()
    vote = ScopedForeignKey("decisions.Vote", null=True)
    document = models.CharField(max_length=200, blank=True, default="")
    ended_on = models.DateField(null=True)
    ended_by = ScopedForeignKey("decisions.Vote", null=True)
    why = models.CharField(max_length=40, blank=True, default="")
    caretaker = models.CharField(max_length=200, blank=True, default="")  # the interim arrangement, in words
    handed_over_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)  # that the term runs out

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "body", "number"], name="one_committee_per_number_in_an_estate"),
            models.UniqueConstraint(
                fields=["estate", "body"], condition=Q(state="sitting"), name="one_sitting_committee_in_an_estate"
            ),
            one_of("body", Body, "committee_body_is_known"),
            one_of("state", CommitteeState, "committee_state_is_known"),
            models.CheckConstraint(name="a_term_ends_after_it_begins", condition=Q(ends__gt=F("begins"))),
            models.CheckConstraint(
                name="a_committee_that_ended_says_when",
                condition=Q(state="sitting", ended_on__isnull=True) | Q(state="ended", ended_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.body} {self.number}"


class Seat(ScopedModel):
    """One who sits, or waits as an alternate. `place`: order of consent in the vote; `mandate_id`: the role in access
    that goes with the seat; `suspended_on`, `suspended_for`: since when it rests, and the proposal to remove that the
    assembly has not decided; `handed_over_on`: when a member who left gave seals and papers back."""

    committee = ScopedForeignKey("decisions.Committee")
    party = ScopedForeignKey("registry.Party")
    unit = ScopedForeignKey("registry.Unit")
    account_id = models.BigIntegerField(null=True)
    vote = ScopedForeignKey("decisions.Vote", null=True)
    place = models.SmallIntegerField()
    alternate = models.BooleanField(default=False)
    post = models.CharField(max_length=8, default=Post.MEMBER.value)
    since = models.DateField()
    ended_on = models.DateField(null=True)
    why = models.CharField(max_length=40, blank=True, default="")
    mandate_id = models.BigIntegerField(null=True)
    suspended_on = models.DateField(null=True)
    suspended_for = ScopedForeignKey("decisions.Proposal", null=True)
    handed_over_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_seat_rests_for_a_proposal",
                condition=Q(suspended_on__isnull=True, suspended_for__isnull=True)
                | Q(suspended_on__isnull=False, suspended_for__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["estate", "committee", "party"], condition=Q(ended_on__isnull=True),
                name="one_living_seat_per_person_of_a_committee",
            ),
            one_of("post", Post, "seat_post_is_known"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.committee_id}/{self.place}"
