"""Matters and their history. What the database itself promises stands here as named constraints.

A matter is one row that says where it stands now (`Case`), an append-only history (`CaseEvent`), its clocks with their
pauses (`CaseClock`, `CasePause`), its pictures and links. Rows belong to the home the matter is filed under: an
estate, or
the pseudo-estate of a neighbourhood or district when nobody knows the estate yet.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import MARK, SealedText

from .types import (
    ENDS,
    OPEN_STATES,
    Channel,
    ClockResult,
    Confidentiality,
    HolderKind,
    Level,
    Outcome,
    State,
    Step,
)

_STANDING = [State.WAITING.value, State.WHISTLED.value]
OPEN = [state.value for state in OPEN_STATES]
ENDED = sorted(state.value for state in ENDS)


class Case(ScopedModel):
    """A matter (报事): what was said, where, who has it, where it stands.

    `reported_at` is the first moment of all and survives re-homing. `due_at` is the end of the clock that counts now;
    `acts_at` is when the platform itself has to look (climb, resume, close by silence). `version` grows with every act.
    """

    number = models.IntegerField()  # per estate, from the counter: what people say on the phone
    tracking_code = models.CharField(max_length=12)  # rules/tracking.py: says the home
    version = models.IntegerField(default=1)

    need_code = models.CharField(max_length=12)
    need_name = models.CharField(max_length=60)  # as the list called it on that day
    kind = models.CharField(max_length=12)  # consult | help | complaint
    priority = models.SmallIntegerField(default=3)
    summary = models.CharField(max_length=80)
    text = models.TextField()
    building = ScopedForeignKey("registry.Building", null=True)
    unit = ScopedForeignKey("registry.Unit", null=True)
    place_words = models.CharField(max_length=120, blank=True, default="")

    state = models.CharField(max_length=12)
    resumes_to = models.CharField(max_length=12, blank=True, default="")
    level = models.CharField(max_length=14)
    holder_kind = models.CharField(max_length=16)
    holder_organisation_id = models.BigIntegerField(null=True)
    holder_grid_id = models.BigIntegerField(null=True)
    holder_building_id = models.BigIntegerField(null=True)
    worker_account_id = models.BigIntegerField(null=True)
    company_id = models.BigIntegerField(null=True)  # the company that has or had it: may go on seeing it
    received_at = models.DateTimeField()

    channel = models.CharField(max_length=8)
    reporter_account_id = models.BigIntegerField(null=True)
    entered_by_account_id = models.BigIntegerField(null=True)  # who typed it in for the reporter
    contact_name = models.CharField(max_length=60, blank=True, default="")
    contact_phone = SealedText(blank=True, default="")
    confidentiality = models.CharField(max_length=8, default=Confidentiality.OPEN.value)

    reported_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_step = models.CharField(max_length=10, blank=True, default="")
    provisional = models.BooleanField(default=False)
    acts_at = models.DateTimeField(null=True)

    hands = models.SmallIntegerField(default=0)
    settled = models.BooleanField(default=False)
    reached = models.SmallIntegerField(default=0)  # levels climbed to, one bit each, the lowest is the building
    reopened = models.SmallIntegerField(default=0)
    extensions = models.SmallIntegerField(default=0)
    extension_asked = models.SmallIntegerField(null=True)
    alarmed = models.BooleanField(default=False)
    urged_at = models.DateTimeField(null=True)

    first_responded_at = models.DateTimeField(null=True)
    responded_in_time = models.BooleanField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=24, blank=True, default="")
    solved = models.BooleanField(null=True)  # what the reporter says; null: nothing said
    satisfaction = models.SmallIntegerField(null=True)
    ended_by_silence = models.BooleanField(default=False)
    exclusion = models.CharField(max_length=8, default="", db_default="")  # from the rates: "" | asked | granted
    exclusion_reason = models.CharField(max_length=24, default="", db_default="")
    exclusion_by_account_id = models.BigIntegerField(null=True)  # who asked; somebody else decides
    supervision = models.CharField(max_length=8, default="", db_default="")  # 督办: "" | open | answered
    supervised_level = models.CharField(max_length=14, default="", db_default="")
    duty_account_id = models.BigIntegerField(null=True)  # who was on duty when it came after office hours

    merged_into = ScopedForeignKey("cases.Case", null=True)
    moved_to_estate_id = models.BigIntegerField(null=True)
    moved_to_case_id = models.BigIntegerField(null=True)
    moved_from_estate_id = models.BigIntegerField(null=True)
    moved_from_case_id = models.BigIntegerField(null=True)

    personal_fields = ("summary", "text", "place_words", "contact_name", "contact_phone")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_case_per_number_in_an_estate"),
            # A matter moved away and back has two rows here under its one code: the second says where it came from.
            models.UniqueConstraint(
                fields=["estate", "tracking_code", "moved_from_case_id"],
                nulls_distinct=False,
                name="one_case_per_tracking_code_in_an_estate",
            ),
            one_of("state", State, "case_state_is_known"),
            one_of("resumes_to", State, "case_resumes_to_a_known_state", blank=True),
            one_of("level", Level, "case_level_is_known"),
            one_of("holder_kind", HolderKind, "case_holder_is_known"),
            one_of("channel", Channel, "case_channel_is_known"),
            one_of("confidentiality", Confidentiality, "case_confidentiality_is_known"),
            one_of("outcome", Outcome, "case_outcome_is_known", blank=True),
            models.CheckConstraint(
                name="a_contact_phone_is_sealed",
                condition=Q(contact_phone="") | Q(contact_phone__startswith=MARK),
            ),
            models.CheckConstraint(
                name="a_case_has_ended_exactly_when_its_state_is_an_end",
                condition=Q(state__in=ENDED, ended_at__isnull=False) | Q(state__in=OPEN, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_waiting_case_knows_where_it_resumes",
                condition=Q(state__in=_STANDING) & ~Q(resumes_to="") | ~Q(state__in=_STANDING) & Q(resumes_to=""),
            ),
            models.CheckConstraint(
                name="an_exclusion_has_a_reason_and_somebody_who_asked",
                condition=Q(exclusion="", exclusion_reason="")
                | Q(exclusion__in=["asked", "granted"], exclusion_by_account_id__isnull=False)
                & ~Q(exclusion_reason=""),
            ),
            models.CheckConstraint(
                name="a_supervised_case_says_by_which_level",
                condition=Q(supervision="", supervised_level="")
                | Q(supervision__in=["open", "answered"]) & ~Q(supervised_level=""),
            ),
            models.CheckConstraint(
                name="a_case_kept_from_the_company_is_not_held_by_one",
                condition=~Q(confidentiality=Confidentiality.MATTER.value, holder_kind=HolderKind.COMPANY.value),
            ),
            models.CheckConstraint(
                name="satisfaction_is_one_to_five",
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="a_moved_case_says_where_to",
                condition=~Q(state=State.MOVED.value)
                | Q(moved_to_estate_id__isnull=False, moved_to_case_id__isnull=False),
            ),
            models.CheckConstraint(
                name="a_merged_case_says_into_which",
                condition=~Q(state=State.MERGED.value) | Q(merged_into__isnull=False),
            ),
            models.CheckConstraint(name="no_case_is_merged_into_itself", condition=~Q(merged_into=F("id"))),
        )
        indexes = (
            # The list of an estate, and of a few estates by LATERAL; newest first.
            models.Index(F("estate"), F("reported_at").desc(), F("id").desc(), name="case_newest_in_estate"),
            # Open work, by what is due first.
            models.Index(fields=["estate", "due_at"], condition=Q(ended_at__isnull=True), name="case_open_in_estate"),
            # Lists over a whole district or city.
            models.Index(F("reported_at").desc(), F("id").desc(), name="case_newest"),
            models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="case_open"),
            # The desks of district and city: little is theirs among all that is open.
            models.Index(
                fields=["holder_kind", "due_at"],
                condition=Q(ended_at__isnull=True, holder_kind__in=["district_centre", "city"]),
                name="case_open_at_the_top",
            ),
            # What the platform itself has to do next.
            models.Index(fields=["acts_at"], condition=Q(acts_at__isnull=False), name="case_acts_at"),
            models.Index(
                fields=["reporter_account_id", "estate"],
                condition=Q(reporter_account_id__isnull=False),
                name="case_of_a_reporter",
            ),
            GinIndex(OpClass(F("text"), name="gin_trgm_ops"), name="case_text_trigrams"),
        )

    def __str__(self) -> str:
        return str(self.number)


class CaseEvent(ScopedModel):
    """One thing that happened to a matter: who, what, when, under which rule, on which clock. Never changed."""

    case = ScopedForeignKey("cases.Case")
    seq = models.SmallIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=24)
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True, default="")
    role = models.CharField(max_length=24, blank=True, default="")  # "" for the platform itself
    organisation_id = models.BigIntegerField(null=True)
    state_before = models.CharField(max_length=12, blank=True, default="")
    state_after = models.CharField(max_length=12)
    level = models.CharField(max_length=14)  # after
    holder_kind = models.CharField(max_length=16)  # after
    holder_organisation_id = models.BigIntegerField(null=True)
    words = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)  # codes and numbers: the route's steps, outcome, how many pictures …
    rules = models.JSONField(default=list)  # policy versions that decided
    clocks = models.JSONField(
        default=list
    )  # the clocks after it: [{step, due, provisional, paused}], and those it ended

    append_only = True
    changeable_columns = ("by_name", "words")  # a person erased goes out of both; the record keeps a commitment to them
    personal_fields = ("by_name", "words")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "case", "seq"], name="one_event_per_number_in_a_case"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class CaseClock(ScopedModel):
    """One clock of one step at one level. `amount` includes what was granted on top."""

    case = ScopedForeignKey("cases.Case")
    step = models.CharField(max_length=10)
    level = models.CharField(max_length=14)
    holder_kind = models.CharField(max_length=16)
    holder_organisation_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    amount = models.IntegerField()
    unit = models.CharField(max_length=10)
    roll = models.CharField(max_length=14, default="none")
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    rule = models.CharField(max_length=160, blank=True, default="")
    stopped_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "case", "step"],
                condition=Q(stopped_at__isnull=True),
                name="one_running_clock_per_step_of_a_case",
            ),
            one_of("step", Step, "clock_step_is_known"),
            one_of("result", ClockResult, "clock_result_is_known", blank=True),
            models.CheckConstraint(
                name="a_stopped_clock_has_a_result",
                condition=Q(stopped_at__isnull=True, result="") | Q(stopped_at__isnull=False) & ~Q(result=""),
            ),
        )
        indexes = (
            # What is reckoned again when a year's calendar is published: nothing at all in most months.
            models.Index(
                fields=["estate", "id"],
                condition=Q(provisional=True, stopped_at__isnull=True),
                name="clock_provisional",
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.due_at:%Y-%m-%d %H:%M}"


class CasePause(ScopedModel):
    """A clock stood still from … to …, and why."""

    clock = ScopedForeignKey("cases.CaseClock")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    personal_fields = ("reason",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "clock"], condition=Q(end_at__isnull=True), name="one_open_pause_per_clock"
            ),
            models.CheckConstraint(
                name="a_pause_ends_after_it_began", condition=Q(end_at__isnull=True) | Q(end_at__gte=F("start_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.start_at:%Y-%m-%d %H:%M}"


class CasePhoto(ScopedModel):
    """A picture of a matter: made anew by us (no EXIF, no GPS), named by its digest, never by the sender's file
    name.
    """

    case = ScopedForeignKey("cases.Case")
    event = ScopedForeignKey("cases.CaseEvent")
    sha256 = models.CharField(max_length=64)
    width = models.IntegerField()
    height = models.IntegerField()
    size = models.IntegerField()

    append_only = True

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_photo_has_a_size", condition=Q(width__gt=0, height__gt=0, size__gt=0)),
        )

    def __str__(self) -> str:
        return self.sha256[:12]


class CaseLink(ScopedModel):
    """Two matters of one estate that belong together."""

    case = ScopedForeignKey("cases.Case")
    other = ScopedForeignKey("cases.Case")
    kind = models.CharField(max_length=8)  # related | merged
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "case", "other", "kind"], name="two_cases_are_linked_once"),
            models.CheckConstraint(name="no_case_is_linked_to_itself", condition=~Q(case=F("other"))),
        )

    def __str__(self) -> str:
        return self.kind


class DutyDay(ScopedModel):
    """Who is on duty at a place (`estate`: its home) from the opening of offices on this day until the next opening."""

    day = models.DateField()
    account_id = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "day"], name="one_on_duty_per_day_at_a_place"),)

    def __str__(self) -> str:
        return f"{self.day}"


class RateSheet(ScopedModel):
    """One taking of the figures of a place and period, with the formula as it read then and every matter that counted.

    `matters`: [home, matter, bits] (`rules.rates.BITS`); `excluded`: [home, matter, reason]. `estate` is the home the
    figures were taken for, of any kind.
    """

    first_day = models.DateField()
    last_day = models.DateField()
    taken_at = models.DateTimeField()
    formula = models.JSONField()  # what the script computes with
    matters = models.JSONField()
    excluded = models.JSONField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "first_day", "last_day", "taken_at"], name="one_sheet_per_moment"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_day} {self.last_day}"


class RateSnapshot(ScopedModel):
    """A published rate with all that is needed to compute it again. `estate` is the home it was taken for, of any
    kind.
    """

    first_day = models.DateField()
    last_day = models.DateField()
    rate = models.CharField(max_length=24)  # response | solved | satisfied | score | excluded | closed_at.<level>
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    formula = models.TextField()
    policy_version = models.CharField(max_length=160)
    taken_at = models.DateTimeField()
    sheet = ScopedForeignKey("cases.RateSheet", null=True)  # its matters; none for figures older than the sheets

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "first_day", "last_day", "rate", "taken_at"], name="one_figure_per_rate_and_moment"
            ),
            models.CheckConstraint(name="a_rate_is_a_share", condition=Q(numerator__gte=0, denominator__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.rate} {self.numerator}/{self.denominator}"
