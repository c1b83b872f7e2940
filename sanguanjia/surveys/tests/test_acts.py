"""The acts of surveys, each with its refusals, and the pages a household and an office see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from sanguanjia.access.models import Mandate
from sanguanjia.access.queries import actor_of
from sanguanjia.cases.tests import scene as scenes
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.policy import queries as policy
from sanguanjia.registry.models import Unit
from sanguanjia.surveys import actions, jobs, queries
from sanguanjia.surveys.models import Answer, Survey
from tests.support.guard import preparing

pytestmark = pytest.mark.django_db
CODES = ("security", "cleaning", "repairs", "greenery", "facilities", "overall")
HOUSEHOLDS = 61


def morning(day: str) -> Any:
    return clock.turned_to(dt.datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=clock.SHANGHAI))


@pytest.fixture
def scene(db: None) -> Iterator[scenes.Scene]:
    """The small city with sixty more dwellings and a parking space; the worker lives in one of them."""
    policy.forget()
    with morning("2024-03-01"):
        city = scenes.make()
        with preparing():
            Unit.objects.bulk_create(
                Unit(
                    estate_id=city.estate, building_id=city.building, room=str(n), code=f"3-1-{n}",
                    use="parking" if n == 0 else "dwelling", valid_from=dt.date(2019, 1, 1),
                )
                for n in range(HOUSEHOLDS)
            )  # fmt: skip
            unit = Unit.objects.get(estate_id=city.estate, code="3-1-60")
            Mandate.objects.create(
                account=city.accounts["worker"], role="owner", home_id=city.estate, unit_id=unit.pk,
                unit_estate_id=city.estate, valid=scenes.ALWAYS, document="测试", granted_at="2024-01-01T00:00Z",
            )  # fmt: skip
        city.people["worker"] = actor_of(city.accounts["worker"])
        yield city
    policy.forget()


def opened(scene: scenes.Scene, **wishes: Any) -> Any:
    given = {
        "estate_id": scene.estate, "year": 2024, "opens_on": dt.date(2024, 3, 1), "closes_on": dt.date(2024, 3, 20),
    }  # fmt: skip
    return actions.open_survey(scene.people["officer"], **(given | wishes))


def says(scene: scenes.Scene, ref: Any, who: str = "owner", **wishes: Any) -> Any:
    given = {
        "estate_id": scene.estate, "survey_id": ref.survey_id, "unit_id": scene.unit,
        "scores": dict.fromkeys(CODES, 4),
    }  # fmt: skip
    return actions.answer(scene.people[who], **(given | wishes))


def sheet(scene: scenes.Scene, ref: Any, rows: list[tuple[int, dict[str, str]]]) -> Any:
    return actions.take_in(
        scene.people["officer"], estate_id=scene.estate, survey_id=ref.survey_id, rows=tuple(rows)
    )  # fmt: skip


def enters(scene: scenes.Scene, ref: Any, who: str = "grid_worker", **wishes: Any) -> Any:
    given = {
        "estate_id": scene.estate, "survey_id": ref.survey_id, "door": "3-1-1", "channel": "phone",
        "scores": {"overall": 4, "repairs": 2},
    }  # fmt: skip
    return actions.enter(scene.people[who], **(given | wishes))


def codes(caught: pytest.ExceptionInfo[Refusal]) -> set[str]:
    return {reason.code for reason in caught.value.reasons}


def test_a_survey_from_open_to_figure(scene: scenes.Scene) -> None:
    ref = opened(scene)
    survey = Survey.objects.get(estate_id=scene.estate, pk=ref.survey_id)
    assert (survey.households, survey.company_name, [code for code, _ in survey.questions]) == (
        61,
        "山水物业",
        list(CODES),
    )
    says(scene, ref)
    rows = [(n + 1, {"房号": f"3-1-{n}", "保安": "满意", "总体": "满意" if n <= 30 else "一般"}) for n in range(1, 41)]
    taken = sheet(scene, ref, rows)
    assert (taken.taken, taken.bad) == (40, ())
    with morning("2024-03-21"):
        assert jobs.close_all() == 1
        assert jobs.close_all() == 0
    year = queries.series(scene.estate)[0]
    overall = year.overall
    assert overall is not None
    assert (overall.counted.answers, overall.counted.rated, overall.counted.satisfied) == (41, 41, 31)
    assert overall.shown is not None
    assert overall.shown.rate == 756
    repairs = next(line for line in year.lines if line.code == "repairs")
    assert (repairs.counted.rated, repairs.shown) == (1, None)
    company = queries.company_series(scene.company)
    assert company[0].overall is not None
    assert company[0].overall.counted == overall.counted


def test_one_answer_per_household_whatever_the_door(scene: scenes.Scene) -> None:
    ref = opened(scene)
    says(scene, ref)
    with pytest.raises(Refusal) as caught:
        says(scene, ref)
    assert codes(caught) == {"household_answered"}
    taken = sheet(scene, ref, [(2, {"房号": "3-1-501", "总体": "满意"})])
    assert (taken.taken, taken.bad[0].code) == (0, "door_answered")
    with pytest.raises(IntegrityError), transaction.atomic(), preparing():
        Answer.objects.create(
            estate_id=scene.estate, survey_id=ref.survey_id, unit_id=scene.unit, channel="web", scores={},
            at=clock.now(),
        )  # fmt: skip


def test_who_may_not_answer_and_what_not(scene: scenes.Scene) -> None:
    ref = opened(scene)
    home = Unit.objects.get(estate_id=scene.estate, code="3-1-60").pk
    for wishes, code in (
        ({"who": "worker", "unit_id": home}, "staff_excluded"),
        ({"who": "stranger"}, "not_your_household"),
        ({"who": "manager"}, "not_your_household"),
        ({"scores": {}}, "nothing_said"),
        ({"scores": {"overall": 6}}, "score_unknown"),
        ({"scores": {"weather": 5}}, "score_unknown"),
    ):
        with pytest.raises(Refusal) as caught:
            says(scene, ref, **wishes)
        assert codes(caught) == {code}
    assert sheet(scene, ref, [(2, {"房号": "3-1-60", "总体": "满意"})]).bad[0].code == "door_of_staff"
    with morning("2024-03-21"), pytest.raises(Refusal) as caught:
        says(scene, ref)
    assert codes(caught) == {"survey_not_open"}


def test_one_household_is_typed_in_as_it_was_said(scene: scenes.Scene) -> None:
    ref = opened(scene)
    enters(scene, ref)
    row = Answer.objects.get(estate_id=scene.estate, survey_id=ref.survey_id)
    assert (row.channel, row.entered_by_account_id) == ("phone", scene.accounts["grid_worker"].pk)
    with pytest.raises(Refusal) as caught:
        enters(scene, ref, who="officer", channel="paper")
    assert codes(caught) == {"door_answered"}
    for wishes, wrong in (
        ({"door": ""}, {"no_door"}),
        ({"door": "9-9-999"}, {"door_unknown"}),
        ({"door": "3-1-0"}, {"door_unknown"}),  # a parking space is no household
        ({"door": "3-1-60", "scores": {}}, {"door_of_staff", "nothing_said"}),
        ({"channel": "web", "scores": {"overall": 9}}, {"way_of_answer", "score_unknown"}),
        ({"who": "manager"}, {"not_permitted"}),
        ({"who": "worker"}, {"not_permitted"}),
        ({"who": "owner"}, {"not_permitted"}),
        ({"survey_id": 1}, {"not_found"}),
    ):
        with pytest.raises(Refusal) as caught:
            enters(scene, ref, **({"door": "3-1-2"} | wishes))
        assert codes(caught) == wrong, wishes
    with preparing():
        Mandate.objects.create(
            account=scene.accounts["grid_worker"], role="company_worker", home_id=scene.estate,
            organisation_id=scene.company, valid=scenes.ALWAYS, document="测试", granted_at="2024-01-01T00:00Z",
        )  # fmt: skip
    scene.people["grid_worker"] = actor_of(scene.accounts["grid_worker"])
    with pytest.raises(Refusal) as caught:
        enters(scene, ref, door="3-1-2")
    assert codes(caught) == {"typist_of_company"}
    with morning("2024-03-21"), pytest.raises(Refusal) as caught:
        enters(scene, ref, who="officer", door="3-1-2")
    assert codes(caught) == {"survey_not_open"}
    for channel, typist in (("web", 1), ("phone", None), ("air", 1)):
        with pytest.raises(IntegrityError), transaction.atomic(), preparing():
            Answer.objects.create(
                estate_id=scene.estate, survey_id=ref.survey_id, unit_id=scene.unit, channel=channel, scores={},
                at=clock.now(), entered_by_account_id=typist,
            )  # fmt: skip


def test_the_page_for_one_household_after_another(scene: scenes.Scene) -> None:
    ref = opened(scene)
    desk = Client()
    desk.force_login(scene.accounts["grid_worker"])
    there = reverse("surveys:survey", args=[scene.estate, ref.survey_id])
    here = reverse("surveys:enter", args=[scene.estate, ref.survey_id])
    assert there in desk.get(reverse("surveys:office")).content.decode()
    page = desk.get(there).content.decode()
    assert here in page
    assert reverse("surveys:sheet", args=[scene.estate, ref.survey_id]) not in page
    refused = desk.post(here, {"door": "3-1-8", "channel": "paper"})
    assert (refused.status_code, "一项也没有选" in refused.content.decode()) == (422, True)
    done = desk.post(here, {"door": " 3-1-8 ", "channel": "paper", "overall": "4", "repairs": "2"})
    assert done.status_code == 302
    page = desk.get(done["Location"]).content.decode()
    assert "3-1-8已录入" in page
    assert "door=3-1-9&amp;channel=paper" in page, "the next household, and the way as it was"
    assert "已回收 1 / 61 户" in page
    page = desk.get(there).content.decode()
    assert scene.accounts["grid_worker"].name in page
    assert "纸面" in page


def test_what_cannot_be_opened_or_closed(scene: scenes.Scene) -> None:
    ref = opened(scene)
    for wishes, code in (
        ({}, "survey_twice"),
        ({"wave": 2, "closes_on": dt.date(2024, 3, 3)}, "survey_window"),
        ({"wave": 2, "opens_on": dt.date(2024, 2, 1)}, "survey_window"),
        ({"year": 1999}, "survey_year"),
        ({"estate_id": scene.bare_estate}, "survey_no_households"),
    ):
        with pytest.raises(Refusal) as caught:
            opened(scene, **wishes)
        assert codes(caught) == {code}
    with pytest.raises(Refusal) as caught:
        actions.open_survey(
            scene.people["manager"], estate_id=scene.estate, year=2024, wave=3, opens_on=dt.date(2024, 3, 1),
            closes_on=dt.date(2024, 3, 20),
        )  # fmt: skip
    assert codes(caught) == {"not_permitted"}
    with pytest.raises(Refusal) as caught:
        actions.close(scene.people["officer"], estate_id=scene.estate, survey_id=ref.survey_id)
    assert codes(caught) == {"survey_still_open"}
    with morning("2024-03-21"):
        actions.close(scene.people["officer"], estate_id=scene.estate, survey_id=ref.survey_id)
        with pytest.raises(Refusal) as caught:
            actions.close(SYSTEM, estate_id=scene.estate, survey_id=ref.survey_id)
    assert codes(caught) == {"wrong_phase"}
    for rows, code in (([], "survey_sheet_unfit"), ([(1, {})] * 2000, "survey_sheet_long")):
        other = opened(scene, wave=2 if not rows else 3)
        with pytest.raises(Refusal) as caught:
            sheet(scene, other, rows)
        assert codes(caught) == {code}


def test_figures_from_before_the_platform(scene: scenes.Scene) -> None:
    given = {
        "estate_id": scene.city, "households": 200_000, "answers": 1000, "source": "市住建局年度调查"
    }  # fmt: skip
    officer = scene.people["city_officer"]
    actions.record_earlier(officer, **given, year=2020, satisfied={"overall": 637})
    actions.record_earlier(officer, **given, year=2023, satisfied={"overall": 959, "security": 900})
    series = queries.series(scene.city)
    assert [year.overall.shown.rate for year in series if year.overall and year.overall.shown] == [637, 959]
    for wishes, code in (
        ({"satisfied": {"overall": 1001}}, "figures_unfit"),
        ({"satisfied": {"security": 10}}, "figures_unfit"),
        ({"satisfied": {"overall": 10}, "answers": 300_000}, "figures_unfit"),
        ({"satisfied": {"overall": 10}, "source": " "}, "source_missing"),
        ({"satisfied": {"overall": 10}, "year": 2020}, "survey_twice"),
        ({"satisfied": {"overall": 10}, "year": 2025}, "survey_year"),
    ):
        with pytest.raises(Refusal) as caught:
            actions.record_earlier(officer, **(given | {"year": 2022} | wishes))
        assert codes(caught) == {code}
    page = Client().get(reverse("surveys:place", args=[scene.city])).content.decode()
    assert "<polyline" in page
    assert "95.9 %（±1.5 个百分点）" in page
    sheet = Client().get(reverse("surveys:place-excel", args=[scene.city]))
    assert sheet.status_code == 200


def test_the_phone_page_and_the_desk(scene: scenes.Scene) -> None:
    ref = opened(scene)
    client, desk = Client(), Client()
    client.force_login(scene.accounts["owner"])
    desk.force_login(scene.accounts["officer"])
    here = reverse("surveys:answer", args=[scene.estate, ref.survey_id, scene.unit])
    assert here in client.get(reverse("surveys:index")).content.decode()
    assert client.post(here, {}).status_code == 422
    assert client.post(here, {"security": "5", "overall": "3"}).status_code == 302
    assert Answer.objects.get(estate_id=scene.estate, unit_id=scene.unit).scores == {"security": 5, "overall": 3}
    assert "已经回答过了" in client.get(here).content.decode()
    there = reverse("surveys:survey", args=[scene.estate, ref.survey_id])
    page = desk.get(there).content.decode()
    assert "不显示满意率" in page
    assert "5.0 %" not in page
    blank = desk.get(reverse("surveys:blank", args=[scene.estate, ref.survey_id]))
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(blank.content))
    doors = [row[0].value for row in book.active.iter_rows(min_row=2)]
    assert "3-1-501" not in doors
    assert "3-1-0" not in doors
    book.active.cell(row=2, column=7, value="满意")
    book.active.cell(row=3, column=7, value="好")
    filled = BytesIO()
    book.save(filled)
    filled.seek(0)
    filled.name = "回访.xlsx"
    answer = desk.post(reverse("surveys:sheet", args=[scene.estate, ref.survey_id]), {"file": filled}).content.decode()
    assert "不认识的选项" in answer
    assert "一项也没有填" in answer
    assert desk.get(reverse("surveys:office")).status_code == 200
    made = desk.post(
        reverse("surveys:open", args=[scene.estate]),
        {"year": "2024", "wave": "2", "opens_on": "2024-03-02", "closes_on": "2024-03-30"},
    )
    assert made.status_code == 302
