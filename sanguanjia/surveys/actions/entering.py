"""What one household said on the phone or on paper, typed in by somebody of an office."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.surveys import store
from sanguanjia.surveys.models import Answer
from sanguanjia.surveys.permissions import Thing, may_enter
from sanguanjia.surveys.rules.sheet import wrong_door
from sanguanjia.surveys.types import BY_HAND, Channel, SurveyRef

from .answering import row_of, wrong_scores


@act("surveys.enter")
def enter(
    deed: Deed, *, estate_id: int, survey_id: int, door: str, channel: str, scores: Mapping[str, int]
) -> SurveyRef:  # fmt: skip
    """One household's answer by phone or paper; who typed it in stands with it.

    Refuses not_found, not_permitted, survey_not_open, typist_of_company, and at once way_of_answer, no_door,
    door_unknown, door_answered, door_of_staff, score_unknown, nothing_said.
    """
    survey = store.find(estate_id, survey_id)
    deed.permit(may_enter, Thing(store.path_of(estate_id)))
    today = clock.today()
    if not store.is_open(survey, today):
        refuse("survey_not_open")
    if store.works_for(deed.actor, survey.company_id):
        refuse("typist_of_company")
    policy = store.policy_of(survey)
    unit = store.households(estate_id, survey.opens_on).get(door.strip())
    answered = Answer.objects.filter(estate_id=estate_id, survey_id=survey_id, unit_id=unit)
    staff = store.staff_households(estate_id, survey.company_id, today)
    wrong = wrong_door(unit, door.strip(), set(), set(answered.values_list("unit_id", flat=True)), staff)
    found = [Reason("way_of_answer", "channel")] if channel not in BY_HAND else []
    found += [Reason(wrong, "door")] if wrong else []
    found += wrong_scores(policy, survey, scores)
    refuse_if_any(found)
    deed.for_whom(f"unit:{unit}")
    row = row_of(survey, unit or 0, dict(scores), Channel(channel), deed)
    row.save(force_insert=True)
    deed.touched(row)
    deed.under(*policy.versions)
    return store.ref(survey)
