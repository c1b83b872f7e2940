"""交接: orders that lie with one worker by name go to another of the same company; nothing else moves."""

from __future__ import annotations

import pytest

from sanguanjia.access.actions import hand_over
from sanguanjia.access.models import Account, Mandate
from sanguanjia.access.open_work import PostOf, open_work_of
from sanguanjia.access.types import Role
from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.cases.tests.scene import ALWAYS, Scene, make
from sanguanjia.kernel.models import Home, Record
from sanguanjia.kernel.refusal import Refusal
from tests.support.guard import preparing


@pytest.fixture
def scene(db: None) -> Scene:
    return make()


def colleague(scene: Scene, name: str, role: Role = Role.COMPANY_WORKER, organisation: int = 0) -> int:
    """Another person of the company."""
    with preparing():
        account = Account.objects.create(username=name, name=name, password="!")
        Mandate.objects.create(
            account=account, role=role.value, home=Home.objects.get(pk=scene.estate), valid=ALWAYS, document="测试",
            organisation_id=organisation or scene.company,
        )  # fmt: skip
    return account.pk


def given(scene: Scene, **wishes: object) -> int:
    """A matter in the worker's hands."""
    ref = scene.report(**wishes)
    scene.do("take_order", "manager", ref)
    scene.do("assign", "manager", ref, worker_account_id=scene.worker.account_id)
    return ref.case_id


def hands(scene: Scene, to: int, who: str = "manager", reason: str = "调离"):  # type: ignore[no-untyped-def]
    mandate = scene.worker.mandates[0]
    return hand_over(
        scene.people[who], key="once", estate_id=scene.estate, mandate_id=mandate.id, to_account_id=to, reason=reason
    )


def worker_of(scene: Scene, case_id: int) -> int | None:
    return Case.objects.get(estate_id=scene.estate, pk=case_id).worker_account_id


def test_what_is_open_goes_over_once_and_what_is_done_stays(scene: Scene) -> None:
    done = scene.closed()
    first, second = given(scene), given(scene, text="水管漏水")
    fresh, worker = colleague(scene, "new"), scene.worker.account_id
    post = PostOf(worker, Role.COMPANY_WORKER.value, scene.worker.mandates[0].place, scene.company)
    ((label, matters),) = open_work_of(post)
    assert (label, len(matters)) == ("派给本人的工单", 2)
    for _ in range(2):  # the same form twice
        assert hands(scene, fresh).counts == {"派给本人的工单": 2}
    assert [worker_of(scene, case) for case in (first, second)] == [fresh, fresh]
    assert worker_of(scene, done.case_id) is None
    assert open_work_of(post) == ()
    told = CaseEvent.objects.filter(estate_id=scene.estate, case_id=first).order_by("id").last()
    assert "调离" in str(told.words)
    record = Record.objects.get(estate_id=scene.estate, act="access.hand_over")
    assert record.on_behalf_of == f"account:{worker}"


def test_to_whom_and_by_whom(scene: Scene) -> None:
    given(scene)
    elsewhere = colleague(scene, "elsewhere", organisation=scene.other_company)
    boss = colleague(scene, "boss", Role.COMPANY_MANAGER)
    fresh = colleague(scene, "new")
    for to, who, reason, code in (
        (scene.worker.account_id, "manager", "调离", "hands_over_to_oneself"),
        (elsewhere, "manager", "调离", "holds_another_post"),
        (boss, "manager", "调离", "holds_another_post"),
        (fresh, "manager", " ", "reason_needed"),
        (fresh, "other_manager", "调离", "other_organisation"),
        (fresh, "worker", "调离", "not_yours_to_grant"),
        (fresh, "owner", "调离", "not_yours_to_grant"),
    ):
        with pytest.raises(Refusal) as caught:
            hands(scene, to, who, reason)
        assert code in {each.code for each in caught.value.reasons}, (who, code, caught.value.reasons)
