"""Surveys, the answers of households, and what was counted at the close. An answer holds no name and no account."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel

from .types import BY_HAND, Channel


class Survey(ScopedModel):
    """One survey of an estate (or, entered from before the platform, of a larger place). `questions`: [[code, name]] as
    they were asked; `households`: dwellings on its first day; `source`: of figures that were entered, else empty."""

    year = models.SmallIntegerField()
    wave = models.SmallIntegerField(default=1)
    company_id = models.BigIntegerField(null=True)
    company_name = models.CharField(max_length=80, blank=True, default="")
    households = models.IntegerField()
    questions = models.JSONField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    answers = models.IntegerField(null=True)  # at the close
    source = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "year", "wave"], name="one_survey_per_year_and_wave"),
            models.CheckConstraint(name="a_survey_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(name="a_survey_has_households", condition=Q(households__gt=0)),
            models.CheckConstraint(
                name="a_closed_survey_has_its_answers",
                condition=Q(closed_at__isnull=True, answers__isnull=True)
                | Q(closed_at__isnull=False, answers__gte=0, answers__lte=F("households")),
            ),
        )
        indexes = (models.Index(fields=["company_id", "year"], name="survey_of_a_company"),)

    def __str__(self) -> str:
        return f"{self.year}-{self.wave}"


class Answer(ScopedModel):
    """What one household said: {code: score}. Never changed; the database refuses a second."""

    survey = ScopedForeignKey("surveys.Survey")
    unit = ScopedForeignKey("registry.Unit")
    channel = models.CharField(max_length=8)
    entered_by_account_id = models.BigIntegerField(null=True)  # who typed it in for the household
    scores = models.JSONField()
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "survey", "unit"], name="one_answer_per_household_of_a_survey"),
            models.CheckConstraint(
                name="survey_channel_is_known", condition=Q(channel__in=[channel.value for channel in Channel])
            ),
            models.CheckConstraint(
                name="an_answer_by_hand_names_who_typed_it",
                condition=Q(channel=Channel.SHEET.value)
                | Q(channel=Channel.WEB.value, entered_by_account_id__isnull=True)
                | Q(channel__in=[channel.value for channel in BY_HAND], entered_by_account_id__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.unit_id)


class Figure(ScopedModel):
    """What was counted of one question at the close. Never changed."""

    survey = ScopedForeignKey("surveys.Survey")
    code = models.CharField(max_length=20)
    rated = models.IntegerField()
    satisfied = models.IntegerField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "survey", "code"], name="one_figure_per_question_of_a_survey"),
            models.CheckConstraint(
                name="no_more_satisfied_than_rated", condition=Q(satisfied__gte=0, satisfied__lte=F("rated"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.satisfied}/{self.rated}"
