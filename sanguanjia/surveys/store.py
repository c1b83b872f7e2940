"""Surveys found and locked inside acts; what holds at a place and day; who works for a company."""

from __future__ import annotations

import datetime as dt

from sanguanjia.access.models import Mandate
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

from .models import Survey
from .rules.reading import read_policy
from .types import SurveyPolicy, SurveyRef

COMPANY = ("company_manager", "company_worker")
DWELLING = "dwelling"


def path_of(home_id: int) -> str:
    """The path of a home. Refuses not_found."""
    return Home.objects.filter(pk=home_id).values_list("path", flat=True).first() or refuse("not_found")


def policy_at(path: str, day: dt.date) -> SurveyPolicy:
    """All `surveys.*` values of a place on a day."""
    return read_policy(lambda key: policy.rule_for(key, path, day))


def policy_of(survey: Survey) -> SurveyPolicy:
    """The values that held when the survey opened."""
    return policy_at(survey.estate.path, survey.opens_on)


def find(estate_id: int, survey_id: int) -> Survey:
    """A survey. Refuses not_found."""
    return Survey.objects.filter(estate_id=estate_id, pk=survey_id).first() or refuse("not_found")


def lock(estate_id: int, survey_id: int) -> Survey:
    """A survey for a change of its row. Refuses not_found."""
    rows = Survey.objects.select_for_update().filter(estate_id=estate_id, pk=survey_id)
    return rows.first() or refuse("not_found")


def is_open(survey: Survey, day: dt.date) -> bool:
    """Whether answers are taken on the day."""
    return survey.closed_at is None and survey.opens_on <= day <= survey.closes_on


def households(estate_id: int, day: dt.date) -> dict[str, int]:
    """Door → unit of every dwelling on the day."""
    return dict(registry.units_on(estate_id, day).filter(use=DWELLING).values_list("code", "id"))


def works_for(actor: Actor, company_id: int | None) -> bool:
    """Whether the actor holds a role for the company, whatever hat is on now."""
    held = (*actor.mandates, *actor.asleep)
    return company_id is not None and any(m.organisation_id == company_id and m.role in COMPANY for m in held)


def staff_households(estate_id: int, company_id: int | None, day: dt.date) -> frozenset[int]:
    """Units of the estate in which somebody lives who works for the company on the day."""
    if company_id is None:
        return frozenset()
    staff = Mandate.objects.filter(organisation_id=company_id, role__in=COMPANY, valid__contains=day)
    rows = Mandate.objects.filter(
        unit_estate_id=estate_id, unit_id__isnull=False, valid__contains=day,
        account_id__in=staff.values_list("account_id", flat=True),
    )  # fmt: skip
    return frozenset(rows.values_list("unit_id", flat=True))


def ref(survey: Survey) -> SurveyRef:
    """The survey as acts answer it."""
    return SurveyRef(survey.estate_id, survey.pk, survey.year, survey.wave)


def name_of(home_id: int) -> str:
    """The name of a home. Refuses not_found."""
    return Home.objects.filter(pk=home_id).values_list("name", flat=True).first() or refuse("not_found")
