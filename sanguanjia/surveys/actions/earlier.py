"""Figures from before the platform, entered with their source: of an estate, a street, a district, the city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.surveys import store
from sanguanjia.surveys.models import Figure, Survey
from sanguanjia.surveys.permissions import Thing, may_record
from sanguanjia.surveys.types import OVERALL, SurveyRef

from .opening import FIRST_YEAR, MOST_WAVES


@act("surveys.record_earlier")
def record_earlier(
    deed: Deed, *, estate_id: int, year: int, wave: int = 1, households: int, answers: int,
    satisfied: Mapping[str, int], source: str,
) -> SurveyRef:  # fmt: skip
    """`satisfied`: question → how many of the answers; the overall one must be there.

    Refuses not_found, not_permitted, survey_year, figures_unfit, source_missing, survey_twice.
    """
    path = store.path_of(estate_id)
    deed.permit(may_record, Thing(path))
    today = clock.today()
    policy = store.policy_at(path, today)
    known = {question.code for question in policy.questions}
    found = []
    if not (FIRST_YEAR <= year <= today.year and 1 <= wave <= MOST_WAVES):
        found.append(Reason("survey_year", "year"))
    fits = 0 < answers <= households and all(0 <= each <= answers for each in satisfied.values())
    if not fits or OVERALL not in satisfied or not known.issuperset(satisfied):
        found.append(Reason("figures_unfit", "answers"))
    if not source.strip() or len(source.strip()) > 120:
        found.append(Reason("source_missing", "source"))
    refuse_if_any(found)
    row = Survey.objects.create(
        estate_id=estate_id, year=year, wave=wave, households=households, answers=answers,
        questions=[[question.code, question.name] for question in policy.questions if question.code in satisfied],
        opens_on=dt.date(year, 1, 1), closes_on=dt.date(year, 12, 31), closed_at=deed.at, source=source.strip(),
    )  # fmt: skip
    figures = [
        Figure(estate_id=estate_id, survey_id=row.pk, code=code, rated=answers, satisfied=number)
        for code, number in sorted(satisfied.items())
    ]
    Figure.objects.bulk_create(figures)
    deed.touched(row)
    deed.stored(figures)
    deed.under(*policy.versions)
    return store.ref(row)
