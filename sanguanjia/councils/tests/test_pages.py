"""The story from a matter that departments did not settle to its close, on the pages people use; calendars; privacy."""

from __future__ import annotations

import datetime as dt
import os
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar
from PIL import Image

from sanguanjia.cases.models import Case
from sanguanjia.councils import actions, jobs, queries
from sanguanjia.councils.models import Event, Meeting, Proposal, Task
from sanguanjia.councils.store import album
from sanguanjia.kernel import clock
from sanguanjia.kernel.outgoing import Channel, Outgoing
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.notices.actions import set_preferences
from sanguanjia.notices.sending import send_due
from sanguanjia.notices.spreading import spread_due

from .conftest import Scene
from .test_rules import unfolded, value

pytestmark = pytest.mark.django_db


def browser(scene: Scene, who: str) -> Client:
    client = Client()
    client.force_login(scene.city.accounts[who])
    return client


def picture(shade: int = 90) -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), (shade, shade, shade)).save(file, "PNG")
    return file.getvalue()


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", picture(), "image/jpeg")


def text(response: Any) -> str:
    assert response.status_code == 200, response.content.decode()[:400]
    return str(response.content.decode())


def seen_whole(response: Any) -> bytes:
    """The bytes of a picture; read to its end, so that its file is closed."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_the_story_from_late_departments_to_a_closed_matter(scene: Scene, at: Any) -> None:
    ref, _tasks = scene.blown("M01")  # 城管 leads; 资源规划 supports and has no desk yet

    def as_(who: str) -> Client:
        """A session of this day: one of staff does not last for weeks."""
        return browser(scene, who)

    with at(20, month=5):
        from sanguanjia.whistle import jobs as whistle_jobs

        for _ in range(4):
            whistle_jobs.tend_due()
    with at(24, month=5):
        whistle_jobs.tend_due()
        assert jobs.propose_due() == 1
        proposal = Proposal.objects.get(estate_id=scene.city.district)
        assert "山水文园" in text(as_("centre").get("/councils/proposals/"))
        made = as_("centre").post("/councils/new/", {
            "home": str(scene.city.district), "kind": "conference", "title": "山水文园违法搭建", "day": "2024-05-30",
            "from": "09:00", "to": "11:00", "place_words": "区政府三楼",
        })  # fmt: skip
        here = made["Location"]
        as_("centre").post(f"{here}table_item/", {"proposal_id": str(proposal.pk), "lead": "chengguan"})
        as_("centre").post(f"{here}invite/", {"seats": ["chengguan", "xiaofang", f"committee:{scene.city.estate}"]})
        assert as_("centre").post(f"{here}call/", {"version": "3"}).status_code == 302
    row = Meeting.objects.get(estate_id=scene.city.district)
    seats, item = scene.seats(row), scene.item(row)
    assert here in text(as_("chengguan").get("/councils/"))
    as_("chengguan").post(f"{here}answer/", {"seat": str(seats["chengguan"].pk), "answer": "comes"})
    with at(30, 9, month=5):
        as_("centre").post(f"{here}open/", {})
        for name in ("chengguan", "committee"):
            as_("centre").post(f"{here}attend/", {"seat": str(seats[name].pk), "direction": "in", "at": "09:00"})
        assert "可以作决定" in text(as_("centre").get(here))
        words = {"words": "城管执法十五个工作日内拆除", "public_words": "三栋楼顶的阳光房限期拆除。"}
        as_("centre").post(f"{here}decide/", {"item": str(item.pk), **words})
        wishes = {"item": str(item.pk), "seat": str(seats["chengguan"].pk), "words": "拆除三栋楼顶阳光房"}
        bad = as_("centre").post(f"{here}assign/", {**wishes, "due_on": "2024-05-01"})
        assert bad.status_code == 422
        assert "期限已经过去" in bad.content.decode()
        as_("centre").post(f"{here}assign/", {**wishes, "amount": "15", "unit": "workday"})
        as_("centre").post(f"{here}adjourn/", {})
        assert "拆除三栋楼顶阳光房" in text(as_("centre").get(f"{here}minutes/"))
        assert as_("committee").get(f"{here}minutes/").status_code == 404  # a draft is the host's
        as_("centre").post(f"{here}sign/", {})
    assert "SHA-256" in text(as_("committee").get(f"{here}minutes/"))
    task = Task.objects.get(estate_id=row.estate_id)
    there = f"/councils/{row.estate_id}/task/{task.pk}/"
    assert there in text(as_("chengguan").get("/councils/tasks/"))
    assert "/councils/tasks/?view=mine" in text(as_("chengguan").get("/desk/"))
    seen = text(as_("owner").get("/councils/decisions/"))
    assert "三栋楼顶的阳光房限期拆除。" in seen
    assert "十五个工作日" not in seen
    panel = text(as_("owner").get(f"/cases/{ref.estate_id}/{ref.case_id}/"))
    assert "三栋楼顶的阳光房限期拆除。" in panel
    assert there not in panel
    assert there in text(as_("officer").get(f"/cases/{ref.estate_id}/{ref.case_id}/"))
    with at(17, 10, month=6):
        done = as_("chengguan").post(f"{there}report_done/", {"words": "已拆除", "photos": photo()})
        assert done.status_code == 302
        assert "?view=look" in text(as_("committee").get("/desk/"))
        sha = Event.objects.get(estate_id=row.estate_id, task_id=task.pk, verb="report_done").photos[0]
        assert seen_whole(as_("committee").get(f"{there}photo/{sha}/"))
        assert as_("committee").post(f"{there}accept/", {}).status_code == 302
        assert as_("centre").post(f"{here}close/", {}).status_code == 302
    part = scene.tasks(ref)["chengguan"]
    with at(18, 9, month=6):
        scene.done("chengguan", part)
        scene.do("accept", "committee", part, mark=4)
    with at(18, 10, month=6):
        actions_of_whistle_release(scene, ref)
        scene.city.do("confirm", "owner", ref, solved=True, satisfaction=5)
    assert Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id).state == "closed"
    assert scene.meeting(row).state == "closed"


def actions_of_whistle_release(scene: Scene, ref: Any) -> None:
    """资源规划 gets its desk at last, and does its part."""
    from sanguanjia.whistle import actions as whistle
    from sanguanjia.whistle import jobs as whistle_jobs

    whistle.name_desk(
        scene.city.centre, estate_id=scene.city.district, department="ziranziyuan",
        organisation_id=scene.organisations["other_chengguan"],
    )  # fmt: skip
    whistle_jobs.tend_due()
    part = scene.tasks(ref)["ziranziyuan"]
    scene.done("other_chengguan", part)
    scene.do("accept", "committee", part, mark=4)


def test_the_calendar_is_downloaded_updated_and_cancelled(scene: Scene) -> None:
    row = scene.called()
    client, address = browser(scene, "chengguan"), f"/councils/{row.estate_id}/{row.pk}/invitation.ics"
    first = client.get(address)
    assert first["Content-Type"].startswith("text/calendar; method=REQUEST")
    (event,) = Calendar.from_ical(first.content).walk("VEVENT")
    assert (str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt) == (row.uid, 0, row.starts_at)
    start = row.starts_at + dt.timedelta(days=2)
    wishes = {"starts_at": start, "ends_at": start + dt.timedelta(hours=1), "place_words": "五楼"}
    scene.do("reschedule", "centre", row, **wishes)
    (event,) = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert (str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt) == (row.uid, 1, start)
    scene.do("cancel", "centre", row, words="冲突")
    off = unfolded(client.get(address).content)
    assert (value(off, "METHOD"), value(off, "SEQUENCE"), value(off, "UID")) == ("CANCEL", "2", row.uid)
    assert browser(scene, "other_chengguan").get(address).status_code == 404


def test_an_invitation_by_mail_carries_the_calendar_for_its_own_receiver(scene: Scene) -> None:
    for who in ("chengguan", "xiaofang"):
        set_preferences(
            scene.city.people[who], estate_id=1, channels={"work": ("email",)}, quiet_from="", quiet_to="",
            email=f"{who}@example.org",
        )  # fmt: skip
    row = scene.called()
    scene.do("uninvite", "centre", row, seat=scene.seats(row)["xiaofang"].pk)
    sent: list[Outgoing] = []

    class Box:
        name, honours_keys = "box", True

        def send(self, outgoing: Outgoing) -> Any:
            from sanguanjia.kernel.outgoing import Receipt

            sent.append(outgoing)
            return Receipt("1", clock.now())

    spread_due()
    send_due(lambda _channel: Box())
    with cross_estate():
        assert row.sequence == 0
    mails = {
        (o.address, o.attachments[0].type.split("=")[1].split(";")[0]): o for o in sent if o.channel is Channel.EMAIL
    }
    assert set(mails) == {
        ("chengguan@example.org", "REQUEST"), ("xiaofang@example.org", "CANCEL"),
    }  # fmt: skip
    lines = unfolded(mails["chengguan@example.org", "REQUEST"].attachments[0].content)
    attendees = [line for line in lines if line.startswith("ATTENDEE")]
    assert sum("mailto:chengguan@example.org" in line for line in attendees) == 1
    assert not any("xiaofang@" in line for line in attendees)


def test_the_page_offers_what_one_may_and_hides_what_one_may_not(scene: Scene) -> None:
    row = scene.opened("visit")
    seats = scene.seats(row)
    here = f"/councils/{row.estate_id}/{row.pk}/"
    for who in ("centre", "chengguan", "manager"):
        assert "有没有规划许可" in text(browser(scene, who).get(here))
    assert browser(scene, "owner").get(here).status_code == 404
    assert browser(scene, "chengguan").post(f"{here}nothing/", {}).status_code == 404
    finding = {
        "seat": str(seats["chengguan"].pk),
        "check": "B2",
        "result": "fault",
        "place_words": "3栋",
        "words": "在施工",
    }
    refused = browser(scene, "chengguan").post(f"{here}find/", finding)
    assert refused.status_code == 422
    assert "请附上现场照片" in refused.content.decode()
    assert browser(scene, "chengguan").post(f"{here}find/", {**finding, "photos": photo()}).status_code == 302
    view = queries.meeting_for(scene.city.people["chengguan"], row.estate_id, row.pk)
    address = f"{here}photo/{view.findings[0].photos[0]}/"
    assert seen_whole(browser(scene, "manager").get(address))
    assert browser(scene, "owner").get(address).status_code == 404
    assert browser(scene, "centre").get(f"{here}minutes/").status_code == 200


def test_forms_say_what_is_wrong_and_keep_what_was_typed(scene: Scene) -> None:
    ref = scene.matter()
    manager, centre = browser(scene, "manager"), browser(scene, "centre")
    address = f"/councils/{ref.estate_id}/case/{ref.case_id}/"
    assert address in text(manager.get(f"/cases/{ref.estate_id}/{ref.case_id}/"))
    assert "泰山路街道" in text(manager.get(address))
    bad = manager.post(address, {"office": str(scene.city.district), "trigger": "", "words": "部门推诿"})
    assert (bad.status_code, "部门推诿" in bad.content.decode()) == (422, True)
    good = {"office": str(scene.city.district), "trigger": "duty", "words": "部门推诿"}
    assert manager.post(address, good).status_code == 302
    proposal = Proposal.objects.get(estate_id=scene.city.district)
    assert "部门推诿" in text(centre.get("/councils/proposals/"))
    gone = f"/councils/{scene.city.district}/proposal/{proposal.pk}/decline/"
    assert centre.post(gone, {"words": "街道先协调"}).status_code == 302
    bad = centre.post("/councils/new/", {"home": str(scene.city.district), "kind": "visit", "title": "检查"})
    assert (bad.status_code, 'value="检查"' in bad.content.decode()) == (422, True)
    council = scene.called("council", who="secretary")
    assert "车位改造" in text(browser(scene, "delegate").get(f"/councils/{council.estate_id}/{council.pk}/"))
    assert text(browser(scene, "expert").get("/councils/"))
    actions.cancel(scene.city.people["secretary"], **scene.key(council), words="改期")
    assert "/councils/10/" in text(browser(scene, "secretary").get("/councils/?view=past"))


def test_pictures_of_refused_forms_go_after_a_day_and_those_in_use_stay(scene: Scene) -> None:
    task = scene.task(scene.decided())
    kept, loose = (album.take_in(task.estate_id, [BytesIO(picture(shade))])[0] for shade in (10, 200))
    scene.do("report_done", "chengguan", task, words="已拆", photos=(kept,))
    assert jobs.sweep_unused_photos() == 0
    long_ago = clock.now().timestamp() - 2 * 86_400
    for one in (kept, loose):
        os.utime(album.path_of(task.estate_id, one.sha256), (long_ago, long_ago))
    assert (jobs.sweep_unused_photos(), jobs.sweep_unused_photos()) == (1, 0)
    assert [album.path_of(task.estate_id, one.sha256).exists() for one in (kept, loose)] == [True, False]
