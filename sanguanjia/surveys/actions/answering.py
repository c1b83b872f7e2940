"""Households answer: one by one on the phone, or many from the sheet of those who rang them up."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.surveys import store
from sanguanjia.surveys.models import Answer, Survey
from sanguanjia.surveys.permissions import Thing, may_answer, may_run
from sanguanjia.surveys.rules.sheet import judged
from sanguanjia.surveys.types import Channel, SurveyPolicy, SurveyRef, TakenIn

MOST_ROWS = 1_999  # a longer sheet may have been cut by the reader


@act("surveys.answer")
def answer(deed: Deed, *, estate_id: int, survey_id: int, unit_id: int, scores: Mapping[str, int]) -> SurveyRef:
    """One household says what it thinks; what it leaves out is not rated.

    Refuses not_found, not_your_household, survey_not_open, staff_excluded, score_unknown, nothing_said,
    household_answered.
    """
    survey = store.find(estate_id, survey_id)
    deed.permit(may_answer, Thing(store.path_of(estate_id), unit_id))
    deed.for_whom(f"unit:{unit_id}")
    if not store.is_open(survey, clock.today()):
        refuse("survey_not_open")
    if store.works_for(deed.actor, survey.company_id):
        refuse("staff_excluded")
    if unit_id not in store.households(estate_id, survey.opens_on).values():
        refuse("not_your_household", "unit")
    policy = store.policy_of(survey)
    refuse_if_any(wrong_scores(policy, survey, scores))
    row = row_of(survey, unit_id, dict(scores), Channel.WEB, deed)
    row.save(force_insert=True)
    deed.touched(row)
    deed.under(*policy.versions)
    return store.ref(survey)


@act("surveys.take_in")
def take_in(deed: Deed, *, estate_id: int, survey_id: int, rows: tuple[tuple[int, Mapping[str, str]], ...]) -> TakenIn:
    """A sheet of those who rang households up: every good row is stored, every other one named.

    Refuses not_found, not_permitted, survey_not_open, survey_sheet_unfit (no row), survey_sheet_long.
    """
    survey = store.lock(estate_id, survey_id)
    deed.permit(may_run, Thing(store.path_of(estate_id)))
    if not store.is_open(survey, clock.today()):
        refuse("survey_not_open")
    if not rows:
        refuse("survey_sheet_unfit", "file")
    if len(rows) > MOST_ROWS:
        refuse("survey_sheet_long", "file", most=MOST_ROWS)
    policy = store.policy_of(survey)
    answered = frozenset(
        Answer.objects.filter(estate_id=estate_id, survey_id=survey_id).values_list("unit_id", flat=True)
    )
    staff = store.staff_households(estate_id, survey.company_id, clock.today())
    taken, bad = judged(policy, rows, store.households(estate_id, survey.opens_on), answered, staff)
    stored = [row_of(survey, unit, scores, Channel.SHEET, deed) for unit, scores in taken]
    Answer.objects.bulk_create(stored, batch_size=5_000)
    deed.stored(stored)
    if not stored:  # a sheet without one good row leaves a record too: of the survey as it is
        deed.touched(survey, before=row_digest(survey))
    deed.under(*policy.versions)
    return TakenIn(survey_id, len(taken) + len({line.row for line in bad}), len(taken), tuple(bad))


def wrong_scores(policy: SurveyPolicy, survey: Survey, scores: Mapping[str, int]) -> list[Reason]:
    """What is wrong with the choices of one household: nothing_said, score_unknown by question."""
    known, possible = {code for code, _ in survey.questions}, {score for score, _ in policy.scale}
    if not scores:
        return [Reason("nothing_said", survey.questions[0][0])]
    odd = (code for code, score in scores.items() if code not in known or score not in possible)
    return [Reason("score_unknown", code) for code in odd]


def row_of(survey: Survey, unit_id: int, scores: dict[str, int], channel: Channel, deed: Deed) -> Answer:
    """The answer of a household; what did not come from its own phone names who typed it in."""
    typist = None if channel == Channel.WEB else deed.actor.account_id
    return Answer(
        estate_id=survey.estate_id, survey_id=survey.pk, unit_id=unit_id, channel=channel.value, scores=scores,
        at=deed.at, entered_by_account_id=typist,
    )  # fmt: skip
