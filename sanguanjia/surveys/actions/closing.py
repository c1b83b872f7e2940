"""A survey closes: one statement counts every question, and the figures are stored for good."""

from __future__ import annotations

from django.db import connection

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse
from sanguanjia.surveys import store
from sanguanjia.surveys.models import Answer, Figure
from sanguanjia.surveys.permissions import Thing, may_close
from sanguanjia.surveys.types import SurveyRef

_COUNT_SQL = """
    SELECT said.key, count(*), count(*) FILTER (WHERE said.value::int >= %(from)s)
      FROM surveys_answer AS answer, jsonb_each_text(answer.scores) AS said
     WHERE answer.estate_id = %(estate)s AND answer.survey_id = %(survey)s
     GROUP BY said.key
"""


@act("surveys.close")
def close(deed: Deed, *, estate_id: int, survey_id: int) -> SurveyRef:
    """Count and close after the last day. Refuses not_found, not_permitted, wrong_phase, survey_still_open."""
    survey = store.lock(estate_id, survey_id)
    deed.permit(may_close, Thing(store.path_of(estate_id)))
    if survey.closed_at is not None:
        refuse("wrong_phase")
    if clock.today() <= survey.closes_on:
        refuse("survey_still_open", None, day=survey.closes_on.isoformat())
    policy = store.policy_of(survey)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_SQL, {"estate": estate_id, "survey": survey_id, "from": policy.satisfied_from})
        counted = {code: (rated, satisfied) for code, rated, satisfied in cursor.fetchall()}
    figures = [
        Figure(estate_id=estate_id, survey_id=survey_id, code=code, rated=rated, satisfied=satisfied)
        for code, _ in survey.questions
        for rated, satisfied in [counted.get(code, (0, 0))]
    ]
    Figure.objects.bulk_create(figures)
    deed.stored(figures)
    before = row_digest(survey)
    survey.closed_at = deed.at
    survey.answers = Answer.objects.filter(estate_id=estate_id, survey_id=survey_id).count()
    survey.save(update_fields=["closed_at", "answers"])
    deed.touched(survey, before=before)
    deed.under(*policy.versions)
    return store.ref(survey)
