"""Service items for machines: from the catalogue to the decision, retries, refusals in their form."""

from __future__ import annotations

import io
import json
from typing import Any

from django.test import Client

from sanguanjia.applications.models import Application
from sanguanjia.applications.tests.conftest import ANSWERS, PAPERS, Town


def caller(town: Town, role: str) -> Client:
    client = Client()
    client.force_login(town.city.person(role, town.at))
    return client


def post(client: Client, path: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    where = f"/api/v1/applications{path}"
    return client.post(where, json.dumps(body), content_type="application/json", headers=headers)


def codes(answer: Any) -> list[str]:
    return [reason["code"] for reason in answer.json()["refusals"]]


def test_from_the_catalogue_to_the_decision(town: Town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    committee = caller(town, "committee_member")
    entries = {one["code"]: one for one in committee.get(f"/api/v1/applications/items/{town.home}").json()}
    assert len(entries) == 19
    item = entries["committee"]
    assert (item["review"], item["joint"], item["applies"]) == ("当日办结", True, True)
    wish = {"estate_id": town.home, "item": "committee", "answers": {"name": ANSWERS["name"]}}
    made = post(committee, "/drafts", wish, "k-1")
    assert made.status_code == 201, made.content
    assert post(committee, "/drafts", wish, "k-1").json() == made.json()
    assert codes(post(committee, "/drafts", wish | {"item": "stars"}, "k-1")) == ["key_reused"]
    assert Application.objects.filter(estate_id=town.home).count() == 1
    here = f"/{town.home}/{made.json()['application_id']}"

    missing = post(committee, f"{here}/submit", {})
    assert (missing.status_code, set(codes(missing)), len(codes(missing))) == (422, {"missing"}, 6)
    assert post(committee, f"{here}/answers", {"answers": ANSWERS}).status_code == 200
    for code in PAPERS:
        file = io.BytesIO(b"%PDF-1.4 " + code.encode())
        file.name = f"{code}.pdf"
        answer = committee.post(f"/api/v1/applications{here}/papers/{code}", {"file": file})
        assert answer.status_code == 200, answer.content
    assert committee.post(f"/api/v1/applications{here}/papers/none", {"file": io.BytesIO(b"%PDF-")}).status_code == 404
    assert post(committee, f"{here}/submit", {}, "k-2").json()["number"] == 1

    offices = {role: caller(town, f"{role}_officer") for role in ("neighbourhood", "subdistrict", "district")}
    asked = post(offices["neighbourhood"], f"{here}/ask_correction", {"codes": ["minutes"], "words": "没有签字"})
    assert asked.json()["state"] == "correcting"
    assert committee.get(f"/api/v1/applications{here}").json()["missing"] == ["业主大会会议决定"]
    file = io.BytesIO(b"%PDF-1.4 signed")
    file.name = "minutes.pdf"
    committee.post(f"/api/v1/applications{here}/papers/minutes", {"file": file})
    assert post(committee, f"{here}/submit", {}).status_code == 200
    assert post(offices["neighbourhood"], f"{here}/accept", {}).json()["state"] == "reviewing"
    undeclared = post(offices["subdistrict"], f"{here}/opine", {"agrees": True, "clear": False})
    assert codes(undeclared) == ["application_conflict_undeclared"]
    for name in ("subdistrict", "neighbourhood"):
        assert post(offices[name], f"{here}/opine", {"agrees": True, "clear": True}).status_code == 200
    todo = offices["district"].get("/api/v1/applications?view=todo").json()
    assert [line["item"] for line in todo] == ["committee"]
    done = post(offices["district"], f"{here}/decide", {"granted": True, "clear": True}, "k-3")
    assert (done.json()["state"], done.json()["decision_number"]) == ("granted", 1)
    said = committee.get(f"/api/v1/applications{here}").json()["decision"]
    assert (said["granted"], said["whole"], len(said["digest"])) == (True, True, 64)
    assert [line["state"] for line in committee.get("/api/v1/applications").json()] == ["granted"]


def test_what_is_nobodys_business_is_not_there(town: Town):
    ref = town.submitted()
    owner = caller(town, "owner")
    assert owner.get(f"/api/v1/applications/{town.home}/{ref.id}").status_code == 404
    assert post(owner, f"/{town.home}/{ref.id}/withdraw", {}).status_code == 404
    assert owner.get(f"/api/v1/applications/items/{town.city.homes['estate'].pk}").status_code == 404
    assert codes(owner.get("/api/v1/applications?view=todo")) == ["not_permitted"]
    assert codes(owner.get("/api/v1/applications?view=none")) == ["malformed"]
    assert codes(post(caller(town, "district_officer"), f"/{town.home}/{ref.id}/answers", {"answers": {}})) == [
        "not_permitted"
    ]
    assert Client().get("/api/v1/applications").status_code == 401
    shown = Client().get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/applications/{home_id}/{application_id}/decide" in shown
