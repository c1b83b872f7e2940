"""The loop of a matter, act by act: one success each, and who is refused."""

from __future__ import annotations

import pytest

from sanguanjia.cases import actions
from sanguanjia.cases.models import Case, CaseClock, CaseEvent, CasePhoto
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.refusal import Refusal

from .scene import PHOTO, Scene

pytestmark = pytest.mark.django_db


def row(ref) -> Case:
    return Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)


def codes(call) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return [reason.code for reason in caught.value.reasons]


def test_from_report_to_confirmation(scene: Scene) -> None:
    ref = scene.report(contact_name="王芳", contact_phone="138 0000 1111")
    assert (ref.number, ref.state, ref.version, len(ref.tracking_code)) == (1, "new", 1, 12)
    case = row(ref)
    assert (case.level, case.holder_kind, case.holder_organisation_id) == ("estate", "company", scene.company)
    assert case.due_step == "respond"
    assert CaseClock.objects.filter(estate_id=scene.estate, case_id=ref.case_id).count() == 2

    scene.do("take_order", "manager", ref)
    scene.do("assign", "manager", ref, worker_account_id=scene.worker.account_id)
    scene.do("start", "worker", ref)
    scene.do("finish", "worker", ref, words="换了声控灯", photos=(PHOTO,))
    scene.do("close", "manager", ref, outcome="solved", words="已换新灯，测试正常", photos=(PHOTO,))
    last = scene.do("confirm", "owner", ref, solved=True, satisfaction=5)

    case = row(ref)
    assert (case.state, case.solved, case.satisfaction, case.outcome) == ("closed", True, 5, "solved")
    assert case.ended_at is not None
    verbs = list(
        CaseEvent.objects.filter(estate_id=scene.estate, case_id=ref.case_id)
        .order_by("seq")
        .values_list("verb", flat=True)
    )
    assert verbs == ["report", "take_order", "assign", "start", "finish", "close", "confirm"]
    assert last.version == 7
    assert CasePhoto.objects.filter(estate_id=scene.estate, case_id=ref.case_id).count() == 2
    assert not CaseClock.objects.filter(estate_id=scene.estate, case_id=ref.case_id, stopped_at=None).exists()
    assert Record.objects.filter(estate_id=scene.estate, act__startswith="cases.").count() == 7


def test_the_platform_closes_after_silence_and_not_twice(scene: Scene, at) -> None:
    ref = scene.closed()
    with at(20, month=5):
        actions.close_by_silence(SYSTEM, estate_id=ref.estate_id, case_id=ref.case_id)
        assert codes(lambda: actions.close_by_silence(SYSTEM, estate_id=ref.estate_id, case_id=ref.case_id)) == [
            "wrong_phase"
        ]
    assert row(ref).ended_by_silence is True
