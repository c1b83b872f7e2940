"""The pages of service items: from the catalogue on a phone to the printed decision."""

from __future__ import annotations

import io

from django.test import Client

from sanguanjia.applications.models import Application
from sanguanjia.applications.tests.conftest import ANSWERS, PAPERS, Town


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def pdf(name: str) -> io.BytesIO:
    file = io.BytesIO(b"%PDF-1.4 " + name.encode())
    file.name = f"{name}.pdf"
    return file


def test_from_the_catalogue_to_the_printed_decision(town: Town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    committee = browser(town.city.person("committee_member", "abroad"))
    text = committee.get("/applications/").content.decode()
    for words in ("业主委员会成立备案", "19 项", "2022-01", "星级评定"):
        assert words in text
    page = f"/applications/item/{town.home}/committee/"
    text = committee.get(page).content.decode()
    for words in ("当日办结", "联合审核", "管理规约", "物业管理条例第十六条", "存为草稿"):
        assert words in text
    typed = {f"a-{name}": value for name, value in ANSWERS.items()}
    answer = committee.post(page, {**typed, "p-minutes": pdf("minutes")})
    assert answer.status_code == 302
    ref = Application.objects.get(estate_id=town.home)
    here = f"/applications/{town.home}/{ref.pk}/"
    text = committee.post(f"{here}save/", {"submit": "1"}).content.decode()
    assert "请填写“管理规约”" in text
    papers = {f"p-{code}": pdf(code) for code in PAPERS}
    assert committee.post(f"{here}save/", {**papers, "submit": "1"}).status_code == 302

    neighbourhood = browser(town.city.person("neighbourhood_officer", "abroad"))
    assert "业主委员会成立备案" in neighbourhood.get("/applications/work/").content.decode()
    text = neighbourhood.post(f"{here}do/ask_correction/", {"words": "x"}).content.decode()
    assert "请选出要补正的材料" in text
    assert neighbourhood.post(f"{here}do/accept/", {}).status_code == 302
    subdistrict = browser(town.city.person("subdistrict_officer", "abroad"))
    assert "三级联审" in subdistrict.get(here).content.decode()
    assert "没有利害关系" in subdistrict.post(f"{here}do/opine/", {"answer": "yes"}).content.decode()
    assert "是否同意" in subdistrict.post(f"{here}do/opine/", {"clear": "1"}).content.decode()
    for client in (subdistrict, neighbourhood):
        assert client.post(f"{here}do/opine/", {"answer": "yes", "clear": "1"}).status_code == 302
    assert "没有这样的申请" in neighbourhood.get("/applications/work/").content.decode()
    district = browser(town.city.person("district_officer", "abroad"))
    assert "作出决定" in district.get(here).content.decode()
    assert district.post(f"{here}do/decide/", {"answer": "yes", "clear": "1"}).status_code == 302
    text = committee.get(f"{here}decision/").content.decode()
    assert "申请人" in text
    assert "2024年" in text, "a paper says its year"
    for words in ("业主委员会备案通知书", "决定第 1 号", "决定内容与作出时一致", "SHA-256"):
        assert words in text
    assert "已同意" in committee.get("/applications/mine/").content.decode()
    assert "业主委员会成立备案" in district.get("/applications/work/?view=ended").content.decode()
    file = committee.get(f"{here}files/{ref_file(ref)}/")
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    owner = browser(town.city.person("owner", "abroad"))
    assert owner.get(here).status_code == 404
    assert owner.get(f"{here}files/{ref_file(ref)}/").status_code == 404
    assert "您现在的身份不能申请" in owner.get(page).content.decode()


def ref_file(ref: Application) -> int:
    from sanguanjia.applications.models import ApplicationFile

    return int(ApplicationFile.objects.filter(estate_id=ref.estate_id, application_id=ref.pk)[0].pk)


def test_unknown_things_are_not_found(town: Town):
    owner = browser(town.city.person("owner", "abroad"))
    assert owner.get(f"/applications/item/{town.home}/none/").status_code == 404
    assert owner.get(f"/applications/{town.home}/5/").status_code == 404
    ref = town.submitted()
    committee = browser(town.city.person("committee_member", "abroad"))
    assert committee.post(f"/applications/{town.home}/{ref.id}/do/burn/").status_code == 404
    assert committee.get(f"/applications/{town.home}/{ref.id}/decision/").status_code == 404
    assert "没有服务事项清单" not in committee.get("/applications/").content.decode()
    cousin = browser(town.city.person("owner", "cousin"))
    assert "统筹账户购买设施保险" in cousin.get("/applications/").content.decode()
