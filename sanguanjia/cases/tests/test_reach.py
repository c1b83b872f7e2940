"""The list in SQL and the sentence in Python agree on who sees what, for every role and every kind of matter."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from sanguanjia.cases import queries
from sanguanjia.cases.permissions import CaseThing, is_holder, may_see
from sanguanjia.cases.queries import Filters
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal

from .scene import PHOTO, Scene
from .test_pages import client

pytestmark = pytest.mark.django_db

WORKING = (
    "head",
    "grid_worker",
    "manager",
    "worker",
    "other_manager",
    "officer",
    "far_officer",
    "street",
    "centre",
    "city_officer",
    "hotline",
)


@pytest.fixture
def matters(scene: Scene) -> list[CaseRef]:
    """One of every kind that is seen differently."""
    taken = scene.report(text="水管漏水很久了", need="N04")
    scene.do("take_order", "manager", taken)
    handed_up = scene.report(need="N20", text="门禁坏了")
    scene.do("escalate", "manager", handed_up, words="需社区协调")
    return [
        scene.report(),
        taken,
        handed_up,
        scene.report(confidentiality="matter", need="N28", text="物业多收费"),
        scene.report(confidentiality="contact", need="N17", building_id=None, text="没人打扫"),
        scene.report(need="N13", text="楼道堆物"),
        scene.report("neighbour", need="N23", text="遛狗不牵绳", building_id=None),
        scene.report("bare_owner", estate_id=scene.bare_estate, text="路灯不亮"),
        scene.report("stranger", estate_id=scene.far_estate, text="电梯不动", need="N02"),
        scene.closed(text="又一盏灯"),
    ]


def seen_of(ref: CaseRef) -> CaseThing:
    return queries.thing(ref.estate_id, ref.case_id)[-1]


@pytest.mark.parametrize("who", WORKING)
def test_the_list_shows_exactly_what_may_be_seen(scene: Scene, matters: list[CaseRef], who: str) -> None:
    actor = scene.people[who]
    listed = {line.id for line in queries.work_list(actor, Filters(), 50).lines}
    assert listed == {ref.case_id for ref in matters if may_see(actor, seen_of(ref))}


@pytest.mark.parametrize("who", [w for w in WORKING if w not in ("worker", "hotline")])
def test_to_do_is_exactly_what_one_holds_and_can_move(scene: Scene, matters: list[CaseRef], who: str) -> None:
    actor = scene.people[who]
    listed = {line.id for line in queries.work_list(actor, Filters(view="todo"), 50).lines}
    mine = {
        ref.case_id
        for ref in matters
        if is_holder(actor, seen_of(ref))
        and seen_of(ref).facts.state not in ("done", "waiting", "arbitration", "closed")
    }
    assert listed == mine
    assert queries.counts(actor)["todo"] == len(mine)


@pytest.mark.parametrize("who", ["owner", "neighbour", "bare_owner", "stranger"])
def test_residents_list_their_own(scene: Scene, matters: list[CaseRef], who: str) -> None:
    actor = scene.people[who]
    listed = {line.id for line in queries.work_list(actor, Filters(view="mine"), 50).lines}
    assert listed == {r.case_id for r in matters if seen_of(r).reporter_account_id == actor.account_id}
    assert queries.work_list(actor, Filters()).lines == ()


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"words": "门禁"}, 1),
        ({"words": "楼道灯不亮"}, 1),
        ({"words": "100%"}, 0),
        ({"words": "2"}, 1),  # the number
        ({"state": "taken"}, 1),
        ({"level": "neighbourhood"}, 2),
        ({"need": "N13"}, 1),
        ({"view": "confirm"}, 1),
        ({"view": "ended"}, 0),
        ({"view": "late"}, 0),
        ({"first_day": date(2024, 4, 26)}, 0),
        ({"last_day": date(2024, 4, 25), "first_day": date(2024, 4, 25)}, 8),
    ],
)
def test_filters(scene: Scene, matters: list[CaseRef], filters: dict[str, Any], count: int) -> None:
    found = queries.work_list(scene.officer, Filters(estate_id=scene.estate, **filters), 50)
    assert len(found.lines) == count


def test_a_tracking_code_and_a_room_are_found(scene: Scene, matters: list[CaseRef]) -> None:
    first = queries.work_list(scene.officer, Filters(words=matters[0].tracking_code.lower()))
    assert [line.id for line in first.lines] == [matters[0].case_id]
    at_home = scene.report(unit_id=scene.unit, confidentiality="contact")
    by_room = queries.work_list(scene.officer, Filters(words="3-1-501"))
    assert [line.id for line in by_room.lines] == [at_home.case_id]
    assert queries.work_list(scene.manager, Filters(words="3-1-501")).lines == ()  # the room would give them away


@pytest.mark.parametrize("who", ["centre", "officer", "manager"])
def test_words_are_found_in_the_text_and_in_the_names_of_the_place(
    scene: Scene, matters: list[CaseRef], who: str
) -> None:
    """A district's list too: the estate by its name, with the building, the room and words of the text beside it."""
    at_home = scene.report(unit_id=scene.unit, building_id=scene.building, text="厨房漏水")

    def found(words: str) -> set[int]:
        lines = queries.work_list(getattr(scene, who), Filters(words=words), 50).lines
        assert len({line.id for line in lines}) == len(lines), "a matter found twice is shown once"
        return {line.id for line in lines}

    name = Home.objects.get(pk=scene.estate).name
    everything = {line.id for line in queries.work_list(getattr(scene, who), Filters(), 50).lines}
    here = {line.id for line in queries.work_list(getattr(scene, who), Filters(estate_id=scene.estate), 50).lines}
    assert found("厨房漏水") == {at_home.case_id}
    assert found(name) == here
    assert at_home.case_id in found(f"{name} 3栋")
    assert found(f"{name} 3-1-501 漏水") == {at_home.case_id}
    assert found(f"{name} 没有这句话") == set()
    assert found("没有这个小区 漏水") == set()
    assert found("%") == found("_") == set()  # wildcards are words like others
    assert found(name) <= everything


@pytest.mark.parametrize("view", ["all", "todo"])
@pytest.mark.parametrize("who", ["manager", "centre", "officer"])
def test_paging_by_key_loses_and_repeats_nothing(scene: Scene, who: str, view: str, at: Any) -> None:
    for minute in range(7):
        with at(25, 10, minute):
            ref = scene.report(text=f"第{minute}盏灯")
            if who == "officer":
                scene.do("escalate", "manager", ref, words="协调")
    whole = [line.id for line in queries.work_list(scene.people[who], Filters(view=view), 50).lines]
    found, after = [], ""
    for _ in range(10):
        page = queries.work_list(scene.people[who], Filters(view=view, after=after), 2)
        found += [line.id for line in page.lines]
        after = page.next_after
        if not after:
            break
    assert found == whole


@pytest.mark.parametrize("after", ["x", "1", "1.x", "99999999999999999999.1", "-1.1"])
def test_a_forged_key_is_refused(scene: Scene, after: str) -> None:
    with pytest.raises(Refusal):
        queries.work_list(scene.manager, Filters(after=after))


def test_the_excel_holds_what_the_screen_shows(scene: Scene, matters: list[CaseRef]) -> None:
    answer = client(scene, "manager").get("/cases/list.xlsx?view=all&q=水管")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("编号", "查询码", "小区")
    assert [row[7] for row in rows[1:]] == ["水管漏水很久了"]


def test_pages_of_every_role_open(scene: Scene, matters: list[CaseRef]) -> None:
    for who in WORKING:
        caller = client(scene, who)
        assert caller.get("/cases/list/?view=all").status_code == 200
        for ref in matters:
            seen = bool(may_see(scene.people[who], seen_of(ref)))
            answer = caller.get(f"/cases/{ref.estate_id}/{ref.case_id}/")
            assert answer.status_code == (200 if seen else 404), (who, ref)
    for who in ("officer", "street", "centre", "city_officer"):
        assert client(scene, who).get("/cases/rates/").status_code == 200
    for who in ("owner", "manager", "grid_worker"):
        assert client(scene, who).get("/cases/rates/").status_code == 403
    assert client(scene, "owner").get("/cases/list/").status_code == 403


def test_a_refused_form_comes_back_with_what_was_typed(scene: Scene) -> None:
    ref = scene.report()
    scene.do("take_order", "manager", ref)
    here = f"/cases/{ref.estate_id}/{ref.case_id}/"
    answer = client(scene, "manager").post(
        f"{here}close/", {"outcome": "solved", "words": "换了<灯泡>", "version": "2"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "办结为“已解决”需要附上照片" in page
    assert "换了&lt;灯泡&gt;" in page
    stale = client(scene, "manager").post(f"{here}start/", {"version": "1"})
    assert stale.status_code == 409
    assert "刚刚被别人更新过" in stale.content.decode()


def test_duplicates_are_shown_once_and_tell_nothing_of_others(scene: Scene) -> None:
    scene.report("neighbour", text="我是王芳，五楼灯不亮，电话13800009999")
    owner = client(scene, "owner")
    fields = {"estate": scene.estate, "text": "五楼灯不亮", "need": "N01", "building_id": scene.building}
    asked = owner.post("/cases/new/", fields)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "是不是这几件中的一件" in page
    assert "王芳" not in page
    sent = owner.post("/cases/new/", fields | {"checked": "1"})
    assert sent.status_code == 302


@pytest.fixture
def bad_files() -> Iterator[list[io.BytesIO]]:
    """Things that are not photos."""
    from PIL import Image

    gif = io.BytesIO()
    Image.new("P", (10, 10)).save(gif, "GIF")
    svg = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    cut = io.BytesIO()
    Image.new("RGB", (400, 400)).save(cut, "PNG")
    files = [io.BytesIO(gif.getvalue()), svg, io.BytesIO(cut.getvalue()[:60]), io.BytesIO(b"\xff\xd8\xff" + b"0" * 99)]
    for number, file in enumerate(files):
        file.name = f"{number}.jpg"
    return files


def test_what_is_no_photo_is_refused_and_nothing_is_stored(scene: Scene, bad_files: list[io.BytesIO]) -> None:
    owner = client(scene, "owner")
    for file in bad_files:
        fields = {"estate": scene.estate, "text": "灯不亮", "need": "N01", "photos": file}
        answer = owner.post("/cases/new/", fields)
        assert answer.status_code == 422
        assert "不是可以识别的照片" in answer.content.decode()
    assert queries.work_list(scene.officer, Filters()).lines == ()


def test_a_picture_too_large_to_decode_is_refused_by_its_header(scene: Scene) -> None:
    from PIL import Image

    from sanguanjia.cases import photos

    huge = io.BytesIO()
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    huge.seek(0)
    with pytest.raises(Refusal) as caught:
        photos.take_in(scene.estate, [huge])
    assert caught.value.reasons[0].code == "photo_too_large"
    with pytest.raises(Refusal) as caught:
        photos.take_in(scene.estate, [io.BytesIO(b"x")] * 7)
    assert caught.value.reasons[0].code == "too_many_photos"


def test_the_tracker_says_when_a_code_is_wrong(scene: Scene) -> None:
    from django.test import Client

    nobody = Client()
    assert nobody.get("/t/").status_code == 200
    assert nobody.get("/t/?code=000A-7KQ2-M9XT")["Location"] == "/t/000A7KQ2M9XT/"
    assert nobody.get("/t/000A7KQ2M9XT/").status_code == 404
    scene.report(photos=(PHOTO,))


def test_every_list_goes_to_a_sheet(scene: Scene, matters: list[CaseRef]) -> None:
    mine = load_workbook(io.BytesIO(client(scene, "owner").get("/cases/mine.xlsx").content)).active
    assert mine.max_row - 1 == sum(1 for r in matters if seen_of(r).reporter_account_id == scene.owner.account_id)
    answer = client(scene, "centre").get("/cases/rates.xlsx?from=2024-04-01&to=2024-04-30")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:4]] == ["响应率", "解决率", "满意率"]
    assert rows[1][4:6] == (2, len(matters))
