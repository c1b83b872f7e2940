"""Acts beyond the plain loop: each with one success, each refusal an act itself makes once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from sanguanjia.cases import actions, queries
from sanguanjia.cases.models import Case, CaseClock, CaseEvent, CaseLink, CasePause
from sanguanjia.cases.rules import tracking
from sanguanjia.cases.types import ENDS, State
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM
from sanguanjia.kernel.refusal import Refusal

from .scene import PHOTO, Scene

pytestmark = pytest.mark.django_db


def row(ref: Any) -> Case:
    return Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return [reason.code for reason in caught.value.reasons]


# --- report
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"text": ""}, "missing"),
        ({"text": "长" * 5501}, "too_long"),
        ({"text": "灯\x00坏"}, "malformed"),
        ({"contact_phone": "电话"}, "malformed"),
        ({"need": ""}, "missing"),
        ({"need": "N00"}, "unknown_need"),
        ({"confidentiality": "secret"}, "malformed"),
        ({"for_somebody": True, "contact_phone": "13800000000"}, "not_permitted"),
    ],
)
def test_what_a_report_must_say(scene: Scene, wishes: dict[str, Any], code: str) -> None:
    assert codes(lambda: scene.report(**wishes)) == [code]
    assert not Case.objects.filter(estate_id=scene.estate).exists()


def test_who_may_report_and_where(scene: Scene) -> None:
    assert codes(lambda: actions.report(ANONYMOUS, estate_id=scene.estate, need="N01", text="灯坏了")) == [
        "login_needed"
    ]
    assert codes(lambda: scene.report("stranger")) == ["not_permitted"]
    assert codes(lambda: scene.report(estate_id=999)) == ["not_found"]


def test_a_building_of_another_estate_is_refused_by_the_database_in_words(scene: Scene) -> None:
    assert codes(lambda: actions.report(
        scene.stranger, estate_id=scene.far_estate, need="N01", text="灯坏了", building_id=scene.building
    )) == ["unknown_place"]  # fmt: skip


def test_a_front_desk_reports_for_somebody(scene: Scene) -> None:
    ref = scene.report(
        "hotline", for_somebody=True, contact_name="刘先生", contact_phone="13900000000", channel="hotline"
    )
    case = row(ref)
    assert (case.reporter_account_id, case.entered_by_account_id) == (None, scene.hotline.account_id)
    scene.do("take_order", "manager", ref)
    scene.do("ask_back", "manager", ref, words="几楼？")
    assert scene.do("answer", "hotline", ref, words="五楼").state == "taken"


def test_numbers_of_an_estate_have_no_gaps_and_codes_say_the_home(scene: Scene) -> None:
    refs = [scene.report() for _ in range(3)]
    assert codes(lambda: scene.report(text="")) == ["missing"]
    refs.append(scene.report())
    assert [r.number for r in refs] == [1, 2, 3, 4]
    found = queries.tracked(refs[0].tracking_code.lower())
    assert found is not None
    assert queries.tracked("0000-0000-0000") is None


def test_a_tracking_code_drawn_twice_is_drawn_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (tracking.make(scene.estate, lambda: secrets.randbits(35)) for _ in range(2))
    draws = iter([one, one, one, other])
    monkeypatch.setattr(tracking, "make", lambda _home, _chance: next(draws))
    first, second = scene.report(), scene.report()
    assert (first.tracking_code, second.tracking_code) == (one, other)
    assert (first.number, second.number) == (1, 2)
    assert row(second).tracking_code == second.tracking_code
    assert CaseEvent.objects.filter(estate_id=scene.estate, case_id=second.case_id).count() == 1
    assert CaseClock.objects.filter(estate_id=scene.estate, case_id=second.case_id).count() == 2
    assert list(draws) == []


# --- confidential
# -----------------------------------------------------------------------------------------------------------


def test_a_matter_kept_from_the_company_never_reaches_it(scene: Scene) -> None:
    ref = scene.report(need="N01", confidentiality="matter", text="物业偷电")
    case = row(ref)
    assert (case.level, case.holder_kind, case.company_id) == ("neighbourhood", "neighbourhood", None)
    for who in ("manager", "worker"):
        assert codes(lambda who=who: scene.do("add_note", who, ref, words="?")) == ["not_found"]
        assert codes(lambda who=who: queries.case_for(scene.people[who], ref.estate_id, ref.case_id)) == ["not_found"]
        assert queries.work_list(scene.people[who], queries.Filters()).lines == ()
    assert codes(lambda: scene.do("dispatch", "officer", ref, to="company")) == ["not_a_holder_here"]


def test_a_company_sees_the_matter_but_not_the_reporter_where_asked_so(scene: Scene) -> None:
    ref = scene.report(
        confidentiality="contact", contact_name="王芳芳", contact_phone="13812345678", unit_id=scene.unit
    )
    seen = queries.case_for(scene.manager, ref.estate_id, ref.case_id)
    assert (seen.contact_name, seen.contact_phone, seen.unit) == ("王*芳", "138****5678", "")
    assert queries.case_for(scene.officer, ref.estate_id, ref.case_id).may_see_contact
    open_one = scene.report(contact_name="王芳芳", contact_phone="13812345678", unit_id=scene.unit)
    assert queries.case_for(scene.manager, ref.estate_id, open_one.case_id).may_see_contact


def test_neighbours_and_other_companies_see_nothing(scene: Scene) -> None:
    ref = scene.report()
    for who in ("neighbour", "stranger", "other_manager", "far_officer"):
        assert codes(lambda who=who: queries.case_for(scene.people[who], ref.estate_id, ref.case_id)) == ["not_found"]


# --- who may
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "grid_worker", "officer", "worker", "city_officer", "hotline"])
def test_only_the_company_takes_the_companys_order(scene: Scene, who: str) -> None:
    ref = scene.report()
    assert codes(lambda: scene.do("take_order", who, ref)) == ["not_permitted"]


def test_an_office_does_not_take_orders_and_a_company_does_not_accept(scene: Scene) -> None:
    assert codes(lambda: scene.do("accept", "manager", scene.report())) == ["not_permitted"]
    ref = scene.report(need="N28")
    assert scene.do("accept", "officer", ref).state == "taken"


def test_the_building_head_is_asked_first_where_there_is_one(scene: Scene) -> None:
    ref = scene.report(need="N13", text="二楼楼道堆了纸箱")
    assert row(ref).holder_kind == "building_head"
    assert scene.do("accept", "head", ref).state == "taken"
    elsewhere = scene.report(need="N13", text="楼道堆了纸箱", building_id=None)
    assert row(elsewhere).holder_kind == "grid_worker"


def test_an_estate_without_a_company_goes_to_its_neighbourhood(scene: Scene) -> None:
    ref = scene.report("bare_owner", estate_id=scene.bare_estate)
    assert (row(ref).level, row(ref).holder_kind) == ("neighbourhood", "neighbourhood")


def test_only_people_of_the_unit_are_assigned(scene: Scene) -> None:
    ref = scene.report()
    scene.do("take_order", "manager", ref)
    wrong = scene.officer.account_id
    assert codes(lambda: scene.do("assign", "manager", ref, worker_account_id=wrong)) == ["not_a_worker"]
    assert codes(lambda: scene.do("start", "worker", ref)) == ["not_permitted"]
    scene.do("assign", "manager", ref, worker_account_id=scene.worker.account_id)
    assert scene.do("start", "worker", ref).state == "working"


# --- moves over levels
# --------------------------------------------------------------------------------------------------------


def test_hand_on_dispute_and_decision(scene: Scene) -> None:
    ref = scene.report(need="N11", text="楼上扔烟头")
    scene.do("hand_on", "grid_worker", ref, words="归物业管", to="company")
    answer = scene.do("hand_on", "manager", ref, words="不归物业管", to="neighbourhood")
    assert answer.state == "arbitration"
    assert codes(lambda: scene.do("decide_holder", "manager", ref, to="company", words="x")) == ["not_permitted"]
    assert codes(lambda: scene.do("decide_holder", "officer", ref, to="nobody", words="x")) == ["not_a_holder_here"]
    assert scene.do("decide_holder", "officer", ref, to="company", words="任务清单规定").state == "new"
    assert codes(lambda: scene.do("hand_on", "manager", ref, words="还是不归", to="neighbourhood")) == [
        "settled_by_decision"
    ]


def test_escalate_then_dispatch_down(scene: Scene) -> None:
    ref = scene.report()
    scene.do("escalate", "manager", ref, words="需要社区协调")
    assert row(ref).level == "neighbourhood"
    assert codes(lambda: scene.do("take_order", "manager", ref)) == ["not_permitted"]
    scene.do("dispatch", "officer", ref, to="company", words="请今天换好")
    assert (row(ref).level, row(ref).holder_organisation_id) == ("estate", scene.company)


def test_an_extension_is_asked_below_and_granted_above(scene: Scene) -> None:
    ref = scene.report()
    scene.do("take_order", "manager", ref)
    before = row(ref).due_at
    scene.do("ask_extension", "manager", ref, amount=3, words="配件要三天")
    assert codes(lambda: scene.do("decide_extension", "manager", ref, granted=True, words="好")) == ["not_permitted"]
    scene.do("decide_extension", "officer", ref, granted=True, words="同意")
    after = row(ref)
    assert after.due_at is not None
    assert before is not None
    assert after.due_at > before
    assert (after.extensions, after.extension_asked) == (1, None)


def test_pauses_are_rows_and_move_the_end(scene: Scene, at: Any) -> None:
    ref = scene.report()
    scene.do("take_order", "manager", ref)
    before = row(ref).due_at
    scene.do("ask_back", "manager", ref, words="哪一层？")
    pauses = CasePause.objects.filter(estate_id=ref.estate_id)
    assert [p.end_at for p in pauses] == [None, None]  # handling and assigning stand still
    with at(29):
        scene.do("answer", "owner", ref, words="五层", photos=(PHOTO,))
    after = row(ref)
    assert after.due_at is not None
    assert before is not None
    assert after.due_at > before
    assert all(p.end_at is not None for p in CasePause.objects.filter(estate_id=ref.estate_id))


# --- ends
# -------------------------------------------------------------------------------------------------------------------


def test_reopening_keeps_the_history_and_the_unit(scene: Scene) -> None:
    ref = scene.closed()
    scene.do("reopen", "owner", ref, words="晚上又不亮")
    case = row(ref)
    assert (case.state, case.holder_organisation_id, case.reopened) == ("new", scene.company, 1)
    verbs = CaseEvent.objects.filter(estate_id=ref.estate_id, case_id=ref.case_id).order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["report", "take_order", "close", "reopen"]


def test_only_the_reporter_confirms(scene: Scene) -> None:
    ref = scene.closed()
    for who in ("manager", "officer"):
        assert codes(lambda who=who: scene.do("confirm", who, ref, solved=True, satisfaction=5)) == ["not_permitted"]


def test_merging_points_on_and_ends_the_smaller_one(scene: Scene) -> None:
    first, second = scene.report(), scene.report("neighbour", text="五楼的灯黑了")
    assert codes(lambda: scene.do("merge", "manager", second, into_case_id=second.case_id)) == ["merge_into_itself"]
    scene.do("merge", "manager", second, into_case_id=first.case_id, words="同一盏灯")
    case = row(second)
    assert (case.state, case.merged_into_id, case.outcome) == ("merged", first.case_id, "duplicate")
    assert CaseLink.objects.filter(estate_id=scene.estate, kind="merged").count() == 1
    third = scene.report()
    assert codes(lambda: scene.do("merge", "manager", third, into_case_id=second.case_id)) == ["merge_into_ended"]
    secret = scene.report(confidentiality="matter")
    assert codes(lambda: scene.do("merge", "officer", third, into_case_id=secret.case_id)) == [
        "merge_differs_in_secrecy"
    ]


def test_linking_is_told_once(scene: Scene) -> None:
    first, second = scene.report(), scene.report(text="另一盏灯")
    scene.do("link", "manager", second, other_case_id=first.case_id)
    assert codes(lambda: scene.do("link", "manager", second, other_case_id=first.case_id)) == ["linked_already"]
    assert codes(lambda: scene.do("link", "manager", second, other_case_id=second.case_id)) == ["link_to_itself"]
    assert codes(lambda: scene.do("link", "manager", second, other_case_id=1)) == ["unknown_case"]


def test_rehoming_keeps_code_first_moment_and_handling_clock(scene: Scene, at: Any) -> None:
    ref = scene.report(text="新桂都的灯不亮", building_id=None)
    old = row(ref)
    with at(26):
        assert codes(lambda: scene.do("rehome", "officer", ref, to_estate_id=scene.far_estate, words="写错了")) == [
            "not_permitted"
        ]
        moved = scene.do("rehome", "street", ref, to_estate_id=scene.far_estate, words="写错了小区")
    new = row(moved)
    assert (new.estate_id, new.tracking_code, new.reported_at) == (scene.far_estate, old.tracking_code, old.reported_at)
    assert (new.holder_organisation_id, new.number) == (scene.other_company, 1)
    solving = CaseClock.objects.get(estate_id=new.estate_id, case_id=new.pk, step="solve")
    assert solving.started_at == old.reported_at
    left = row(ref)
    assert (left.state, left.moved_to_estate_id, left.moved_to_case_id) == ("moved", new.estate_id, new.pk)
    tracked = queries.tracked(old.tracking_code)
    assert tracked is not None
    assert tracked.state == "new"
    assert codes(lambda: scene.do("rehome", "street", moved, to_estate_id=scene.far_estate, words="x")) == [
        "same_estate"
    ]
    assert codes(lambda: scene.do("rehome", "street", moved, to_estate_id=999, words="x")) == ["unknown_place"]


def test_a_matter_that_ended_arrives_nowhere(scene: Scene) -> None:
    ended, open_one = scene.closed(), scene.report(text="新桂都的灯不亮", building_id=None)
    scene.do("confirm", "owner", ended, solved=True, satisfaction=5)

    def arrive(ref: Any) -> Any:
        facts = {"estate_id": scene.far_estate, "from_estate_id": ref.estate_id, "from_case_id": ref.case_id}
        return actions.arrive(scene.street, **facts)

    assert codes(lambda: arrive(ended)) == ["wrong_phase"]
    scene.do("rehome", "street", open_one, to_estate_id=scene.far_estate, words="写错了小区")
    assert codes(lambda: arrive(open_one)) == ["wrong_phase"]
    assert Case.objects.filter(estate_id=scene.far_estate).count() == 1


def test_a_matter_moved_away_and_back_keeps_its_code(scene: Scene) -> None:
    ref = scene.report(text="新桂都的灯不亮", building_id=None)
    there = scene.do("rehome", "street", ref, to_estate_id=scene.far_estate, words="写错了小区")
    back = scene.do("rehome", "street", there, to_estate_id=scene.estate, words="还是原来的小区")
    again = scene.do("rehome", "street", back, to_estate_id=scene.far_estate, words="又弄错了")
    assert {each.tracking_code for each in (there, back, again)} == {ref.tracking_code}
    found = queries.tracked(ref.tracking_code)
    assert found is not None
    assert found.state == "new"
    assert [row(each).state for each in (ref, there, back, again)] == ["moved", "moved", "moved", "new"]


def test_the_platforms_own_acts_are_nobody_elses(scene: Scene) -> None:
    ref = scene.closed()
    assert codes(
        lambda: actions.close_by_silence(scene.city_officer, estate_id=ref.estate_id, case_id=ref.case_id)
    ) == ["not_permitted"]
    assert codes(lambda: actions.climb(SYSTEM, estate_id=ref.estate_id, case_id=ref.case_id)) == ["wrong_phase"]


def test_rates_are_for_offices(scene: Scene, at: Any) -> None:
    from datetime import date

    days = {"first_day": date(2024, 4, 1), "last_day": date(2024, 4, 30)}
    assert codes(lambda: actions.take_rates(scene.manager, estate_id=scene.district, **days)) == ["not_permitted"]
    assert actions.take_rates(scene.centre, estate_id=scene.district, **days)["response"] == "0/0"
    turned = {"first_day": days["last_day"], "last_day": days["first_day"]}
    assert codes(lambda: actions.take_rates(scene.centre, estate_id=scene.district, **turned)) == ["dates_reversed"]


def test_every_state_is_an_end_or_has_a_running_clock(scene: Scene) -> None:
    scene.closed()
    waiting = scene.report()
    scene.do("take_order", "manager", waiting)
    scene.do("ask_back", "manager", waiting, words="?")
    scene.do("withdraw", "owner", scene.report())
    for case in Case.objects.filter(estate_id=scene.estate):
        assert (State(case.state) in ENDS) == (case.acts_at is None)


def test_the_phone_is_shown_for_a_reason_that_the_reporter_reads(scene: Scene) -> None:
    from sanguanjia.cases import actions
    from sanguanjia.privacy.queries import looks_at

    ref = scene.report(confidentiality="contact", contact_name="王芳芳", contact_phone="13812345678")
    wish = {"estate_id": ref.estate_id, "case_id": ref.case_id}
    assert codes(lambda: actions.see_contact(scene.manager, reason="联系报事人", **wish)) == ["not_permitted"]
    assert codes(lambda: actions.see_contact(scene.officer, reason="", **wish)) == ["look_reason_missing"]
    actions.see_contact(scene.officer, reason="联系报事人", **wish)
    reporter = queries.case_for(scene.officer, ref.estate_id, ref.case_id).row.reporter_account_id
    (line,) = looks_at(reporter, {})
    assert (line.columns, line.reason) == (("phone",), "联系报事人")
