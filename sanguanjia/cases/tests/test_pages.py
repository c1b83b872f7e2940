"""Pages: the whole loop through the forms, without JavaScript."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from PIL import Image

from sanguanjia.cases.models import Case, CasePhoto

from .scene import Scene

pytestmark = pytest.mark.django_db


def client(scene: Scene, who: str) -> Client:
    found = Client()
    found.force_login(scene.accounts[who])
    return found


def picture(name: str = "IMG_0001.jpg") -> io.BytesIO:
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (800, 600), (200, 30, 30)).save(out, "JPEG", exif=exif)
    out.seek(0)
    out.name = name
    return out


def form_of(page: str, verb: str) -> dict[str, str]:
    """Hidden fields of the form of a verb."""
    start = page.index(f'/{verb}/"')
    part = page[start : page.index("</form>", start)]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', part))


def test_from_the_phone_to_the_close_by_forms_alone(scene: Scene) -> None:
    owner, manager = client(scene, "owner"), client(scene, "manager")
    page = owner.get("/cases/new/")
    assert page.status_code == 200
    text = page.content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', text)
    assert key
    assert "3栋" in text
    fields = {
        "estate": scene.estate, "idempotency_key": key.group(1), "text": "三单元五楼楼道灯不亮", "need": "N01",
        "building_id": scene.building, "contact_name": "王芳", "contact_phone": "13800001111",
        "confidentiality": "open",
    }  # fmt: skip
    sent = owner.post("/cases/new/", fields | {"photos": picture()})
    assert sent.status_code == 302, sent.content.decode()
    again = owner.post("/cases/new/", fields | {"photos": picture(), "checked": "1"})
    assert again["Location"] == sent["Location"]  # a retry is the same report
    done = owner.get(sent["Location"]).content.decode()
    assert "已收到，1 号" in done
    assert "山水物业" in done
    assert "需求清单 N01" in done

    case = Case.objects.get(estate_id=scene.estate)
    here = f"/cases/{scene.estate}/{case.pk}/"
    listed = manager.get("/cases/list/").content.decode()
    assert "楼道灯、公共照明不亮" in listed
    for verb, more in (
        ("take_order", {}),
        ("assign", {"worker_account_id": str(scene.worker.account_id)}),
        ("start", {}),
        ("close", {"outcome": "solved", "words": "换了灯泡", "photos": picture("after.jpg")}),
    ):
        page = manager.get(here).content.decode()
        answer = manager.post(f"{here}{verb}/", form_of(page, verb) | more)
        assert answer.status_code == 302, answer.content.decode()
    page = owner.get(here).content.decode()
    assert "已办结，待确认" in page
    answer = owner.post(f"{here}confirm/", form_of(page, "confirm") | {"solved": "yes", "satisfaction": "5"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.solved, case.satisfaction) == ("closed", True, 5)
    photo = CasePhoto.objects.filter(estate_id=scene.estate, case_id=case.pk).first()
    assert photo
    sent_back = b"".join(owner.get(f"{here}photos/{photo.pk}/").streaming_content)
    assert b"secret words" not in sent_back
    assert not Image.open(io.BytesIO(sent_back)).getexif()
    assert client(scene, "neighbour").get(f"{here}photos/{photo.pk}/").status_code == 404

    tracked = Client().get(f"/t/{case.tracking_code}/").content.decode()
    assert "已结案" in tracked
    for personal in ("王芳", "13800001111", "三单元五楼", "501", "测试"):
        assert personal not in tracked
