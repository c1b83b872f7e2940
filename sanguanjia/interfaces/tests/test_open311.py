"""Open311 GeoReport v2 by the book: forms, element names, nulls, dates, errors; and the traps others fell into."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.cases.tests.scene import Scene
from sanguanjia.interfaces.models import Submission
from sanguanjia.kernel.models import Record

from .conftest import KEY, facts, get, post, tree

pytestmark = pytest.mark.django_db
REQUEST = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip
SERVICE = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def errors(answer: Any, status: int) -> list[str]:
    """The descriptions of an error in either form."""
    assert answer.status_code == status, answer.content.decode()
    if answer.headers["Content-Type"].startswith("text/xml"):
        root = tree(answer)
        assert root.tag == "errors"
        found = [{part.tag: part.text for part in error} for error in root]
    else:
        found = json.loads(answer.content)
    assert all(list(error) == ["code", "description"] for error in found)
    assert int(found[0]["code"]) == status
    return [error["description"] for error in found]


def filed(**typed: Any) -> str:
    """A matter filed over the interface; its public id."""
    said = {"service_code": "N01", "address_string": "山水文园小区3栋", "description": "灯不亮"} | typed
    return str(facts(post(**said))[0]["service_request_id"])


# --- what everybody may read ------------------------------------------------------------------------------------------


def test_discovery_in_both_forms(scene: Scene) -> None:
    for path in ("/open311/discovery", "/open311/v2/discovery"):
        answer = Client().get(f"{path}.json")
        found = facts(answer)
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert list(found) == ["changeset", "contact", "key_service", "endpoints"]
        assert W3C.fullmatch(found["changeset"])
        (endpoint,) = found["endpoints"]
        assert list(endpoint) == ["specification", "url", "changeset", "type", "formats"]
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["url"].endswith("/open311/v2")
        assert endpoint["formats"] == ["text/xml", "application/json"]
        root = tree(Client().get(f"{path}.xml"))
        assert root.tag == "discovery"
        assert [each.text for each in root.iterfind("endpoints/endpoint/formats/format")] == endpoint["formats"]


def test_services_in_both_forms(scene: Scene) -> None:
    found = facts(get("services.json"))
    root = tree(get("services.xml"))
    assert [list(each) for each in found] == [SERVICE] * len(found)
    assert [[part.tag for part in each] for each in root] == [SERVICE] * len(found)
    lamp = next(each for each in found if each["service_code"] == "N01")
    assert (lamp["metadata"], lamp["type"], lamp["group"]) == (True, "realtime", "求助")
    assert "灯不亮" in lamp["keywords"]
    assert root.find("service/metadata").text == "true"  # type: ignore[union-attr]


def test_a_definition_lists_its_attributes_in_order(scene: Scene) -> None:
    found = facts(get("services/N01.json"))
    assert found["service_code"] == "N01"
    assert [each["code"] for each in found["attributes"]] == ["estate", "building", "room", "place", "confidential"]
    assert [each["order"] for each in found["attributes"]] == [1, 2, 3, 4, 5]
    assert all(each["required"] is False and each["variable"] is True for each in found["attributes"])
    assert [value["key"] for value in found["attributes"][-1]["values"]] == ["open", "contact", "matter"]
    root = tree(get("services/N01.xml"))
    assert root.tag == "service_definition"
    assert [each.tag for each in root.find("attributes/attribute")] == [  # type: ignore[union-attr]
        "variable", "code", "datatype", "required", "datatype_description", "order", "description",
    ]  # fmt: skip
    danger = facts(get("services/N03.json"))["attributes"][-1]
    assert (danger["variable"], danger["code"]) == (False, "notice")
    assert "96333" in danger["description"]


def test_a_list_is_a_list_also_of_one_and_of_none(scene: Scene) -> None:
    assert facts(get("requests.json")) == []
    assert list(tree(get("requests.xml"))) == []
    number = filed()
    assert [each["service_request_id"] for each in facts(get("requests.json"))] == [number]
    assert len(facts(get(f"requests/{number}.json"))) == 1
    root = tree(get(f"requests/{number}.xml"))
    assert (root.tag, [each.tag for each in root]) == ("service_requests", ["request"])


def test_a_request_in_both_forms_with_every_element_and_nothing_personal(scene: Scene) -> None:
    number = filed(
        first_name="建平", last_name="陈", phone="13912345678", email="c@example.org",
        **{"attribute[room]": "3-1-501", "attribute[place]": "五楼"},
    )  # fmt: skip
    (found,) = facts(get(f"requests/{number}.json"))
    assert list(found) == REQUEST
    assert [part.tag for part in tree(get(f"requests/{number}.xml"))[0]] == REQUEST
    assert (found["status"], found["service_code"], found["service_name"]) == ("open", "N01", "楼道灯、公共照明不亮")
    assert found["requested_datetime"] == "2024-04-25T09:30:00+08:00"
    assert all(W3C.fullmatch(found[name]) for name in REQUEST if name.endswith("_datetime"))
    assert [name for name in REQUEST if found[name] is None] == [
        "description", "service_notice", "address", "address_id", "zipcode", "lat", "long", "media_url",
    ]  # fmt: skip
    row = Case.objects.get(estate_id=scene.estate)
    assert (row.contact_name, row.contact_phone, row.unit_id) == ("陈建平", "13912345678", scene.unit)
    everything = "".join(
        get(path).content.decode()
        for path in (f"requests/{number}.xml", "requests.json", "servicerequestupdates.json", "services.json")
    )
    for secret in ("建平", "13912345678", "c@example.org", "灯不亮两天", "501", "五楼", row.tracking_code):
        assert secret not in everything


@pytest.mark.parametrize("kind", ["contact", "matter"])
def test_confidential_matters_are_not_there_at_all(scene: Scene, kind: str) -> None:
    typed = {"service_code": "N01", "address_id": scene.estate, "description": "灯", "attribute[confidential]": kind}
    answer = facts(post(**typed))
    number = answer[0]["service_request_id"]
    assert "不公开" in answer[0]["service_notice"]
    errors(get(f"requests/{number}.xml"), 404)
    assert facts(get("requests.json")) == facts(get("requests.json", service_request_id=number)) == []
    assert facts(get("servicerequestupdates.json")) == []
    code = Case.objects.get(estate_id=scene.estate).tracking_code
    errors(get(f"tokens/{code}.json"), 404)


def test_a_tracking_code_is_a_token(scene: Scene) -> None:
    number = filed()
    code = Case.objects.get(estate_id=scene.estate).tracking_code
    assert facts(get(f"tokens/{code}.json")) == [{"service_request_id": number, "token": code}]
    assert [part.tag for part in tree(get(f"tokens/{code}.xml"))[0]] == ["service_request_id", "token"]
    errors(get("tokens/0000-0000.xml"), 404)


def test_our_states_are_open_or_closed_and_notes_say_which(scene: Scene) -> None:
    ref = scene.closed()
    (found,) = facts(get("requests.json", status="closed"))
    assert (found["status"], found["status_notes"]) == ("closed", "已办结，等报事人确认；已解决")
    assert facts(get("requests.json", status="open")) == []
    scene.do("reopen", "owner", ref, words="还是不亮")
    (found,) = facts(get("requests.json", status="open,closed"))
    assert found["status"] == "open"
    steps = facts(get("servicerequestupdates.json", service_request_id=found["service_request_id"]))
    assert [(each["status"], each["description"].split("：")[0]) for each in steps] == [
        ("open", "报事"), ("open", "接单"), ("closed", "办结"), ("open", "退回重办"),
    ]  # fmt: skip
    assert list(steps[0]) == [
        "update_id", "service_request_id", "status", "updated_datetime", "description", "media_url",
    ]  # fmt: skip
    root = tree(get("servicerequestupdates.xml"))
    assert (root.tag, root[0].tag) == ("service_request_updates", "request_update")
    assert "还是不亮" not in get("servicerequestupdates.xml").content.decode()


def test_the_id_survives_when_a_matter_moves_to_another_estate(scene: Scene) -> None:
    number = filed()
    row = Case.objects.get(estate_id=scene.estate)
    from sanguanjia.cases import actions

    actions.rehome(scene.street, estate_id=scene.estate, case_id=row.pk, to_estate_id=scene.far_estate, words="在对面")
    (found,) = facts(get("requests.json"))
    assert found["service_request_id"] == number
    assert facts(get(f"requests/{number}.json"))[0]["status"] == "open"
    assert {each["service_request_id"] for each in facts(get("servicerequestupdates.json"))} == {number}


# --- what is asked for ------------------------------------------------------------------------------------------------


def test_lists_are_narrowed_by_ids_codes_days_status_and_pages(scene: Scene, at: Any) -> None:
    first, second = filed(), filed(service_code="N02", description="电梯坏了")
    with at(27):
        third = filed(description="又坏了")

        def ids(**typed: Any) -> list[str]:
            return [each["service_request_id"] for each in facts(get("requests.json", **typed))]

        assert ids() == [third, second, first]
        assert ids(service_code="N02") == [second]
        assert ids(service_code="N02,N01") == ids(service_code=["N02", "N01"]) == [third, second, first]
        assert ids(service_code="", status="", start_date="", jurisdiction_id="") == [third, second, first]
        assert ids(service_request_id=f"{first},{third},{first},77-1", status="closed") == [first, third]
        assert ids(start_date="2024-04-26") == [third]
        assert ids(end_date="2024-04-25") == [second, first]
        assert ids(start_date="2024-04-25T00:00:00Z", end_date="2024-04-25T23:00:00+08:00") == [second, first]
        assert ids(jurisdiction_id="430200", page_size=2) == [third, second]
        assert ids(per_page=2, page=2) == [first]
        assert ids(page_size=5000) == [third, second, first]
    # What came unescaped is read as meant: + became a blank on the way.
    raw = "/open311/v2/requests.json?start_date=2024-04-20T00:00:00+08:00&end_date=2024-04-26T00:00:00+08:00"
    assert len(facts(Client().get(raw))) == 2


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"start_date": "2024-01-01T00:00:00Z", "end_date": "2024-04-25T00:00:00Z"}, "90"),
        ({"start_date": "2024-04-02", "end_date": "2024-04-01"}, "早于"),
        ({"start_date": "2024-04-02T00:00:00"}, "start_date"),
        ({"end_date": "yesterday"}, "end_date"),
        ({"start_date": "2024-13-45"}, "start_date"),
        ({"status": "solved"}, "status"),
        ({"page": "0"}, "page"),
        ({"page": "²"}, "page"),
        ({"page_size": "many"}, "page_size"),
    ],
)
def test_a_question_that_is_wrong_is_said_to_be_so(scene: Scene, typed: dict[str, str], word: str) -> None:
    for form in ("xml", "json"):
        assert any(word in said for said in errors(get(f"requests.{form}", **typed), 400))


def test_without_days_the_last_ninety_are_meant(scene: Scene, at: Any) -> None:
    number = filed()
    with at(1, month=9):
        assert facts(get("requests.json")) == []
        assert [each["service_request_id"] for each in facts(get("requests.json", start_date="2024-04-01"))] == [number]
        assert facts(get("requests.json", end_date="2024-04-01")) == []


@pytest.mark.parametrize(
    "path",
    ["services", "services/N01", "requests", "requests/1-1", "tokens/X", "servicerequestupdates"],
)
def test_an_unknown_jurisdiction_is_not_found_everywhere(scene: Scene, path: str) -> None:
    (said,) = errors(get(f"{path}.xml", jurisdiction_id="sfgov.org"), 404)
    assert "sfgov.org" in said
    assert "430200" in said


@pytest.mark.parametrize("path", ["services/N0.xml", "requests/1-1.json", "requests/a.xml", "requests/9999999999-1.xml",
                                  "requests.yaml", "nothing.json", "", "requests/10-1/x.json"])  # fmt: skip
def test_what_is_unknown_is_404_by_the_book(scene: Scene, path: str) -> None:
    errors(get(path), 404)


def test_other_methods_are_refused_by_the_book(scene: Scene) -> None:
    answer = Client().put("/open311/v2/requests.json")
    errors(answer, 405)
    assert "POST" in answer.headers["Allow"]
    errors(Client().post("/open311/v2/services.xml"), 405)
    assert Client().options("/open311/v2/services.xml").status_code == 204
    assert Client().head("/open311/v2/services.json").status_code == 200


# --- what is filed ----------------------------------------------------------------------------------------------------


def test_a_post_makes_a_real_matter_by_the_usual_act(scene: Scene) -> None:
    answer = post(
        "requests.xml", service_code="N01", address_string="株洲市天元区山水文园3栋501", lat="27.8", long="113.1",
        description="楼道灯\n不亮", first_name="建平", last_name="陈", phone="13912345678", device_id="tt222111",
        account_id="123456", media_url="https://example.org/a.jpg", jurisdiction_id="430200",
        **{"attribute[building]": "3栋", "attribute[WHISPAWN]": "123456"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    assert [part.tag for part in tree(answer)[0]] == ["service_request_id", "service_notice", "account_id"]
    row = Case.objects.get(estate_id=scene.estate)
    assert tree(answer)[0][0].text == f"{row.estate_id}-{row.number}"
    assert row.text == "楼道灯\n不亮\n图片链接：https://example.org/a.jpg"
    assert (row.building_id, row.channel, row.place_words) == (scene.building, "api", "株洲市天元区山水文园3栋501 3栋")
    assert row.entered_by_account_id == scene.hotline.account_id  # on behalf of the key's owner, for somebody
    assert Submission.objects.get(estate_id=1).case_id == row.pk
    assert Record.objects.filter(estate_id=scene.estate, act="cases.report").count() == 1
    assert CaseEvent.objects.filter(estate_id=scene.estate, case_id=row.pk).count() == 1


def test_without_a_caller_the_system_itself_reports_and_the_service_is_the_text(scene: Scene) -> None:
    filed(description="")
    row = Case.objects.get(estate_id=scene.estate)
    assert (row.text, row.reporter_account_id) == ("楼道灯、公共照明不亮", scene.hotline.account_id)


def test_four_thousand_characters_may_be_said(scene: Scene) -> None:
    filed(description="长" * 4000)
    assert len(Case.objects.get(estate_id=scene.estate).text) == 4000
    said = errors(post(service_code="N01", address_id=scene.estate, description="长" * 4001), 400)
    assert "4000" in said[0]


@pytest.mark.parametrize(
    ("place", "home"),
    [
        ({"address_id": "12"}, 12),
        ({"address_string": "泰山路新桂都小区5栋"}, 12),
        ({"address_string": "红旗 小区"}, 11),
        ({"attribute[estate]": "新桂都", "address_string": "红旗小区对面"}, 12),
        ({"attribute[estate]": "11"}, 11),
        ({"address_string": "湘江社区门口"}, 6),  # no estate is named: the neighbourhood dispatches it
        ({"address_string": "某某花园"}, 3),  # nobody knows it: the widest place of the key's role
        ({"lat": "27.827", "long": "113.151"}, 3),
    ],
)
def test_a_place_is_found_and_what_nobody_knows_goes_to_a_desk(scene: Scene, place: dict[str, Any], home: int) -> None:
    number = facts(post(service_code="N01", description="灯不亮", **place))[0]["service_request_id"]
    assert number == f"{home}-1"
    row = Case.objects.get(estate_id=home)
    assert "lat" not in place or row.place_words == "坐标 27.827,113.151"


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({}, 400, ["service_code", "address_string"]),
        ({"service_code": "N01"}, 400, ["address_string"]),
        ({"service_code": "N01", "lat": "27.1"}, 400, ["long"]),
        ({"service_code": "N01", "lat": "271", "long": "x"}, 400, ["lat", "long"]),
        ({"service_code": "X99", "address_id": "10"}, 404, ["X99"]),
        ({"service_code": "N01", "address_id": "3999"}, 400, ["address_id"]),
        ({"service_code": "N01", "address_id": "ten"}, 400, ["address_id"]),
        ({"service_code": "N01", "address_id": "10", "media_url": "file:///etc/passwd"}, 400, ["media_url"]),
        ({"service_code": "N01", "address_id": "10", "attribute[confidential]": "yes"}, 400, ["confidential"]),
        ({"service_code": "N01", "address_id": "10", "description": "a\x00b"}, 400, ["text"]),
        ({"service_code": "N01", "address_id": "10", "phone": "abc"}, 400, ["contact_phone"]),
        ({"service_code": "N01", "address_id": "10", "jurisdiction_id": "1"}, 404, ["jurisdiction_id"]),
    ],
)  # fmt: skip
def test_every_fault_of_a_post_is_named_at_once(
    scene: Scene, typed: dict[str, str], status: int, words: list[str]
) -> None:
    for path in ("requests.xml", "requests.json"):
        said = errors(post(path, **typed), status)
        assert len(said) == len(words)
        assert all(word in line for word, line in zip(words, said, strict=True))
    assert not Submission.objects.filter(estate_id=1).exists()


def test_a_post_needs_a_key_that_is_valid(scene: Scene, at: Any) -> None:
    typed = {"service_code": "N01", "address_id": "10", "description": "灯不亮"}
    errors(post("requests.xml", key="", **typed), 403)
    errors(post("requests.json", key="sgj_wrong", **typed), 403)
    with at(1, month=4, year=2025):
        errors(post(**typed), 403)  # ran out
    assert facts(post(key="", headers={"Authorization": f"Bearer {KEY}"}, **typed))


def test_a_key_may_do_no_more_than_its_owner(scene: Scene) -> None:
    from sanguanjia.access import actions as access
    from sanguanjia.access.queries import token_digest

    access.issue_token(scene.manager, estate_id=1, name="物业", digest=token_digest("m"), days=30)
    assert facts(post(key="m", service_code="N01", address_id="11", description="灯不亮"))
    with at_other_city(scene) as abroad:
        errors(post(key="m", service_code="N01", address_id=abroad, description="灯不亮"), 403)


def at_other_city(scene: Scene) -> Any:
    """A home that is none of the district's."""
    from contextlib import contextmanager

    from sanguanjia.kernel.models import Home
    from tests.support.guard import preparing

    @contextmanager
    def made() -> Any:
        with preparing():
            yield Home.objects.create(id=77, kind="district", name="芦淞区", path="1/2/77/", parent_id=2).pk

    return made()


def test_what_is_not_utf8_or_no_form_is_refused(scene: Scene) -> None:
    form = "application/x-www-form-urlencoded; charset=utf-8"
    for raw in ("灯不亮".encode("gb18030"), quote("灯不亮", encoding="gb18030").encode()):
        body = f"api_key={KEY}&service_code=N01&address_id=10&description=".encode() + raw
        said = errors(Client().post("/open311/v2/requests.json", body, content_type=form), 400)
        assert "UTF-8" in said[0]
    errors(Client().post("/open311/v2/requests.json", b'{"api_key": 1}', content_type="application/json"), 400)
    errors(Client().post("/open311/v2/requests.xml", b"--x", content_type="multipart/form-data; boundary="), 400)


def test_a_key_has_a_budget(scene: Scene) -> None:
    from sanguanjia.access.models import ApiToken
    from sanguanjia.interfaces.models import KeyLimit
    from tests.support.guard import preparing

    with preparing():
        KeyLimit.objects.create(token=ApiToken.objects.get(), per_minute=2)
    filed()
    filed(description="另一盏灯")
    answer = post(service_code="N01", address_id="10", description="第三盏灯")
    errors(answer, 429)
    assert answer.headers["Retry-After"] == "60"
    bearer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {KEY}"})
    assert (bearer.status_code, bearer.headers["Retry-After"]) == (429, "60")


# --- once -------------------------------------------------------------------------------------------------------------


def test_the_same_key_files_once_and_another_body_is_refused(scene: Scene) -> None:
    typed = {"service_code": "N01", "address_id": "10", "description": "灯不亮"}
    first = facts(post(headers={"Idempotency-Key": "k"}, **typed))
    assert facts(post(headers={"Idempotency-Key": "k"}, **typed)) == first
    assert facts(post(idempotency_key="k", **typed)) == first
    errors(post(headers={"Idempotency-Key": "k"}, **{**typed, "description": "别的事"}), 409)
    errors(post(headers={"Idempotency-Key": "k"}, **{**typed, "address_id": "11"}), 409)  # at another estate too
    assert Submission.objects.filter(estate_id=1).count() == 1


def test_without_a_key_the_same_words_on_one_day_are_one_request(scene: Scene, at: Any) -> None:
    typed = {"service_code": "N01", "address_id": "10", "description": "灯不亮"}
    first = facts(post(**typed))[0]["service_request_id"]
    assert facts(post(**typed))[0]["service_request_id"] == first
    assert facts(post(**typed, phone="13900000001"))[0]["service_request_id"] != first
    with at(26):
        assert facts(post(**typed))[0]["service_request_id"] != first


# --- extensions -------------------------------------------------------------------------------------------------------


def test_pictures_come_in_the_post(scene: Scene) -> None:
    from sanguanjia.cases.models import CasePhoto
    from sanguanjia.cases.tests.test_pages import picture

    filed(media=picture())
    assert CasePhoto.objects.filter(estate_id=scene.estate).count() == 1
    assert facts(get("requests.json"))[0]["media_url"] is None


def test_an_update_becomes_a_note_once(scene: Scene) -> None:
    number = filed()
    typed = {"service_request_id": number, "description": "对方补充：五楼", "status": "OPEN", "update_id": "7",
             "updated_datetime": "2024-04-25T09:30:00+08:00"}  # fmt: skip
    answer = post("servicerequestupdates.xml", **typed)
    assert [part.tag for part in tree(answer)[0]] == ["update_id"]
    post("servicerequestupdates.json", **typed)
    notes = list(CaseEvent.objects.filter(estate_id=scene.estate, verb="add_note"))
    assert [note.words for note in notes] == ["对方补充：五楼\n（对方系统的状态：OPEN）"]
    errors(post("servicerequestupdates.json", description="x"), 400)
    errors(post("servicerequestupdates.json", service_request_id="10-99", description="x"), 404)
    errors(post("servicerequestupdates.json", service_request_id=number), 400)
    errors(post("servicerequestupdates.json", key="", **typed), 403)
