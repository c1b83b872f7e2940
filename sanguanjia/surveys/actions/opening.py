"""A survey opens: the questions, the company and the number of households are those of that day."""

from __future__ import annotations

import datetime as dt

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.registry import queries as registry
from sanguanjia.surveys import store
from sanguanjia.surveys.models import Survey
from sanguanjia.surveys.permissions import Thing, may_run
from sanguanjia.surveys.types import SurveyRef

FIRST_YEAR, MOST_WAVES = 2000, 12


@act("surveys.open_survey")
def open_survey(
    deed: Deed, *, estate_id: int, year: int, wave: int = 1, opens_on: dt.date, closes_on: dt.date
) -> SurveyRef:
    """Open a survey of an estate. Refuses not_found, survey_year, survey_window, survey_no_households, survey_twice."""
    path = store.path_of(estate_id)
    deed.permit(may_run, Thing(path))
    today = clock.today()
    policy = store.policy_at(path, opens_on)
    households = len(store.households(estate_id, opens_on))
    found = []
    if not (FIRST_YEAR <= year <= today.year + 1 and 1 <= wave <= MOST_WAVES):
        found.append(Reason("survey_year", "year"))
    days = (closes_on - opens_on).days + 1
    if opens_on < today or not policy.least_days <= days <= policy.most_days:
        data = {"least": policy.least_days, "most": policy.most_days}
        found.append(Reason("survey_window", "closes_on", data))
    if not households:
        found.append(Reason("survey_no_households"))
    refuse_if_any(found)
    company = registry.managing_company(estate_id, today)
    row = Survey.objects.create(
        estate_id=estate_id, year=year, wave=wave, households=households, opens_on=opens_on, closes_on=closes_on,
        company_id=company.id if company else None, company_name=company.name[:80] if company else "",
        questions=[[question.code, question.name] for question in policy.questions],
    )  # fmt: skip
    deed.touched(row)
    deed.under(*policy.versions)
    return store.ref(row)
