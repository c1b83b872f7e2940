"""The interface for machines: report, list, read, move; retries, stale versions, refusals in their form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from sanguanjia.cases.api import LineOut
from sanguanjia.cases.models import Case

from .scene import Scene
from .test_pages import client, picture

pytestmark = pytest.mark.django_db


def post(caller: Client, path: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return caller.post(f"/api/v1/cases{path}", json.dumps(body), content_type="application/json", headers=headers)


def body(scene: Scene, **more: Any) -> dict[str, Any]:
    return {"estate_id": scene.estate, "need": "N01", "text": "楼道灯不亮", "building_id": scene.building} | more


def test_a_retry_with_the_same_key_is_the_same_report_and_another_body_is_refused(scene: Scene) -> None:
    owner = client(scene, "owner")
    first = post(owner, "", body(scene), "k-1")
    assert first.status_code == 201, first.content
    assert post(owner, "", body(scene), "k-1").json() == first.json()
    other = post(owner, "", body(scene, text="换一件事"), "k-1")
    assert (other.status_code, other.json()["refusals"][0]["code"]) == (409, "key_reused")
    assert Case.objects.filter(estate_id=scene.estate).count() == 1


def test_one_key_for_two_estates_is_one_report(scene: Scene) -> None:
    hotline = client(scene, "hotline")
    report = {"need": "N01", "text": "楼道灯不亮", "for_somebody": True, "contact_phone": "13900001111"}
    first = post(hotline, "", report | {"estate_id": scene.estate, "building_id": scene.building}, "k-2")
    assert first.status_code == 201, first.content
    other = post(hotline, "", report | {"estate_id": scene.bare_estate}, "k-2")
    assert (other.status_code, other.json()["refusals"][0]["code"]) == (409, "key_reused")
    assert not Case.objects.filter(estate_id=scene.bare_estate).exists()


def test_every_reason_of_a_refusal_is_answered_at_once(scene: Scene) -> None:
    answer = post(client(scene, "owner"), "", body(scene, text="", contact_phone="abc"))
    assert answer.status_code == 422
    assert [(r["code"], r["field"]) for r in answer.json()["refusals"]] == [
        ("missing", "text"),
        ("malformed", "contact_phone"),
    ]


def test_moves_over_the_interface_with_photo_and_version(scene: Scene) -> None:
    owner, manager = client(scene, "owner"), client(scene, "manager")
    ref = post(owner, "", body(scene)).json()
    here = f"/{ref['estate_id']}/{ref['case_id']}"
    taken = post(manager, f"{here}/take_order", {"version": 1}).json()
    assert (taken["state"], taken["version"]) == ("taken", 2)
    stale = post(manager, f"{here}/start", {"version": 1})
    assert (stale.status_code, stale.json()["refusals"][0]["code"]) == (409, "stale")
    photo = manager.post(f"/api/v1/cases/{scene.estate}/photos", {"file": picture()})
    assert photo.status_code == 201, photo.content
    closed = post(manager, f"{here}/close", {"outcome": "solved", "words": "好了", "photos": [photo.json()["sha256"]]})
    assert closed.json()["state"] == "done"
    read = owner.get(f"/api/v1/cases{here}").json()
    assert [e["verb"] for e in read["events"]] == ["report", "take_order", "close"]
    assert "confirm" in read["verbs"]


def test_the_list_pages_by_key_and_shows_only_what_is_seen(scene: Scene) -> None:
    for number in range(23):
        scene.report(text=f"第{number}盏灯不亮")
    manager = client(scene, "manager")
    first = manager.get("/api/v1/cases").json()
    second = manager.get("/api/v1/cases", {"after": first["next_after"]}).json()
    numbers = [line["number"] for line in first["lines"] + second["lines"]]
    assert numbers == list(range(23, 0, -1))
    assert second["next_after"] == ""
    assert set(first["lines"][0]) == set(LineOut.model_fields)
    assert client(scene, "other_manager").get("/api/v1/cases").json()["lines"] == []
    assert Client().get("/api/v1/cases").status_code == 401


def test_the_interface_describes_every_move(scene: Scene) -> None:
    from sanguanjia.cases.actions import BY_VERB

    described = client(scene, "owner").get("/api/v1/openapi.json").json()["paths"]
    for verb in BY_VERB:
        assert f"/api/v1/cases/{{estate_id}}/{{case_id}}/{verb}" in described
