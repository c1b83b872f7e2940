"""Pages as people meet them: the board without a login, the forms, the inbox, the sheets."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sanguanjia.kernel import clock
from sanguanjia.look import words
from sanguanjia.notices import actions, queries, spreading
from sanguanjia.notices.types import PublicRef
from tests.architecture.objects import PARTS, picture
from tests.support.small_city import City

pytestmark = pytest.mark.django_db
WEEK, MONTH = dt.timedelta(days=7), dt.timedelta(days=30)


def browser(city: City, role: str, at: str = "estate") -> Client:
    client = Client()
    client.force_login(city.person(role, at))
    return client


def posted(city: City, **wishes: Any) -> PublicRef:
    given = {"kind": "fund_use", "title": "更换曳引绳", "text": "一、原因"} | wishes
    return actions.post(city.actor("committee_member"), estate_id=city.estate.pk, **given)


def test_a_passer_by_reads_the_board_the_notice_and_its_canonical_text(city: City) -> None:
    ref, nobody = posted(city), Client()
    board = nobody.get(f"/board/{ref.estate_id}/").content.decode()
    assert "更换曳引绳" in board
    assert "公示中" in board
    page = nobody.get(f"/board/{ref.estate_id}/1/").content.decode()
    four = queries.board(ref.estate_id)[0].words
    assert four in page
    assert "还有 7 天" in page
    text = nobody.get(f"/board/{ref.estate_id}/1/text.json").content
    assert hashlib.sha256(text).hexdigest() == ref.digest
    assert ref.digest in page
    sheet = nobody.get(f"/board/{ref.estate_id}/1/sheet/").content.decode()
    assert four in sheet
    assert "<svg" in sheet
    assert 'style="' not in sheet
    assert nobody.get(f"/board/{ref.estate_id}/99/").status_code == 404
    assert nobody.get(f"/board/{city.neighbourhood.pk}/").status_code == 404
    page = json.loads(nobody.get(f"/api/v1/notices/public/{ref.estate_id}").content)
    (line,) = page["items"]
    assert page["next"] is None
    assert (line["state"], line["digest"], line["closes_on"]) == ("running", ref.digest, str(clock.today() + WEEK))
    found = nobody.get("/board/?q=" + city.estate.name[:2]).content.decode()
    assert f"/board/{city.estate.pk}/" in found


def test_the_sheet_to_report_leads_to_the_report_of_this_estate(city: City) -> None:
    page = Client().get(f"/board/{city.estate.pk}/sheet/").content.decode()
    assert city.estate.name in page
    assert page.count("<svg") >= 2
    form = browser(city, "owner").get(f"/cases/new/?estate={city.estate.pk}").content.decode()
    assert f'name="estate" value="{city.estate.pk}"' in form


def test_from_the_form_to_the_wall_and_back(city: City) -> None:
    member, estate = browser(city, "committee_member"), city.estate.pk
    assert (
        f"至少公示到 {words.day(clock.today() + WEEK, clock.today())}"
        in member.get(f"/board/{estate}/post/").content.decode()
    )
    form = {
        "kind": "fund_use",
        "title": "更换曳引绳",
        "text": "一、原因",
        "closes_on": str(clock.today() + dt.timedelta(days=6)),
    }
    refused = member.post(f"/board/{estate}/post/", form)
    assert refused.status_code == 422
    assert "公示期太短" in refused.content.decode()
    assert "更换曳引绳" in refused.content.decode()
    pdf = SimpleUploadedFile("检验报告.pdf", b"%PDF-1.4 x", "application/pdf")
    done = member.post(f"/board/{estate}/post/", form | {"closes_on": "", "idempotency_key": "k1", "files": pdf})
    assert done.headers["Location"] == f"/board/{estate}/1/"
    file_id = queries.public_view(city.actor("owner"), estate, 1).files[0].id
    file = Client().get(f"/board/{estate}/1/files/{file_id}/")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(file) == b"%PDF-1.4 x"
    photo = SimpleUploadedFile("x.jpg", picture(), "image/jpeg")
    assert member.post(f"/board/{estate}/1/prove/", {"place_words": "3栋大厅", "photos": photo}).status_code == 302
    proof_id = queries.public_view(city.actor("owner"), estate, 1).proofs[0].id
    small = Client().get(f"/board/{estate}/1/proofs/{proof_id}/?small=1")
    assert small.headers["Content-Type"] == "image/jpeg"
    assert b"".join(small).startswith(b"\xff\xd8")
    assert (
        member.post(f"/board/{estate}/1/extend/", {"until": str(clock.today() + WEEK), "reason": "x"}).status_code
        == 422
    )
    assert (
        member.post(f"/board/{estate}/1/extend/", {"until": str(clock.today() + MONTH), "reason": "节日"}).status_code
        == 302
    )
    owner = browser(city, "owner")
    assert owner.post(f"/board/{estate}/1/object/", {"text": ""}).status_code == 422
    assert owner.post(f"/board/{estate}/1/object/", {"text": "金额不对"}).status_code == 302
    objection = queries.public_view(city.actor("owner"), estate, 1).said[0].id
    assert (
        member.post(f"/board/{estate}/objections/{objection}/", {"accepted": "yes", "text": "已改"}).status_code == 302
    )
    page = owner.get(f"/board/{estate}/1/").content.decode()
    assert "采纳" in page
    assert "3栋大厅" in page
    assert "金额不对" not in Client().get(f"/board/{estate}/1/").content.decode()
    assert member.get(f"/board/{estate}/1/correct/").status_code == 200
    assert member.post(f"/board/{estate}/1/correct/", form | {"closes_on": ""}).headers["Location"].endswith("/2/")
    assert "已由第 2 号更正" in owner.get(f"/board/{estate}/1/").content.decode()


def test_the_inbox_opens_marks_and_leads_on(city: City) -> None:
    city.person("owner")
    ref = posted(city)
    spreading.spread_due()
    owner = browser(city, "owner")
    assert json.loads(owner.get("/messages/unread/").content) == {"unread": 1}
    page = owner.get("/messages/").content.decode()
    assert "新公示：更换曳引绳" in page
    assert 'data-unread="/messages/unread/"' in page
    line = queries.inbox(city.actor("owner"))[0]
    assert browser(city, "tenant").post(f"/messages/{line.estate_id}/{line.id}/").status_code == 404
    opened = owner.post(f"/messages/{line.estate_id}/{line.id}/")
    assert opened.headers["Location"] == f"/board/{ref.estate_id}/1/"
    assert json.loads(owner.get("/messages/unread/").content) == {"unread": 0}
    assert owner.get("/messages/?topic=work").content.decode().count("新公示：") == 0
    assert json.loads(owner.get("/api/v1/notices/inbox").content)["items"][0]["subject"] == "新公示：更换曳引绳"


def test_settings_are_kept_and_refused_kindly(city: City) -> None:
    owner = browser(city, "owner")
    assert "21:30 到 08:00" in owner.get("/messages/settings/").content.decode()
    form = {"topic_mine": ["sms", "email"], "quiet": "own", "quiet_from": "22:00", "quiet_to": "07:00", "email": ""}
    refused = owner.post("/messages/settings/", form)
    assert refused.status_code == 422
    assert "请先填写邮箱" in refused.content.decode()
    assert owner.post("/messages/settings/", form | {"email": "a@example.com"}).status_code == 302
    page = owner.get("/messages/settings/").content.decode()
    assert 'value="22:00"' in page
    assert 'value="a@example.com"' in page


def test_pages_of_many_go_on_by_key(city: City) -> None:
    city.person("owner")
    for number in range(23):
        posted(city, title=f"公示{number}")
    spreading.spread_due()
    owner = browser(city, "owner")
    first = owner.get("/messages/").content.decode()
    assert "after=" in first
    last = queries.inbox(city.actor("owner"), limit=20)[-1]
    rest = queries.inbox(city.actor("owner"), after=last.id)
    assert len(rest) == 3
    assert len({line.id for line in (*queries.inbox(city.actor("owner")), *rest)}) == 23


def test_a_message_is_printed_by_its_receiver_with_the_proof_of_delivery(city: City) -> None:
    PARTS["message_id"](city, "estate")
    owner = city.person("owner")
    line = queries.inbox(city.actor("owner"))[0]
    address = f"/messages/{line.estate_id}/{line.id}/sheet/"
    client = Client()
    client.force_login(owner)
    page = client.get(address).content.decode()
    for said in (line.subject, owner.name, "送达记录", "站内信", f"编号 {line.id}", "二维码"):
        assert said in page
    client.force_login(city.neighbour())
    assert client.get(address).status_code == 404
