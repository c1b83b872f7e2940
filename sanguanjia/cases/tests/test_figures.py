"""Figures that anyone can recompute: what is counted, what is left out and by whom, the sheet, the script."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sanguanjia.cases import actions, exporting, figures, queries
from sanguanjia.cases.models import Case, CaseEvent, RateSheet
from sanguanjia.cases.rules import rates
from sanguanjia.cases.types import RatesRule
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal

from .scene import Scene

pytestmark = pytest.mark.django_db


def code_of(error: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def varied(scene: Scene, at: Any) -> None:
    """Matters of every fate: solved, reopened and silent, called back, withdrawn, merged, moved, left out, whistled."""
    with at(25):
        happy = scene.closed()
        scene.do("confirm", "owner", happy, solved=True, satisfaction=5)
        again = scene.closed()
        scene.do("confirm", "owner", again, solved=False, satisfaction=2)
        scene.do("reopen", "owner", again, words="还是不亮")
        called = scene.closed()
        scene.do("call_back", "officer", called, channel="phone", result="solved", satisfaction=4, words="说修好了")
        redone = scene.closed()
        scene.do("call_back", "officer", redone, channel="phone", result="redo", words="说没修好")
        scene.do("withdraw", "owner", scene.report(), words="自己修了")
        first, second = scene.report(), scene.report()
        scene.do("merge", "manager", second, into_case_id=first.case_id)
        moved = scene.report()
        scene.do("take_order", "manager", moved)
        scene.do("rehome", "officer", scene.report(who="bare_owner", estate_id=scene.bare_estate),
                 to_estate_id=scene.estate, words="写错小区")  # fmt: skip
        out = scene.report()
        scene.do("ask_exclusion", "manager", out, reason="in_court", words="已起诉")
        scene.do("decide_exclusion", "street", out, granted=True, words="属实")
        parts = scene.do("take_order", "manager", scene.report())
        whole = {"estate_id": scene.estate, "case_id": parts.case_id}
        actions.whistle(SYSTEM, words="劝阻无效", **whole)
        actions.parts_done(SYSTEM, words="各部门任务均已验收", **whole)
        scene.report(who="neighbour")
    with at(10, month=6):
        from sanguanjia.cases import jobs

        jobs.tend_due()


def recomputed(folder: Path) -> dict[str, list[int]]:
    done = subprocess.run([sys.executable, "-I", "rates.py"], cwd=folder, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_a_stranger_gets_the_same_numbers_from_the_events_alone(scene: Scene, at: Any, tmp_path: Path) -> None:
    varied(scene, at)
    with at(12, month=6):
        actions.take_rates(SYSTEM, estate_id=scene.city, first_day=clock.today().replace(month=4, day=1),
                           last_day=clock.today())  # fmt: skip
        sheet = RateSheet.objects.get(estate_id=scene.city)
        published = exporting.as_published(scene.city, sheet.pk)
        now = exporting.as_of_now(scene.city, sheet.first_day, sheet.last_day)
        assert published.figures == now.figures
        assert exporting.write(published, tmp_path) > 20
    assert recomputed(tmp_path) == published.figures
    assert published.figures["excluded"][0] == 1
    assert published.figures["solved"][0] == 2
    assert len((tmp_path / "rates.py").read_text().splitlines()) <= 40
    assert "测试" not in (tmp_path / "events.jsonl").read_text()  # names of people stay here


def test_a_published_figure_stays_what_it_was(scene: Scene, at: Any, tmp_path: Path) -> None:
    with at(25):
        ref = scene.closed()
    with at(26):
        today = clock.today()
        actions.take_rates(SYSTEM, estate_id=scene.neighbourhood, first_day=today.replace(day=1), last_day=today)
        sheet = RateSheet.objects.get(estate_id=scene.neighbourhood)
    with at(27):
        scene.do("confirm", "owner", ref, solved=True, satisfaction=5)
        published = exporting.as_published(scene.neighbourhood, sheet.pk)
        exporting.write(published, tmp_path)
    assert published.figures["solved"] == [0, 1]
    assert recomputed(tmp_path) == published.figures
    with pytest.raises(Refusal) as refused:
        exporting.as_published(scene.estate, sheet.pk)
    assert code_of(refused) == ["not_found"]


def test_a_matter_is_left_out_by_two_people_with_a_reason(scene: Scene, at: Any) -> None:
    with at(25):
        ref = scene.report()
        with pytest.raises(Refusal) as refused:
            scene.do("ask_exclusion", "manager", ref, reason="too_hard", words="")
        assert code_of(refused) == ["missing", "unknown_exclusion"]
        with pytest.raises(Refusal) as refused:
            scene.do("decide_exclusion", "street", ref, granted=True, words="同意")
        assert code_of(refused) == ["no_exclusion_asked"]
        scene.do("ask_exclusion", "street", ref, reason="beyond_duty", words="不归公共部门")
        with pytest.raises(Refusal) as refused:
            scene.do("decide_exclusion", "street", ref, granted=True, words="同意")
        assert code_of(refused) == ["second_person_needed"]
        with pytest.raises(Refusal) as refused:
            scene.do("ask_exclusion", "manager", ref, reason="in_court", words="再申请")
        assert code_of(refused) == ["excluded_already"]
        scene.do("decide_exclusion", "centre", ref, granted=False, words="应当办理")
        assert Case.objects.get(estate_id=scene.estate, pk=ref.case_id).exclusion == ""
        scene.do("ask_exclusion", "manager", ref, reason="in_court", words="已起诉")
        scene.do("decide_exclusion", "centre", ref, granted=True, words="属实")
        found = figures.counts("1/", clock.today(), clock.today(), 4)
    assert (found.tickets, found.excluded) == (0, 1)


def test_who_said_nothing_is_called_back_and_answers_count(scene: Scene, at: Any) -> None:
    with at(25):
        refs = [scene.closed() for _ in range(12)]
        today = clock.today()
        drawn = queries.call_backs("1/", today, today)
        again = queries.call_backs("1/", today, today)
        assert drawn == again
        assert drawn.share == "0.10"
        ref = refs[0]
        with pytest.raises(Refusal) as refused:
            scene.do("call_back", "officer", ref, channel="pigeon", result="perhaps", words="")
        assert code_of(refused) == ["missing", "unknown_call", "unknown_call"]
        with pytest.raises(Refusal) as refused:
            scene.do("call_back", "officer", ref, channel="phone", result="solved", words="好了")
        assert code_of(refused) == ["satisfaction_out_of_range"]
        with pytest.raises(Refusal) as refused:
            scene.do("call_back", "manager", ref, channel="phone", result="solved", satisfaction=5, words="好了")
        assert code_of(refused) == ["not_permitted"]  # never the unit that did the work
        scene.do("call_back", "hotline", ref, channel="sms", result="unreached", words="没有回")
        scene.do("call_back", "hotline", ref, channel="phone", result="accepted", satisfaction=3, words="理解")
        row = Case.objects.get(estate_id=scene.estate, pk=ref.case_id)
        assert (row.state, row.solved, row.satisfaction) == ("closed", False, 3)
        with pytest.raises(Refusal) as refused:
            scene.do("call_back", "hotline", ref, channel="phone", result="solved", satisfaction=5, words="好了")
        assert code_of(refused) == ["said_already"]
        redo = scene.do("call_back", "hotline", refs[1], channel="phone", result="redo", words="没修好")
    assert redo.state == "new"
    assert CaseEvent.objects.filter(estate_id=scene.estate, verb="call_back").count() == 3


def test_thresholds_and_other_denominators_are_policy(scene: Scene) -> None:
    rule = RatesRule(
        {"response": Fraction(1, 2), "solved": Fraction(1, 4), "satisfied": Fraction(1, 4)}, 4, {}, "v",
        {"response": ("responded", "tickets"), "solved": ("solved", "said"), "satisfied": ("satisfied", "rated")},
        {"response": ((Fraction(0), Fraction(0)), (Fraction(9, 10), None))},
    )  # fmt: skip
    counts = rates.Counts(100, 80, 30, 20, 5, 60, 40)
    three = rates.three_rates(counts, rule)
    assert [(r.numerator, r.denominator) for r in three] == [(80, 100), (30, 60), (20, 40)]
    assert rates.score(three, rule) == 25  # 80 % on time scores nothing (HOT-013)
    better = rates.three_rates(rates.Counts(100, 90, 30, 20, 5, 60, 40), rule)
    assert rates.score(better, rule) == 70


def test_repeats_and_returns_by_place_and_company(scene: Scene, at: Any) -> None:
    with at(1):
        scene.report()
    with at(25):
        ref = scene.closed()
        scene.do("reopen", "owner", ref, words="没修好")
        today = clock.today()
        found = figures.came_again("1/", today.replace(day=1), today, 30)
    assert [(f.place, f.company) for f in found] == [("山水文园", "山水物业")]
    assert [(f.matters, f.repeats, f.reopened) for f in found] == [(2, 1, 1)]


def test_pages_of_figures(scene: Scene, at: Any) -> None:
    with at(25):
        scene.closed()
        today = clock.today()
        actions.take_rates(SYSTEM, estate_id=scene.neighbourhood, first_day=today.replace(day=1), last_day=today)
        sheet = RateSheet.objects.get(estate_id=scene.neighbourhood)
        browser = Client()
        browser.force_login(scene.accounts["officer"])
        page = browser.get("/cases/rates/").content.decode()
        assert "不计入的比例" in page
        assert f"/cases/rates/{scene.neighbourhood}/{sheet.pk}/" in page
        page = browser.get(f"/cases/rates/{scene.neighbourhood}/{sheet.pk}/").content.decode()
        assert "下载重算材料" in page
        packed = browser.get(f"/cases/rates/{scene.neighbourhood}/{sheet.pk}/export.zip")
        assert packed["Content-Type"] == "application/zip"
        assert browser.get("/cases/call-backs/").status_code == 200
        assert browser.get(f"/cases/rates/{scene.city}/{sheet.pk}/").status_code == 403
