"""The PyPI client `georeport` reads from us in both forms; so does a sender and poller as FixMyStreet is one.

The client speaks HTTP through `requests`; here its calls reach the application without a network.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from georeport import GeoReport

from sanguanjia.cases.tests.scene import PHOTO, Scene

from .conftest import KEY, facts, post

pytestmark = pytest.mark.django_db


class _Answer:
    """What `requests` would have answered."""

    def __init__(self, answer: Any) -> None:
        self.status_code, self.content, self._answer = answer.status_code, answer.content, answer

    def raise_for_status(self) -> None:
        assert self.status_code < 400, self.content.decode()

    def json(self) -> Any:
        return self._answer.json()


@pytest.fixture
def wired(monkeypatch: Any) -> None:
    """`requests.get` of the client reaches the application without a network."""

    def fetch(url: str, params: dict[str, Any]) -> _Answer:
        assert url.startswith("http://testserver/")
        return _Answer(Client().get(url.removeprefix("http://testserver"), params))

    monkeypatch.setattr("georeport.georeport.requests.get", fetch)


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("jurisdiction", [None, "430200"])
def test_the_client_reads_everything_it_knows(scene: Scene, wired: None, form: str, jurisdiction: str | None) -> None:
    first = facts(post(service_code="N01", address_id="10", description="灯不亮"))[0]["service_request_id"]
    second = facts(post(service_code="N02", address_id="12", description="电梯坏了"))[0]["service_request_id"]
    client = GeoReport("http://testserver/open311/v2", jurisdiction=jurisdiction, output_format=form)
    services = client.get_service_list()
    assert {"N01", "N02"} <= {service["service_code"] for service in services}
    definition = client.get_service_definition("N01")
    attributes = definition["attributes"] if form == "json" else definition["attributes"]["attribute"]
    assert [each["code"] for each in attributes][:2] == ["estate", "building"]
    listed = client.get_service_requests(start_date="2024-04-01T00:00:00Z", end_date="2024-04-30T00:00:00Z")
    assert [each["service_request_id"] for each in listed] == [second, first]
    named = client.get_service_requests(service_request_id=f"{first},{second}", status="closed")
    assert [each["service_request_id"] for each in named] == [first, second]
    one = client.get_service_request(first)
    assert (one["service_request_id"], one["status"], one["service_code"]) == (first, "open", "N01")


def test_a_sender_posts_and_polls_until_it_is_closed(scene: Scene) -> None:
    """As mySociety's client does: post with its own attributes, poll updates since the last look, post an update."""
    sent = post(
        "requests.xml", jurisdiction_id="430200", service_code="N01", description="标题: 灯\n\n详情: 不亮\n",
        lat="27.8", long="113.1", address_string="山水文园", email="a@example.org", first_name="A", last_name="B",
        **{"attribute[fixmystreet_id]": "81", "attribute[easting]": "1", "attribute[northing]": "2"},
    )  # fmt: skip
    assert sent.status_code == 200, sent.content.decode()
    from sanguanjia.cases.models import Case

    row = Case.objects.get(estate_id=scene.estate)
    number = f"{row.estate_id}-{row.number}"
    ref = scene.do("take_order", "manager", _ref(row))
    scene.do("close", "manager", ref, outcome="solved", words="好了", photos=(PHOTO,))
    polled = Client().get(
        "/open311/v2/servicerequestupdates.xml?jurisdiction_id=430200&start_date=2024-04-25T00:00:00+08:00"
        "&end_date=2024-04-26T00:00:00+08:00"
    )
    assert polled.content.decode().count(f"<service_request_id>{number}</service_request_id>") == 3
    assert "<status>closed</status>" in polled.content.decode()
    told = post("servicerequestupdates.json", key=KEY, service_request_id=number, update_id="9", status="CLOSED",
                description="谢谢", updated_datetime="2024-04-25T10:00:00+08:00")  # fmt: skip
    assert told.status_code == 200, told.content.decode()


def _ref(row: Any) -> Any:
    from sanguanjia.cases.types import CaseRef

    return CaseRef(row.estate_id, row.pk, row.number, row.tracking_code, row.state, row.version)
