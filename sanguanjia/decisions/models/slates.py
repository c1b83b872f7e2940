"""Who may be elected: candidates of one election, from the first name to the list that is put to the vote."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.decisions.types import Body, CandidateState, Route, SlateState
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class Slate(ScopedModel):
    """The list of candidates for some seats. `until`: the last day on which somebody may be named. `committee`: whose
    empty seats are filled (a by-election), None for a whole new body."""

    number = models.IntegerField()
    body = models.CharField(max_length=12, default=Body.COMMITTEE.value)
    title = models.CharField(max_length=60)
    seats = models.SmallIntegerField()
    state = models.CharField(max_length=10, default=SlateState.NAMING.value)
    until = models.DateField()
    committee = ScopedForeignKey("decisions.Committee", null=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)
    notice_id = models.BigIntegerField(null=True)
    notice_number = models.IntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_slate_per_number_in_an_estate"),
            one_of("state", SlateState, "slate_state_is_known"),
            one_of("body", Body, "slate_body_is_known"),
            models.CheckConstraint(name="a_slate_fills_a_seat", condition=Q(seats__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Candidate(ScopedModel):
    """One who stands for election: a party of the register with the unit it owns. `met`: the conditions that were
    verified (own.committee.eligibility); `seniority`: place by age among the candidates, 1 the oldest, where ties go
    to the older; `document`: the paper of a nomination that others made, or of the candidate's own yes."""

    slate = ScopedForeignKey("decisions.Slate")
    party = ScopedForeignKey("registry.Party")
    unit = ScopedForeignKey("registry.Unit")
    account_id = models.BigIntegerField(null=True)
    route = models.CharField(max_length=24)
    state = models.CharField(max_length=10, default=CandidateState.NAMED.value)
    statement = models.TextField(blank=True, default="")
    document = models.CharField(max_length=100, blank=True, default="")
    met = models.JSONField(default=list)
    seniority = models.SmallIntegerField(null=True)
    named_by = models.BigIntegerField()
    named_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)  # the candidate's own yes
    why = models.CharField(max_length=200, blank=True, default="")

    personal_fields = ("statement", "why")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "slate", "party"], name="one_candidacy_per_person_and_slate"),
            one_of("state", CandidateState, "candidate_state_is_known"),
            one_of("route", Route, "candidate_route_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.party_id}: {self.state}"  # never the name: this text reaches logs


class Cosigner(ScopedModel):
    """An owner who signed that somebody be a candidate (业主联名), by one of his units; each head counts once."""

    candidate = ScopedForeignKey("decisions.Candidate")
    unit = ScopedForeignKey("registry.Unit")
    account_id = models.BigIntegerField()
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "candidate", "unit"], name="one_signature_per_unit_of_a_candidate"
            ),
        )

    def __str__(self) -> str:
        return str(self.unit_id)
