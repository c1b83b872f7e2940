"""The auditor's page and the owner's page: who sees what, and what is recorded of the looking."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sanguanjia.audit import appender, upkeep
from sanguanjia.audit.models import Reading
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.scoped import cross_estate
from tests.support.guard import preparing
from tests.support.small_city import City, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    with preparing():
        return build()


@pytest.fixture
def visit(city: City) -> Callable[[str], Client]:
    def as_(role: str, at: str = "estate") -> Client:
        client = Client()
        client.force_login(city.person(role, at))
        return client

    return as_


def act_something(city: City) -> None:
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.registry.actions import add_building

    add_building(SYSTEM, estate_id=city.estate.pk, code="77")


def test_the_auditor_sees_records_the_chain_and_no_names(city: City, visit: Callable[..., Client]) -> None:
    act_something(city)
    with cross_estate():
        appender.append()
    page = visit("security_auditor").get("/audit/").content.decode()
    assert "登记楼栋" in page
    assert "记录链" in page
    assert "还没有核对" in page


def test_filters_and_export(city: City, visit: Callable[..., Client]) -> None:
    act_something(city)
    client = visit("security_auditor")
    assert "没有符合条件的记录" in client.get("/audit/?act=cases.report").content.decode()
    assert "没有符合条件的记录" in client.get("/audit/?until=2019-01-01").content.decode()
    page = client.get("/audit/?act=registry.add_building&since=2020-01-01").content.decode()
    assert "登记楼栋" in page
    form = page.split('<form class="filters"')[1].split("</form>")[0]
    assert 'value="2020-01-01"' in form, "one form: a choice of the act does not lose the day"
    assert 'value="registry.add_building" selected' in form
    answer = client.get("/audit/records.xlsx?act=registry.add_building")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


def test_a_persons_records_open_only_with_a_recorded_reason(city: City, visit: Callable[..., Client]) -> None:
    owner = city.person("owner")
    client = visit("security_auditor")
    assert client.get(f"/audit/?person={owner.pk}").status_code == 422
    short = client.post("/audit/read/", {"person": owner.username, "reason": "看"})
    assert short.status_code == 422
    assert "请写明查阅理由" in short.content.decode()
    assert client.post("/audit/read/", {"person": "nobody.here", "reason": "例行检查"}).status_code == 422
    assert not Reading.objects.filter(estate_id=1).exists()
    answer = client.post("/audit/read/", {"person": owner.username, "reason": "信访件核查"})
    assert answer.status_code == 302
    with cross_estate():
        reading = Reading.objects.get(subject_account_id=owner.pk)
        assert Record.objects.filter(act="audit.read_records", subject_id=reading.pk).exists()
    assert client.get(answer["Location"]).status_code == 200
    assert "信访件核查" in visit("owner").get("/audit/mine/").content.decode()


@pytest.mark.parametrize("role", ["system_admin", "city_officer", "company_manager", "owner"])
def test_nobody_else_reads_the_record(city: City, visit: Callable[..., Client], role: str) -> None:
    client = visit(role)
    for address in ("/audit/", "/audit/records.xlsx", "/audit/read/"):
        assert client.get(address).status_code == 403


def test_the_owner_sees_what_was_done_about_his_home(city: City, visit: Callable[..., Client]) -> None:
    page = visit("owner").get("/audit/mine/").content.decode()
    assert "我家的记录" in page
    assert visit("tenant").get("/audit/mine/").status_code == 200


def test_jobs_note_what_they_did(city: City, tmp_path: object, settings: object) -> None:
    settings.ANCHOR_DIR = tmp_path / "anchors"  # type: ignore[attr-defined, operator]
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined, operator]
    act_something(city)
    with cross_estate():
        assert upkeep.anchor() >= 1
    assert len(upkeep.kept_anchors()) == 1
