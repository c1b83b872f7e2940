"""Whom a move tells: in the act, by one INSERT; never the one who did it, never what was written."""

from __future__ import annotations

import pytest

from sanguanjia.cases.models import Case
from sanguanjia.cases.rules.table import BY_VERB
from sanguanjia.cases.telling import TELLS
from sanguanjia.notices import queries, spreading
from sanguanjia.notices.models import Message, Notice
from sanguanjia.notices.phrases import templates

from .scene import PHOTO, Scene

pytestmark = pytest.mark.django_db


def subjects(scene: Scene, who: str) -> list[str]:
    spreading.spread_due()
    return [line.subject for line in queries.inbox(scene.people[who])]


def test_the_company_is_told_of_a_new_order_and_nobody_else(scene: Scene) -> None:
    ref = scene.report()
    assert Notice.objects.filter(estate_id=ref.estate_id).count() == 1
    assert subjects(scene, "manager") == [f"新事项：山水文园 {ref.number} 号"]
    for who in ("other_manager", "owner", "neighbour", "officer", "far_officer"):
        assert subjects(scene, who) == [], who


def test_the_reporter_is_told_when_it_is_taken_asked_back_and_closed(scene: Scene) -> None:
    ref = scene.report()
    ref = scene.do("take_order", "manager", ref)
    assert subjects(scene, "owner")[0].startswith("已接办："), "with the commit, before any job ran"
    ref = scene.do("assign", "manager", ref, worker_account_id=scene.worker.account_id)
    assert subjects(scene, "worker") == [f"派给您：山水文园 {ref.number} 号"]
    ref = scene.do("ask_back", "manager", ref, words="哪一层")
    ref = scene.do("answer", "owner", ref, words="五层")
    ref = scene.do("close", "manager", ref, outcome="solved", words="换了灯泡", photos=(PHOTO,))
    told = [s.split("：")[0] for s in subjects(scene, "owner")]
    assert told == ["已办结，请您确认", "请您补充", "已接办"]
    scene.do("reopen", "owner", ref, words="又灭了")
    assert [s.split("：")[0] for s in subjects(scene, "manager")] == ["退回重办", "报事人已补充", "新事项"]


def test_what_people_wrote_is_in_no_notice(scene: Scene) -> None:
    ref = scene.report(contact_name="陈建平", contact_phone="13712340001")
    scene.do("take_order", "manager", ref, words="请找陈建平")
    row = Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)
    facts = str(list(Notice.objects.filter(estate_id=ref.estate_id).values_list("facts", flat=True)))
    for secret in (row.text, "陈建平", "13712340001", row.tracking_code):
        assert secret not in facts


def test_an_office_is_told_what_climbs_to_it(scene: Scene) -> None:
    ref = scene.report()
    ref = scene.do("escalate", "manager", ref, words="办不了")
    assert subjects(scene, "officer") == [f"升级到本级：山水文园 {ref.number} 号"]
    assert subjects(scene, "owner")[0].startswith("已升级")
    assert Message.objects.filter(estate_id=ref.estate_id, account_id=scene.far_officer.account_id).count() == 0


def test_every_line_of_the_table_names_a_verb_and_a_template() -> None:
    assert set(TELLS) - {"report", "arrive"} <= set(BY_VERB)
    assert {name for tells in TELLS.values() for name, _ in tells} == {n for n in templates() if n.startswith("cases.")}
