"""Meetings of several sides: what was proposed, who was called, who was there, what was found, decided, and is owed.

Rows belong to the home of the meeting (the office's own pseudo-estate, or the estate of a four-party council). A matter
on its agenda may lie in another home: it is named by two plain numbers, not by a key.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel

from .types import (
    ENDS,
    TASK_ENDS,
    Answer,
    Conflict,
    Direction,
    Kind,
    ProposalState,
    Result,
    SeatKind,
    State,
    TaskState,
)

_ENDED = sorted(state.value for state in ENDS)
_TASK_ENDED = sorted(state.value for state in TASK_ENDS)


class Proposal(ScopedModel):
    """A matter that is to be talked over; `estate`: the home of the office that would call the meeting."""

    matter_estate_id = models.BigIntegerField()
    matter_id = models.BigIntegerField()
    trigger = models.CharField(max_length=12)
    trigger_name = models.CharField(max_length=60)
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by_account_id = models.BigIntegerField(null=True)  # None: the platform
    by_role = models.CharField(max_length=24, blank=True, default="")
    state = models.CharField(max_length=8, default=ProposalState.WAITING.value)
    decided_at = models.DateTimeField(null=True)
    decided_words = models.TextField(blank=True, default="")
    rule = models.CharField(max_length=160, blank=True, default="")

    personal_fields = ("words", "decided_words")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "matter_estate_id", "matter_id"], condition=Q(state="waiting"),
                name="one_waiting_proposal_per_matter_at_an_office",
            ),
            one_of("state", ProposalState, "proposal_state_is_known"),
        )  # fmt: skip
        indexes = (models.Index(fields=["matter_estate_id", "matter_id"], name="proposal_of_a_matter"),)

    def __str__(self) -> str:
        return f"{self.trigger} {self.state}"


class Meeting(ScopedModel):
    """One meeting. `uid`, `sequence`, `changed_at` are what calendars know it by (RFC 5545); `version` grows with every
    act. Who may chair and what the quorum is are kept as they held when it was convened."""

    number = models.IntegerField()
    kind = models.CharField(max_length=12)
    kind_name = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    checklist = models.CharField(max_length=20, blank=True, default="")  # of a visit
    state = models.CharField(max_length=9, default=State.DRAFT.value)
    version = models.IntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place_words = models.CharField(max_length=120)
    uid = models.CharField(max_length=60)
    sequence = models.IntegerField(default=0)
    changed_at = models.DateTimeField()
    chairs = models.JSONField()
    quorum = models.JSONField()
    rule = models.CharField(max_length=160, blank=True, default="")
    convened_by_account_id = models.BigIntegerField()
    convened_by_name = models.CharField(max_length=60)
    chair_account_id = models.BigIntegerField(null=True)
    chair_name = models.CharField(max_length=60, blank=True, default="")
    opened_at = models.DateTimeField(null=True)
    adjourned_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    personal_fields = ("convened_by_name", "chair_name")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_meeting_per_number_at_a_home"),
            models.UniqueConstraint(fields=["estate", "uid"], name="one_meeting_per_uid_at_a_home"),
            one_of("kind", Kind, "meeting_kind_is_known"),
            one_of("state", State, "meeting_state_is_known"),
            models.CheckConstraint(
                name="a_meeting_ends_after_it_starts", condition=Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="a_meeting_has_ended_exactly_when_its_state_is_an_end",
                condition=Q(state__in=_ENDED, ended_at__isnull=False) | ~Q(state__in=_ENDED) & Q(ended_at__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["starts_at"], name="meeting_starts_at"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Item(ScopedModel):
    """One line of the agenda. `secret`: the reporter keeps the matter from the company. `present`: the seats that were
    in the room when it was decided, by number."""

    meeting = ScopedForeignKey("councils.Meeting")
    position = models.SmallIntegerField()
    title = models.CharField(max_length=100)
    brief = models.TextField(blank=True, default="")
    lead = models.CharField(max_length=20, blank=True, default="")
    lead_name = models.CharField(max_length=40, blank=True, default="")
    matter_estate_id = models.BigIntegerField(null=True)
    matter_id = models.BigIntegerField(null=True)
    matter_number = models.IntegerField(null=True)
    concerns_estate_id = models.BigIntegerField(null=True)
    secret = models.BooleanField(default=False)
    struck = models.BooleanField(default=False)
    decision = models.TextField(blank=True, default="")
    public_words = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    enough = models.BooleanField(null=True)
    needed = models.SmallIntegerField(null=True)
    missing = models.JSONField(default=list)
    present = models.JSONField(default=list)

    personal_fields = ("brief", "decision", "public_words")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "meeting", "matter_estate_id", "matter_id"],
                condition=Q(struck=False, matter_id__isnull=False), name="one_item_per_matter_in_a_meeting",
            ),
            models.CheckConstraint(
                name="a_decided_item_says_whether_enough_were_there",
                condition=Q(decided_at__isnull=True, enough__isnull=True)
                | Q(decided_at__isnull=False, enough__isnull=False),
            ),
            models.CheckConstraint(
                name="an_item_names_a_matter_whole_or_not",
                condition=Q(matter_estate_id__isnull=True, matter_id__isnull=True)
                | Q(matter_estate_id__isnull=False, matter_id__isnull=False),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["matter_estate_id", "matter_id"], name="item_of_a_matter"),
            models.Index(fields=["concerns_estate_id"], name="item_of_an_estate"),
        )

    def __str__(self) -> str:
        return self.title


class Seat(ScopedModel):
    """One member: an office, a side of an estate, or an expert by name. `role`, `place`, `organisation_id` say whose
    mandates it is; an expert with an account sits by `account_id`."""

    meeting = ScopedForeignKey("councils.Meeting")
    kind = models.CharField(max_length=14)
    code = models.CharField(max_length=40)  # the department's code, or kind:estate
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=24, blank=True, default="")
    place = models.CharField(max_length=200)
    organisation_id = models.BigIntegerField(null=True)
    estate_ref = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    expertise = models.CharField(max_length=60, blank=True, default="")
    answer = models.CharField(max_length=6, blank=True, default="")
    answer_words = models.CharField(max_length=200, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    conflict = models.CharField(max_length=4, blank=True, default="")
    conflict_words = models.CharField(max_length=200, blank=True, default="")
    gone = models.BooleanField(default=False)

    personal_fields = ("name", "answer_words", "conflict_words")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "meeting", "code"], condition=Q(gone=False), name="one_seat_per_member_of_a_meeting"
            ),
            one_of("kind", SeatKind, "seat_kind_is_known"),
            one_of("answer", Answer, "seat_answer_is_known", blank=True),
            one_of("conflict", Conflict, "seat_conflict_is_known", blank=True),
        )
        indexes = (
            models.Index(fields=["organisation_id"], condition=Q(gone=False), name="seat_of_an_organisation"),
            models.Index(fields=["account_id"], condition=Q(gone=False), name="seat_of_an_account"),
        )

    def __str__(self) -> str:
        return self.code


class Presence(ScopedModel):
    """A seat came in or went out (签到、离场). Never changed."""

    meeting = ScopedForeignKey("councils.Meeting")
    seat = ScopedForeignKey("councils.Seat")
    at = models.DateTimeField()
    direction = models.CharField(max_length=3)
    by_account_id = models.BigIntegerField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "seat", "at"], name="one_move_of_a_seat_at_a_moment"),
            one_of("direction", Direction, "presence_direction_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.direction} {self.at:%H:%M}"


class Finding(ScopedModel):
    """What one agency found on one line of the checklist: time, place, pictures. Never changed."""

    meeting = ScopedForeignKey("councils.Meeting")
    item = ScopedForeignKey("councils.Item", null=True)
    seat = ScopedForeignKey("councils.Seat")
    check_code = models.CharField(max_length=8)
    check_words = models.CharField(max_length=120)
    result = models.CharField(max_length=7)
    words = models.TextField(blank=True, default="")
    place_words = models.CharField(max_length=120)
    at = models.DateTimeField()
    photos = models.JSONField(default=list)
    by_account_id = models.BigIntegerField()

    append_only = True
    personal_fields = ("words", "place_words")

    class Meta:
        constraints = (one_of("result", Result, "finding_result_is_known"),)

    def __str__(self) -> str:
        return f"{self.check_code} {self.result}"


class Opinion(ScopedModel):
    """One expert's written opinion on one item. Never changed; a second one stands beside the first."""

    meeting = ScopedForeignKey("councils.Meeting")
    item = ScopedForeignKey("councils.Item")
    seat = ScopedForeignKey("councils.Seat")
    words = models.TextField()
    at = models.DateTimeField()
    photos = models.JSONField(default=list)  # of the signed paper, where the office typed it in
    by_account_id = models.BigIntegerField()

    append_only = True
    personal_fields = ("words",)

    def __str__(self) -> str:
        return f"{self.seat_id} {self.at:%Y-%m-%d}"


class Minutes(ScopedModel):
    """The minutes as they were signed: one text, its digest. Never changed; corrections are events beside it."""

    meeting = ScopedForeignKey("councils.Meeting")
    text = models.JSONField()
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by_account_id = models.BigIntegerField()
    signed_by_name = models.CharField(max_length=60)

    append_only = True
    personal_fields = ("text", "signed_by_name")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "meeting"], name="one_signed_minutes_per_meeting"),)

    def __str__(self) -> str:
        return self.digest[:8]


class Task(ScopedModel):
    """What one seat owes from a meeting, until when. `level`: the highest office that has heard that it is late."""

    meeting = ScopedForeignKey("councils.Meeting")
    item = ScopedForeignKey("councils.Item", null=True)
    finding = ScopedForeignKey("councils.Finding", null=True)
    seat = ScopedForeignKey("councils.Seat")
    seq = models.SmallIntegerField()
    name = models.CharField(max_length=80)  # of who owes it
    kind = models.CharField(max_length=14)
    role = models.CharField(max_length=24)
    place = models.CharField(max_length=200)
    organisation_id = models.BigIntegerField(null=True)
    words = models.TextField()
    concerns_estate_id = models.BigIntegerField(null=True)
    matter_estate_id = models.BigIntegerField(null=True)
    matter_id = models.BigIntegerField(null=True)
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default=TaskState.OPEN.value)
    version = models.IntegerField(default=1)
    assigned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # of the clock that runs now: no unit is a day that was named
    amount = models.SmallIntegerField(default=0)
    unit = models.CharField(max_length=10, blank=True, default="")
    roll = models.CharField(max_length=14, blank=True, default="")
    rule = models.CharField(max_length=160, blank=True, default="")
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    level = models.CharField(max_length=14, blank=True, default="")
    alarmed = models.BooleanField(default=False)
    silent = models.BooleanField(default=False)
    returns = models.SmallIntegerField(default=0)
    done_in_time = models.BooleanField(null=True)
    acts_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    personal_fields = ("name", "words")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "meeting", "seq"], name="one_task_per_number_in_a_meeting"),
            one_of("state", TaskState, "council_task_state_is_known"),
            models.CheckConstraint(
                name="a_council_task_has_ended_exactly_when_its_state_is_an_end",
                condition=Q(state__in=_TASK_ENDED, ended_at__isnull=False)
                | ~Q(state__in=_TASK_ENDED) & Q(ended_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=["organisation_id"], condition=Q(ended_at__isnull=True), name="council_task_of_a_desk"),
            models.Index(fields=["acts_at"], condition=Q(acts_at__isnull=False), name="council_task_acts_at"),
            models.Index(fields=["matter_estate_id", "matter_id"], name="council_task_of_a_matter"),
            models.Index(fields=["concerns_estate_id"], name="council_task_of_an_estate"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.state}"


class Event(ScopedModel):
    """One thing that happened to a meeting or one of its tasks. Never changed; a correction of minutes is one."""

    meeting = ScopedForeignKey("councils.Meeting")
    task = ScopedForeignKey("councils.Task", null=True)
    seq = models.IntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=16)
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True, default="")
    role = models.CharField(max_length=24, blank=True, default="")
    organisation_id = models.BigIntegerField(null=True)
    words = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    photos = models.JSONField(default=list)

    append_only = True
    changeable_columns = ("by_name",)  # erasing.py
    personal_fields = ("by_name", "words", "data")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "meeting", "task", "seq"], nulls_distinct=False,
                name="one_event_per_number_of_a_meeting_or_task",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"
